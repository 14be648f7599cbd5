import { readJson } from "../../lib/http/body.ts";
import { callerOf, define, personOf } from "../../lib/http/define.ts";
import { clearSessionCookie, setSessionCookie } from "../../lib/http/session_cookie.ts";
import { visitorOf } from "../../lib/http/visitor.ts";
import { signInSchema } from "../../lib/model/user.ts";

export const handler = define.handlers({
  GET: (ctx) => ctx.json({ user: callerOf(ctx) }),

  async POST(ctx) {
    const input = await readJson(ctx.req, signInSchema);
    const { session, token } = await ctx.state.hotline.accounts.signIn(input, visitorOf(ctx));
    const headers = { "set-cookie": setSessionCookie(ctx, token, session) };
    return ctx.json({ user: session.user }, { headers });
  },

  async DELETE(ctx) {
    const { hotline } = ctx.state;
    const session = ctx.state.session && personOf(ctx);
    if (session) await hotline.accounts.signOut(session, visitorOf(ctx));
    const headers = { "set-cookie": clearSessionCookie(ctx) };
    return new Response(null, { status: 204, headers });
  },
});
