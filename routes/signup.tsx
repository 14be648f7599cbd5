import { page } from "fresh";
import { Head } from "fresh/runtime";
import { CREDENTIAL_LABELS, CredentialFields } from "../components/CredentialFields.tsx";
import { ErrorSummary } from "../components/ErrorSummary.tsx";
import { Field } from "../components/Field.tsx";
import { Gate } from "../components/Gate.tsx";
import SubmitButton from "../islands/SubmitButton.tsx";
import { define } from "../lib/http/define.ts";
import { parseForm } from "../lib/http/form.ts";
import { nextPath } from "../lib/http/next_path.ts";
import { setSessionCookie } from "../lib/http/session_cookie.ts";
import { type FieldError, HotlineError } from "../lib/model/errors.ts";
import { signUpSchema } from "../lib/model/user.ts";

const LABELS = { name: "Your name", ...CREDENTIAL_LABELS };
const EMPTY: { errors: FieldError[]; values: Record<string, string> } = { errors: [], values: {} };

export const handler = define.handlers({
  GET(ctx) {
    if (ctx.state.session) return ctx.redirect(nextPath(ctx.url), 303);
    return page(EMPTY);
  },

  async POST(ctx) {
    const form = await parseForm(ctx.req, signUpSchema);
    if (!form.ok) return page({ errors: form.errors, values: form.values }, { status: 422 });
    try {
      const { session, token } = await ctx.state.hotline.accounts.signUp(form.value);
      const response = ctx.redirect(nextPath(ctx.url), 303);
      response.headers.append("set-cookie", setSessionCookie(ctx, token, session));
      return response;
    } catch (error) {
      if (!(error instanceof HotlineError)) throw error;
      const path = error.code === "conflict" ? "username" : "form";
      const { username, name } = form.value;
      const errors = [{ path, message: error.message }];
      return page({ errors, values: { username, name } }, { status: error.status });
    }
  },
});

export default define.page<typeof handler>(({ data: { errors, values }, url }) => (
  <Gate
    title="Create an account"
    aside={
      <>
        Have one already? <a href={`/signin${url.search}`}>Sign in</a>
      </>
    }
  >
    <Head>
      <title>{`${errors.length > 0 ? "Error: " : ""}Create an account · Hotline`}</title>
    </Head>
    <form class="form" method="post" action={`/signup${url.search}`} noValidate>
      <ErrorSummary errors={errors} labels={LABELS} />
      <Field
        name="name"
        label={LABELS.name}
        hint="As the others in a request will see it"
        errors={errors}
      >
        {(attributes) => (
          <input {...attributes} type="text" value={values.name} required autocomplete="name" />
        )}
      </Field>
      <CredentialFields errors={errors} values={values} isNew />
      <SubmitButton label="Create account" busyLabel="Creating account" />
    </form>
  </Gate>
));
