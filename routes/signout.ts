import { define } from "../lib/http/define.ts";
import { visitorOf } from "../lib/http/visitor.ts";
import { clearSessionCookie } from "../lib/http/session_cookie.ts";

export const handler = define.handlers({
  async POST(ctx) {
    const { hotline, session } = ctx.state;
    if (session) await hotline.accounts.signOut(session, visitorOf(ctx));
    // Who signs out to sign in again goes on to where they wanted to be.
    const response = ctx.redirect(`/signin${ctx.url.search}`, 303);
    response.headers.append("set-cookie", clearSessionCookie(ctx));
    return response;
  },
});
