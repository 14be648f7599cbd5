import { page } from "fresh";
import { Head } from "fresh/runtime";
import { z } from "zod";
import { AUDIT_WORDS, AuditEntries } from "../../../components/AuditEntries.tsx";
import { Settings } from "../../../components/Settings.tsx";
import LocalTimes from "../../../islands/LocalTimes.tsx";
import { administratorOf } from "../../../lib/http/administrator.ts";
import { readQuery } from "../../../lib/http/body.ts";
import { define } from "../../../lib/http/define.ts";
import { readSideList, startOfDay } from "../../../lib/http/side_list.ts";
import { type AuditAction, auditActionSchema, type AuditQuery } from "../../../lib/model/audit.ts";
import { idSchema } from "../../../lib/model/id.ts";
import { NAME_MAX } from "../../../lib/model/limits.ts";

const PAGE = 50;

const searchSchema = z.object({
  q: z.string().max(NAME_MAX, `must be at most ${NAME_MAX} characters`).default(""),
  action: auditActionSchema.or(z.literal("")).default(""),
  user: idSchema.optional(),
  before: z.coerce.number("must be a number").int().min(1).optional(),
});

export const handler = define.handlers({
  async GET(ctx) {
    const by = administratorOf(ctx);
    const search = readQuery(ctx.url, searchSchema);
    const query: AuditQuery = {
      limit: PAGE,
      ...(search.before !== undefined && { before: search.before }),
      ...(search.user !== undefined && { userId: search.user }),
      ...(search.action !== "" && { action: search.action }),
      ...(search.q !== "" && { text: search.q }),
    };
    const { user } = by.session;
    const [found, list] = await Promise.all([
      ctx.state.hotline.administration.readAudit(by, query),
      readSideList(ctx, user),
    ]);
    return page({ user, list, search, found });
  },
});

export default define.page<typeof handler>(({ data: { user, list, search, found } }) => (
  <Settings
    user={user}
    list={list}
    current="/admin/audit"
    title="Audit log"
    lead="Who did what to whom, when, and from which address. Nothing here can be changed."
  >
    <Head>
      <title>Audit log · Hotline</title>
    </Head>
    <form class="search" method="get" role="search">
      <label class="visually-hidden" for="q">Name, address or detail</label>
      <input id="q" name="q" type="search" value={search.q} placeholder="Name, address or detail" />
      <label class="visually-hidden" for="action">What happened</label>
      <select id="action" name="action">
        <option value="">Everything</option>
        {Object.entries(AUDIT_WORDS).map(([action, words]) => (
          <option key={action} value={action} selected={action === search.action}>{words}</option>
        ))}
      </select>
      {search.user !== undefined && <input type="hidden" name="user" value={search.user} />}
      <button type="submit" class="button">Search</button>
    </form>
    {search.user !== undefined && (
      <p class="meta">
        Only what one account did or met. <a href="/admin/audit">Show everything</a>
      </p>
    )}
    {found.entries.length > 0
      ? <AuditEntries entries={found.entries} todayMs={startOfDay(Date.now())} />
      : (
        <div class="nothing">
          <p class="nothing-title">
            {found.next === null ? "Nothing was found" : "Nothing was found so far"}
          </p>
        </div>
      )}
    {found.next !== null && (
      <a class="button is-quiet more" href={`?${older(search, found.next)}`}>Look further back</a>
    )}
    <form class="act" method="post" action="/admin/audit/export">
      <h2>Export</h2>
      <p class="field-hint">
        All entries as lines of JSON. That you took them is written down as well.
      </p>
      <button type="submit" class="button">Download</button>
    </form>
    <LocalTimes />
  </Settings>
));

function older(
  search: { q: string; action: AuditAction | ""; user?: string | undefined },
  before: number,
) {
  const { q, action, user } = search;
  return new URLSearchParams({ q, action, ...(user && { user }), before: String(before) });
}
