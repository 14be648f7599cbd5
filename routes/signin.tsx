import { page } from "fresh";
import { Head } from "fresh/runtime";
import { CREDENTIAL_LABELS, CredentialFields } from "../components/CredentialFields.tsx";
import { DemoAccounts } from "../components/DemoAccounts.tsx";
import { ErrorSummary } from "../components/ErrorSummary.tsx";
import { Gate } from "../components/Gate.tsx";
import SubmitButton from "../islands/SubmitButton.tsx";
import { define } from "../lib/http/define.ts";
import { parseForm } from "../lib/http/form.ts";
import { nextPath } from "../lib/http/next_path.ts";
import { setSessionCookie } from "../lib/http/session_cookie.ts";
import { type FieldError, HotlineError } from "../lib/model/errors.ts";
import { signInSchema } from "../lib/model/user.ts";

const EMPTY: { errors: FieldError[]; values: Record<string, string> } = { errors: [], values: {} };

export const handler = define.handlers({
  GET(ctx) {
    if (ctx.state.session) return ctx.redirect(nextPath(ctx.url), 303);
    return page(EMPTY);
  },

  async POST(ctx) {
    const form = await parseForm(ctx.req, signInSchema);
    if (!form.ok) return page({ errors: form.errors, values: form.values }, { status: 422 });
    try {
      const { session, token } = await ctx.state.hotline.accounts.signIn(form.value);
      const response = ctx.redirect(nextPath(ctx.url), 303);
      response.headers.append("set-cookie", setSessionCookie(ctx, token, session));
      return response;
    } catch (error) {
      if (!(error instanceof HotlineError)) throw error;
      const errors = [{ path: "form", message: error.message }];
      return page({ errors, values: { username: form.value.username } }, { status: error.status });
    }
  },
});

export default define.page<typeof handler>(({ data: { errors, values }, state, url }) => (
  <Gate
    title="Sign in"
    aside={
      <>
        New here? <a href={`/signup${url.search}`}>Create an account</a>
      </>
    }
  >
    <Head>
      <title>{`${errors.length > 0 ? "Error: " : ""}Sign in · Hotline`}</title>
    </Head>
    <form class="form" method="post" action={`/signin${url.search}`} noValidate>
      <ErrorSummary errors={errors} labels={CREDENTIAL_LABELS} />
      <CredentialFields errors={errors} values={values} isNew={false} />
      <SubmitButton label="Sign in" busyLabel="Signing in" />
    </form>
    <DemoAccounts accounts={state.hotline.demoAccounts} action={`/signin${url.search}`} />
  </Gate>
));
