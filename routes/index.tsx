import { page } from "fresh";
import { Head } from "fresh/runtime";
import { Desk } from "../components/Desk.tsx";
import { MessagesIcon } from "../components/icons.tsx";
import LocalTimes from "../islands/LocalTimes.tsx";
import { callerOf, define } from "../lib/http/define.ts";
import { readSideList } from "../lib/http/side_list.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const user = callerOf(ctx);
    return page({ user, list: await readSideList(ctx, user) });
  },
});

export default define.page<typeof handler>(({ data: { user, list } }) => (
  <Desk user={user} list={list} shows="list">
    <Head>
      <title>Requests · Hotline</title>
    </Head>
    <aside class="hint" aria-label="No request chosen">
      <MessagesIcon />
      <p class="hint-title">No request chosen</p>
      <p>Choose one from the list to read and answer it here.</p>
    </aside>
    <LocalTimes />
  </Desk>
));
