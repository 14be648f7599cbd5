import { page } from "fresh";
import { Head } from "fresh/runtime";
import { AskForm } from "../components/AskForm.tsx";
import { Gate } from "../components/Gate.tsx";
import SubmitButton from "../islands/SubmitButton.tsx";
import { newSecret } from "../lib/auth/secret.ts";
import { define } from "../lib/http/define.ts";
import { assertGuestsAreWelcome } from "../lib/http/doors.ts";
import { EMPTY_FORM, parseForm, refusedForm } from "../lib/http/form.ts";
import { enterAsGuest, toRequest } from "../lib/http/guest_entry.ts";
import { limit } from "../lib/http/limit.ts";
import { visitorOf } from "../lib/http/visitor.ts";
import { askSchema } from "../lib/model/guest.ts";

export const handler = define.handlers({
  GET(ctx) {
    assertGuestsAreWelcome(ctx);
    const { session } = ctx.state;
    if (!session) return page(EMPTY_FORM);
    return ctx.redirect(session.guestOf ? `/requests/${session.guestOf}` : "/requests/new", 303);
  },

  async POST(ctx) {
    assertGuestsAreWelcome(ctx);
    const { session, hotline: { guests } } = ctx.state;
    const form = await parseForm(ctx.req, askSchema);
    if (!form.ok) return page({ errors: form.errors, values: form.values }, { status: 422 });
    const { link } = form.value;
    const values = { ...form.value, email: form.value.email ?? "" };
    if (session) {
      // The second of two presses may come with the session that the first one began.
      const guest = await guests.byLink(link);
      if (guest?.account.user.id === session.user.id) return toRequest(ctx, guest, link);
      const message =
        `You are signed in as ${session.user.name}: sign out to ask as somebody else.`;
      return page({ errors: [{ path: "form", message }], values }, { status: 409 });
    }
    try {
      limit(ctx, "guestRequest");
      return await enterAsGuest(ctx, await guests.ask(form.value, visitorOf(ctx)), link);
    } catch (error) {
      return page(...refusedForm(error, values));
    }
  },
});

export default define.page<typeof handler>(({ data: { errors, values } }) => (
  <Gate
    title="Ask a question"
    aside={
      <>
        Have an account? <a href="/signin">Sign in</a>
      </>
    }
  >
    <Head>
      <title>{`${errors.length > 0 ? "Error: " : ""}Ask a question · Hotline`}</title>
    </Head>
    <p class="gate-lead">No account needed. The people at the desk answer right in the chat.</p>
    <AskForm
      errors={errors}
      values={values}
      link={values.link ?? newSecret()}
      submit={<SubmitButton label="Start the chat" busyLabel="Sending" />}
    />
  </Gate>
));
