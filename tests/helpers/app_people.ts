/** People of a running app, who came to it as people do: by signing up, or by an admin's command. */
import type { Request } from "../../lib/model/request.ts";
import type { Message } from "../../lib/model/message.ts";
import type { Role, User } from "../../lib/model/user.ts";
import type { AppServer } from "./app_server.ts";
import { PROJECT_ROOT } from "./project_root.ts";

const PASSWORD = "correct horse";

export interface Account {
  user: User;
  password: string;
  /** "hotline_session=…", as a client sends it. */
  cookie: string;
}

export interface Newcomer {
  name: string;
  /** Defaults to the name in small letters. */
  username?: string;
  /** Defaults to "requester". */
  role?: Role;
}

/** Makes an account and signs in with it. */
export async function newAccount(server: AppServer, newcomer: Newcomer): Promise<Account> {
  const { name, username = name.toLowerCase(), role = "requester" } = newcomer;
  if (role === "requester") {
    return await enter(server, "/api/users", { username, name, password: PASSWORD });
  }
  await addByCommand(server, username, name, role);
  return await signIn(server, { username, password: PASSWORD });
}

/** Signs in with an account that is there already. */
export function signIn(
  server: AppServer,
  credentials: { username: string; password: string },
): Promise<Account> {
  return enter(server, "/api/session", credentials);
}

/** Calls the app's API as this person. @throws unless it answers with success. */
export async function call<Answer>(
  server: AppServer,
  account: Account,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(server.origin + path, {
    method,
    headers: { cookie: account.cookie, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}

export async function newRequest(
  server: AppServer,
  account: Account,
  { title = "The printer is on fire", body = "It says: out of paper." } = {},
): Promise<Request> {
  const made = await call<{ request: Request }>(server, account, "POST", "/api/requests", {
    title,
    body,
  });
  return made.request;
}

export async function sendMessage(
  server: AppServer,
  account: Account,
  requestId: string,
  body: string,
  options: { kind?: "public" | "note" } = {},
): Promise<Message> {
  const path = `/api/requests/${requestId}/messages`;
  const clientId = crypto.randomUUID();
  const input = { body, clientId, ...options };
  return (await call<{ message: Message }>(server, account, "POST", path, input)).message;
}

async function enter(
  server: AppServer,
  path: string,
  input: { username: string; password: string; name?: string },
): Promise<Account> {
  const response = await fetch(server.origin + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  const [cookie = ""] = (response.headers.get("set-cookie") ?? "").split(";");
  const { user } = await response.json() as { user: User };
  return { user, password: input.password, cookie };
}

async function addByCommand(
  server: AppServer,
  username: string,
  name: string,
  role: Role,
): Promise<void> {
  const options = ["--username", username, "--name", name, "--role", role];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "tasks/user.ts", "add", ...options],
    cwd: PROJECT_ROOT,
    env: { HOTLINE_KV: server.database, NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`${PASSWORD}\n`));
  await writer.close();
  const { success, stderr } = await child.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
