import { page } from "fresh";
import { Head } from "fresh/runtime";
import { z } from "zod";
import { Notice } from "../../components/Notice.tsx";
import { SessionList } from "../../components/SessionList.tsx";
import { Settings } from "../../components/Settings.tsx";
import LocalTimes from "../../islands/LocalTimes.tsx";
import SubmitButton from "../../islands/SubmitButton.tsx";
import { define, personOf } from "../../lib/http/define.ts";
import { formValue, parseForm } from "../../lib/http/form.ts";
import { readSideList } from "../../lib/http/side_list.ts";
import { visitorOf } from "../../lib/http/visitor.ts";

const OTHERS = "others";
/** Which session to end: one by its id, or all but this one. */
const endSchema = z.object({ end: z.string("must name a session").max(100) });

const DONE: Record<string, string> = {
  one: "The session has ended.",
  others: "All other sessions have ended.",
};

export const handler = define.handlers({
  async GET(ctx) {
    const me = personOf(ctx);
    const [list, sessions] = await Promise.all([
      readSideList(ctx, me.user),
      ctx.state.hotline.ownSessions.list(me),
    ]);
    return page({ user: me.user, list, sessions });
  },

  async POST(ctx) {
    const me = personOf(ctx);
    const { ownSessions } = ctx.state.hotline;
    const { end } = formValue(await parseForm(ctx.req, endSchema));
    if (end === OTHERS) await ownSessions.endOthers(me, visitorOf(ctx));
    else await ownSessions.end(me, end, visitorOf(ctx));
    return ctx.redirect(`/account/sessions?done=${end === OTHERS ? "others" : "one"}`, 303);
  },
});

export default define.page<typeof handler>(({ data: { user, list, sessions }, url }) => {
  const done = DONE[url.searchParams.get("done") ?? ""];
  return (
    <Settings
      user={user}
      list={list}
      current="/account/sessions"
      title="Sessions"
      lead="Where you are signed in. End what you do not know or no longer need."
    >
      <Head>
        <title>Sessions · Hotline</title>
      </Head>
      {done && <Notice>{done}</Notice>}
      <SessionList sessions={sessions} />
      {sessions.length > 1 && (
        <form class="form entries-form" method="post" action="/account/sessions">
          <input type="hidden" name="end" value={OTHERS} />
          <SubmitButton label="End all other sessions" busyLabel="Ending" />
        </form>
      )}
      <LocalTimes />
    </Settings>
  );
});
