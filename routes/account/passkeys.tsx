import { type Context, page } from "fresh";
import { Head } from "fresh/runtime";
import { z } from "zod";
import { SERVER_CLOCK } from "../../components/clock.ts";
import { ErrorSummary } from "../../components/ErrorSummary.tsx";
import { PASSKEY_LABELS, type PasskeyTask } from "../../components/PasskeyForm.tsx";
import { PasskeyAdding } from "../../components/PasskeyAdding.tsx";
import { PasskeyList } from "../../components/PasskeyList.tsx";
import { Settings } from "../../components/Settings.tsx";
import AddPasskey from "../../islands/AddPasskey.tsx";
import LocalTimes from "../../islands/LocalTimes.tsx";
import { hasHostName } from "../../lib/auth/relying_party.ts";
import { define, personOf, type State } from "../../lib/http/define.ts";
import { formValue, parseForm } from "../../lib/http/form.ts";
import { limit } from "../../lib/http/limit.ts";
import { readSideList } from "../../lib/http/side_list.ts";
import { visitorOf } from "../../lib/http/visitor.ts";
import { type FieldError, HotlineError } from "../../lib/model/errors.ts";
import { idSchema } from "../../lib/model/id.ts";
import { renamePasskeySchema } from "../../lib/model/passkey.ts";

const PATH = "/account/passkeys";

const formSchema = z.discriminatedUnion("action", [
  renamePasskeySchema.extend({ action: z.literal("rename"), id: idSchema }),
  z.object({ action: z.literal("remove"), id: idSchema }),
]);

/** Reads what the page shows. */
async function pageData(
  ctx: Context<State>,
  shown: { task?: PasskeyTask | null; errors?: FieldError[] } = {},
) {
  const session = personOf(ctx);
  const { passkeys } = ctx.state.hotline;
  const [list, own, mayAdd] = await Promise.all([
    readSideList(ctx, session.user),
    passkeys.list(session),
    passkeys.mayAdd(session),
  ]);
  const { task = null, errors = [] } = shown;
  return { user: session.user, list, passkeys: own, mayAdd, task, errors };
}

/** Which passkey the address asks to rename or remove. */
function taskIn({ searchParams }: URL): PasskeyTask | null {
  for (const kind of ["rename", "remove"] as const) {
    const id = searchParams.get(kind);
    if (id !== null) return { kind, id };
  }
  return null;
}

export const handler = define.handlers({
  async GET(ctx) {
    return page(await pageData(ctx, { task: taskIn(ctx.url) }));
  },

  async POST(ctx) {
    const session = personOf(ctx);
    limit(ctx, "accountChange");
    const form = await parseForm(ctx.req, formSchema);
    if (!form.ok && form.errors.every(({ path }) => path === "name")) {
      const { id = "", name } = form.values;
      const task = { kind: "rename", id, name } as const;
      return page(await pageData(ctx, { task, errors: form.errors }), { status: 422 });
    }
    const value = formValue(form);
    const { passkeys } = ctx.state.hotline;
    try {
      if (value.action === "rename") await passkeys.rename(session, value.id, value.name);
      else await passkeys.remove(session, value.id, visitorOf(ctx));
    } catch (error) {
      if (!(error instanceof HotlineError) || error.code !== "conflict") throw error;
      const errors = [{ path: "form", message: error.message }];
      return page(await pageData(ctx, { errors }), { status: error.status });
    }
    return ctx.redirect(PATH, 303);
  },
});

export default define.page<typeof handler>(({ data, state, url }) => {
  const { user, list, passkeys, mayAdd, task, errors } = data;
  const added = passkeys.find(({ id }) => id === url.searchParams.get("added"));
  return (
    <Settings
      user={user}
      list={list}
      current={PATH}
      title="Passkeys"
      lead="A passkey signs you in with your fingerprint, face or screen lock, without a password."
    >
      <Head>
        <title>{`${errors.length > 0 ? "Error: " : ""}Passkeys · Hotline`}</title>
      </Head>
      <ErrorSummary errors={errors} labels={PASSKEY_LABELS} />
      {added && (
        <p class="notice" role="status">
          <strong dir="auto">{added.name}</strong>{" "}
          can sign you in from now on. You may give it a name that you know it by.
        </p>
      )}
      {passkeys.length > 0
        ? <PasskeyList passkeys={passkeys} task={task} errors={errors} clock={SERVER_CLOCK} />
        : <p class="nothing-yet">You have no passkeys yet.</p>}
      <PasskeyAdding
        count={passkeys.length}
        isRecent={mayAdd}
        hasHostName={hasHostName(state.origin)}
      >
        <AddPasskey isFirst={passkeys.length === 0} />
      </PasskeyAdding>
      <LocalTimes />
    </Settings>
  );
});
