import { setCookies } from "../../lib/http/begun_session.ts";
import { readJson } from "../../lib/http/body.ts";
import { browserSessionOf, callerOf, define } from "../../lib/http/define.ts";
import { signIn } from "../../lib/http/gate.ts";
import { clearSessionCookie } from "../../lib/http/session_cookie.ts";
import { visitorOf } from "../../lib/http/visitor.ts";
import { signInSchema } from "../../lib/model/user.ts";

export const handler = define.handlers({
  GET: (ctx) => ctx.json({ user: callerOf(ctx) }),

  async POST(ctx) {
    const input = await readJson(ctx.req, signInSchema);
    const signedIn = await signIn(ctx, input);
    const response = ctx.json({ user: signedIn.session.user });
    setCookies(response.headers, ctx, signedIn);
    return response;
  },

  async DELETE(ctx) {
    const { hotline } = ctx.state;
    const session = ctx.state.session && browserSessionOf(ctx);
    if (session) await hotline.accounts.signOut(session, visitorOf(ctx));
    const headers = { "set-cookie": clearSessionCookie(ctx) };
    return new Response(null, { status: 204, headers });
  },
});
