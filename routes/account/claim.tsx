import { page } from "fresh";
import { Head } from "fresh/runtime";
import { CREDENTIAL_LABELS, CredentialFields } from "../../components/CredentialFields.tsx";
import { ErrorSummary } from "../../components/ErrorSummary.tsx";
import { Gate } from "../../components/Gate.tsx";
import SubmitButton from "../../islands/SubmitButton.tsx";
import { browserSessionOf, define } from "../../lib/http/define.ts";
import { assertSignUpIsOpen } from "../../lib/http/doors.ts";
import { EMPTY_FORM, parseForm, refusedForm } from "../../lib/http/form.ts";
import { limit } from "../../lib/http/limit.ts";
import { setSessionCookie } from "../../lib/http/session_cookie.ts";
import { visitorOf } from "../../lib/http/visitor.ts";
import { claimSchema } from "../../lib/model/guest.ts";

export const handler = define.handlers({
  GET(ctx) {
    const { guestOf } = browserSessionOf(ctx);
    assertSignUpIsOpen(ctx);
    return guestOf === null ? ctx.redirect("/", 303) : page(EMPTY_FORM);
  },

  async POST(ctx) {
    const session = browserSessionOf(ctx);
    assertSignUpIsOpen(ctx);
    if (session.guestOf === null) return ctx.redirect("/", 303);
    const form = await parseForm(ctx.req, claimSchema);
    if (!form.ok) return page({ errors: form.errors, values: form.values }, { status: 422 });
    const { guests } = ctx.state.hotline;
    try {
      limit(ctx, "accountChange");
      const signedIn = await guests.claim(session, form.value, visitorOf(ctx));
      const response = ctx.redirect(`/requests/${session.guestOf}`, 303);
      response.headers.append(
        "set-cookie",
        setSessionCookie(ctx, signedIn.token, signedIn.session),
      );
      return response;
    } catch (error) {
      return page(...refusedForm(error, { username: form.value.username }));
    }
  },
});

export default define.page<typeof handler>(({ data: { errors, values }, state }) => (
  <Gate
    title="Create an account"
    aside={<a href={`/requests/${state.session?.guestOf}`}>Back to the conversation</a>}
  >
    <Head>
      <title>{`${errors.length > 0 ? "Error: " : ""}Create an account · Hotline`}</title>
    </Head>
    <p class="gate-lead">
      You keep your name, your request and all you wrote. The private link stops working: from then
      on you sign in.
    </p>
    <form class="form" method="post" action="/account/claim" noValidate>
      <ErrorSummary errors={errors} labels={CREDENTIAL_LABELS} />
      <CredentialFields errors={errors} values={values} isNew />
      <SubmitButton label="Create account" busyLabel="Creating account" />
    </form>
  </Gate>
));
