import { Head } from "fresh/runtime";
import { SignInFailed } from "../../../components/SignInFailed.tsx";
import { setCookies } from "../../../lib/http/begun_session.ts";
import { define } from "../../../lib/http/define.ts";
import { callbackOf, failedSignIn, singleSignOnOf } from "../../../lib/http/oidc.ts";
import { clearOidcCookie, readOidcCookie } from "../../../lib/http/oidc_cookie.ts";
import { visitorOf } from "../../../lib/http/visitor.ts";

/** Back from the provider. */
export const handler = define.handlers({
  async GET(ctx) {
    const singleSignOn = singleSignOnOf(ctx);
    const { accounts } = ctx.state.hotline;
    const visitor = visitorOf(ctx);
    const address = new URL(callbackOf(ctx) + ctx.url.search);
    try {
      const returned = await singleSignOn.finish(address, readOidcCookie(ctx), visitor);
      const { signedIn, next } = returned;
      const isDenied = signedIn === null;
      const query = new URLSearchParams({ next, cancelled: "1" });
      const response = ctx.redirect(isDenied ? `/signin?${query}` : next, 303);
      response.headers.append("set-cookie", clearOidcCookie(ctx));
      if (isDenied) return response;
      setCookies(response.headers, ctx, signedIn);
      // Another session in this browser is given up, and must not live on unseen.
      if (ctx.state.session) await accounts.signOut(ctx.state.session, visitor);
      return response;
    } catch (error) {
      return failedSignIn(error);
    }
  },
});

export default define.page<typeof handler>(({ data: { message }, state }) => (
  <>
    <Head>
      <title>That sign-in did not work · Hotline</title>
    </Head>
    <SignInFailed
      message={message}
      provider={state.hotline.singleSignOn!.name}
      retry="/signin/oidc"
    />
  </>
));
