import { readJson } from "../../lib/http/body.ts";
import { define } from "../../lib/http/define.ts";
import { setSessionCookie } from "../../lib/http/session_cookie.ts";
import { visitorOf } from "../../lib/http/visitor.ts";
import { signUpSchema } from "../../lib/model/user.ts";

export const handler = define.handlers({
  async POST(ctx) {
    const input = await readJson(ctx.req, signUpSchema);
    const { session, token } = await ctx.state.hotline.accounts.signUp(input, visitorOf(ctx));
    const headers = { "set-cookie": setSessionCookie(ctx, token, session) };
    return ctx.json({ user: session.user }, { status: 201, headers });
  },
});
