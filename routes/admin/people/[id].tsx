import { page } from "fresh";
import { Head } from "fresh/runtime";
import { z } from "zod";
import { Avatar } from "../../../components/Avatar.tsx";
import { AccountTags } from "../../../components/PeopleList.tsx";
import { PersonAdministration } from "../../../components/PersonAdministration.tsx";
import { Settings } from "../../../components/Settings.tsx";
import LocalTimes from "../../../islands/LocalTimes.tsx";
import { administratorOf } from "../../../lib/http/administrator.ts";
import { define } from "../../../lib/http/define.ts";
import { formValue, parseForm } from "../../../lib/http/form.ts";
import { pathId } from "../../../lib/http/path_id.ts";
import { readSideList } from "../../../lib/http/side_list.ts";
import { roleSchema } from "../../../lib/model/user.ts";

const action = <const Name extends string>(name: Name) => z.object({ action: z.literal(name) });
const changeFormSchema = z.discriminatedUnion("action", [
  action("role").extend({ role: roleSchema }),
  action("disable"),
  action("enable"),
  action("end-sessions"),
]);

export const handler = define.handlers({
  async GET(ctx) {
    const by = administratorOf(ctx);
    const { administration } = ctx.state.hotline;
    const { user } = by.session;
    const [person, list] = await Promise.all([
      administration.person(by, pathId(ctx)),
      readSideList(ctx, user),
    ]);
    return page({ user, list, ...person });
  },

  async POST(ctx) {
    const by = administratorOf(ctx);
    const id = pathId(ctx);
    const { administration } = ctx.state.hotline;
    const input = formValue(await parseForm(ctx.req, changeFormSchema));
    switch (input.action) {
      case "role":
        await administration.setRole(by, id, input.role);
        break;
      case "disable":
        await administration.disable(by, id);
        break;
      case "enable":
        await administration.enable(by, id);
        break;
      case "end-sessions":
        await administration.endSessions(by, id);
    }
    return ctx.redirect(`/admin/people/${id}`, 303);
  },
});

export default define.page<typeof handler>(({ data: { user, list, account, sessions } }) => {
  const person = account.user;
  return (
    <Settings user={user} list={list} current="/admin/people" title={person.name}>
      <Head>
        <title>{`${person.name} · Hotline`}</title>
      </Head>
      <p class="person-facts">
        <Avatar user={person} />
        <span>{person.username}</span>
        <AccountTags account={account} />
        <span class="meta">
          {sessions.length === 0
            ? "Signed in nowhere"
            : `${sessions.length} ${
              sessions.length === 1 ? "session or token" : "sessions and tokens"
            }`}
        </span>
      </p>
      <PersonAdministration account={account} isOwn={person.id === user.id} />
      <p>
        <a href={`/admin/audit?user=${person.id}`}>What happened to this account</a>
      </p>
      <LocalTimes />
    </Settings>
  );
});
