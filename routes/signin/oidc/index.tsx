import { Head } from "fresh/runtime";
import { SignInFailed } from "../../../components/SignInFailed.tsx";
import { define } from "../../../lib/http/define.ts";
import { nextPath } from "../../../lib/http/next_path.ts";
import { callbackOf, failedSignIn, singleSignOnOf } from "../../../lib/http/oidc.ts";
import { setOidcCookie } from "../../../lib/http/oidc_cookie.ts";
import { visitorOf } from "../../../lib/http/visitor.ts";

/** On to the provider. */
export const handler = define.handlers({
  async GET(ctx) {
    const singleSignOn = singleSignOnOf(ctx);
    const next = nextPath(ctx.url);
    if (ctx.state.session) return ctx.redirect(next, 303);
    try {
      const flow = { redirectUri: callbackOf(ctx), next };
      const { url, handle } = await singleSignOn.begin(flow, visitorOf(ctx));
      const headers = { location: url.href, "cache-control": "no-store" };
      const response = new Response(null, { status: 303, headers });
      response.headers.append("set-cookie", setOidcCookie(ctx, handle));
      return response;
    } catch (error) {
      return failedSignIn(error);
    }
  },
});

export default define.page<typeof handler>(({ data: { message }, state, url }) => (
  <>
    <Head>
      <title>That sign-in did not work · Hotline</title>
    </Head>
    <SignInFailed
      message={message}
      provider={state.hotline.singleSignOn!.name}
      retry={`/signin/oidc${url.search}`}
    />
  </>
));
