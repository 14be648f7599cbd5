import { page } from "fresh";
import { Head } from "fresh/runtime";
import { BackLink } from "../../components/BackLink.tsx";
import { Desk } from "../../components/Desk.tsx";
import { RequestForm } from "../../components/RequestForm.tsx";
import LocalTimes from "../../islands/LocalTimes.tsx";
import SubmitButton from "../../islands/SubmitButton.tsx";
import { assertMayCreate } from "../../lib/chat/policy.ts";
import { callerOf, define, sessionOf } from "../../lib/http/define.ts";
import { EMPTY_FORM, parseForm, refusedForm } from "../../lib/http/form.ts";
import { limit } from "../../lib/http/limit.ts";
import { readSideList } from "../../lib/http/side_list.ts";
import { createRequestSchema } from "../../lib/model/request.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const user = callerOf(ctx);
    assertMayCreate(sessionOf(ctx));
    return page({ user, list: await readSideList(ctx, user), ...EMPTY_FORM });
  },

  async POST(ctx) {
    const user = callerOf(ctx);
    assertMayCreate(sessionOf(ctx));
    const form = await parseForm(ctx.req, createRequestSchema);
    if (!form.ok) {
      const { errors, values } = form;
      return page({ user, list: await readSideList(ctx, user), errors, values }, { status: 422 });
    }
    try {
      limit(ctx, "newRequest");
      const { request } = await ctx.state.hotline.requests.create(user, form.value);
      return ctx.redirect(`/requests/${request.id}`, 303);
    } catch (error) {
      const { title, body, clientId = "" } = form.value;
      const [shown, answer] = refusedForm(error, { title, body, clientId });
      return page({ user, list: await readSideList(ctx, user), ...shown }, answer);
    }
  },
});

export default define.page<typeof handler>(({ data: { user, list, errors, values } }) => (
  <Desk user={user} list={list} shows="content">
    <Head>
      <title>{`${errors.length > 0 ? "Error: " : ""}New request · Hotline`}</title>
    </Head>
    <main class="page" id="main">
      <header class="bar only-narrow">
        <BackLink />
      </header>
      <div class="page-body">
        <h1 class="page-title">New request</h1>
        <p class="page-lead">Say what you need. The people at the desk answer in this place.</p>
        <RequestForm
          errors={errors}
          values={values}
          clientId={values.clientId || crypto.randomUUID()}
          submit={<SubmitButton label="Send request" busyLabel="Sending" />}
        />
      </div>
    </main>
    <LocalTimes />
  </Desk>
));
