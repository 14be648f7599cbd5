import { define } from "../lib/http/define.ts";
import { visitorOf } from "../lib/http/visitor.ts";
import { clearSessionCookie } from "../lib/http/session_cookie.ts";

export const handler = define.handlers({
  async POST(ctx) {
    const { hotline, session } = ctx.state;
    if (session) await hotline.accounts.signOut(session, visitorOf(ctx));
    const response = ctx.redirect("/signin", 303);
    response.headers.append("set-cookie", clearSessionCookie(ctx));
    return response;
  },
});
