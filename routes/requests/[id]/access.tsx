import { type Context, page } from "fresh";
import { Head } from "fresh/runtime";
import { z } from "zod";
import { AccessForm, AccessRemoval } from "../../../components/AccessForm.tsx";
import { BackLink } from "../../../components/BackLink.tsx";
import { Desk } from "../../../components/Desk.tsx";
import { PersonList } from "../../../components/PersonList.tsx";
import LocalTimes from "../../../islands/LocalTimes.tsx";
import { assertGrantable } from "../../../lib/chat/policy.ts";
import { callerOf, define, type State } from "../../../lib/http/define.ts";
import { EMPTY_FORM, parseForm } from "../../../lib/http/form.ts";
import { pathId } from "../../../lib/http/path_id.ts";
import { readSideList } from "../../../lib/http/side_list.ts";
import { type FieldError, HotlineError } from "../../../lib/model/errors.ts";
import { idSchema } from "../../../lib/model/id.ts";
import { signInSchema } from "../../../lib/model/user.ts";

const formSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal("grant"), username: signInSchema.shape.username }),
  z.object({ action: z.literal("revoke"), userId: idSchema }),
]);

/** Who has access, for those who decide about it. @throws HotlineError `not_found` or `forbidden`. */
async function readAccess(ctx: Context<State>) {
  const user = callerOf(ctx);
  const request = await ctx.state.hotline.requests.get(user, pathId(ctx));
  assertGrantable(user, request);
  return { user, request };
}

export const handler = define.handlers({
  async GET(ctx) {
    const access = await readAccess(ctx);
    return page({ ...access, list: await readSideList(ctx, access.user), ...EMPTY_FORM });
  },

  async POST(ctx) {
    const access = await readAccess(ctx);
    const { id } = access.request;
    const form = await parseForm(ctx.req, formSchema);
    const errors = form.ok ? await errorsOf(changeAccess(ctx, id, form.value)) : form.errors;
    if (errors.length === 0) return ctx.redirect(`/requests/${id}`, 303);
    const values = form.ok ? form.value : form.values;
    const list = await readSideList(ctx, access.user);
    return page({ ...access, list, errors, values }, { status: 422 });
  },
});

function changeAccess(ctx: Context<State>, requestId: string, change: z.output<typeof formSchema>) {
  const by = { user: callerOf(ctx), address: ctx.state.address };
  const { requestAccess } = ctx.state.hotline;
  return change.action === "grant"
    ? requestAccess.grant(by, requestId, { username: change.username })
    : requestAccess.revoke(by, requestId, change.userId);
}

/** What is wrong with the name that was given; none if it is done. @throws whatever else went wrong. */
async function errorsOf(change: Promise<unknown>): Promise<FieldError[]> {
  try {
    await change;
    return [];
  } catch (error) {
    if (!(error instanceof HotlineError)) throw error;
    if (error.code === "conflict") return [{ path: "username", message: error.message }];
    if (error.code === "invalid") return error.fields;
    throw error;
  }
}

export default define.page<typeof handler>(({ data }) => {
  const { user, request, list, errors, values } = data;
  const { id, title, access } = request;
  return (
    <Desk user={user} list={{ ...list, currentId: id }} shows="content">
      <Head>
        <title>{`${errors.length > 0 ? "Error: " : ""}Access · ${title} · Hotline`}</title>
      </Head>
      <main class="page" id="main">
        <header class="bar only-narrow">
          <BackLink />
        </header>
        <div class="page-body">
          <h1 class="page-title">Access</h1>
          <p class="page-lead">
            Besides its requester and the staff, these people read{" "}
            <a href={`/requests/${id}`}>{title}</a> and write in it.
          </p>
          <PersonList
            users={access}
            beside={(person) => <AccessRemoval requestId={id} user={person} />}
          />
          <AccessForm
            requestId={id}
            errors={errors}
            username={"username" in values ? values.username : undefined}
          />
        </div>
      </main>
      <LocalTimes />
    </Desk>
  );
});
