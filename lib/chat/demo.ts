/** A few requests with conversations in them, so that a demo has something to show. */
import type { Accounts } from "../auth/accounts.ts";
import { DEMO_ACCOUNTS } from "../auth/demo.ts";
import type { Role, User } from "../model/user.ts";
import { deleteCommand, editCommand, sendCommand } from "./commands.ts";
import { DEMO_REQUESTS, type DemoLine } from "./demo_script.ts";
import type { Requests } from "./requests.ts";

/** Writes the demo's requests unless they are there; the accounts must be. */
export async function ensureDemoRequests(accounts: Accounts, requests: Requests): Promise<void> {
  const people = await demoPeople(accounts);
  const admin = people.get("admin")!;
  const { requests: [any] } = await requests.list(admin, { limit: 1 });
  if (any) return;
  for (const [index, script] of DEMO_REQUESTS.entries()) {
    const [opening, ...lines] = script.lines;
    const { request } = await requests.create(people.get("requester")!, {
      title: script.title,
      body: opening.body,
      clientId: `demo-${index}`,
    });
    for (const [at, line] of lines.entries()) {
      await write(requests, request.id, people.get(line.by)!, line, `demo-${index}-${at}`);
    }
    const agent = people.get("agent")!;
    const { status, isAssigned } = script;
    if (isAssigned) await requests.change(agent, request.id, { assigneeId: agent.id });
    if (status !== "open") await requests.change(agent, request.id, { status });
  }
}

async function write(
  requests: Requests,
  requestId: string,
  actor: User,
  line: DemoLine,
  clientId: string,
): Promise<void> {
  const body = line.firstDraft ?? line.body;
  const command = sendCommand(actor, { clientId, body, kind: line.kind ?? "public" });
  const { message } = await requests.submitMessage(requestId, command);
  const about = { messageId: message.id, clientId: `${clientId}-again` };
  if (line.firstDraft) {
    await requests.submit(requestId, editCommand(actor, { ...about, body: line.body }));
  }
  if (line.isTakenBack) await requests.submit(requestId, deleteCommand(actor, about, null));
}

async function demoPeople(accounts: Accounts): Promise<Map<Role, User>> {
  const people = await Promise.all(
    DEMO_ACCOUNTS.map(({ username }) => accounts.userByUsername(username)),
  );
  return new Map(people.flatMap((user) => user ? [[user.role, user] as const] : []));
}
