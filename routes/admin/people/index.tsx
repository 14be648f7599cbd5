import { page } from "fresh";
import { Head } from "fresh/runtime";
import { z } from "zod";
import { PeopleList } from "../../../components/PeopleList.tsx";
import { Settings } from "../../../components/Settings.tsx";
import LocalTimes from "../../../islands/LocalTimes.tsx";
import { administratorOf } from "../../../lib/http/administrator.ts";
import { readQuery } from "../../../lib/http/body.ts";
import { define } from "../../../lib/http/define.ts";
import { readSideList } from "../../../lib/http/side_list.ts";
import { idSchema } from "../../../lib/model/id.ts";
import { NAME_MAX } from "../../../lib/model/limits.ts";

const searchSchema = z.object({
  q: z.string().max(NAME_MAX, `must be at most ${NAME_MAX} characters`).default(""),
  after: idSchema.optional(),
});

export const handler = define.handlers({
  async GET(ctx) {
    const by = administratorOf(ctx);
    const { q, after } = readQuery(ctx.url, searchSchema);
    const { administration } = ctx.state.hotline;
    const { user } = by.session;
    const [people, list] = await Promise.all([
      administration.search(by, q, after ?? null),
      readSideList(ctx, user),
    ]);
    return page({ user, list, q, people });
  },
});

export default define.page<typeof handler>(({ data: { user, list, q, people } }) => (
  <Settings user={user} list={list} current="/admin/people" title="People">
    <Head>
      <title>People · Hotline</title>
    </Head>
    <form class="search" method="get" role="search">
      <label class="visually-hidden" for="q">Name or username</label>
      <input id="q" name="q" type="search" value={q} placeholder="Name or username" />
      <button type="submit" class="button">Search</button>
    </form>
    {people.accounts.length > 0 ? <PeopleList accounts={people.accounts} /> : (
      <div class="nothing">
        <p class="nothing-title">Nobody was found</p>
        {q !== "" && <p>Nobody here has “{q}” in their name or username.</p>}
      </div>
    )}
    {people.next !== null && (
      <a class="button is-quiet more" href={`?${new URLSearchParams({ q, after: people.next })}`}>
        Look further
      </a>
    )}
    <LocalTimes />
  </Settings>
));
