/** A desk without people and sockets: storage, rooms and requests over one database. */
import { monotonicFactory } from "ulid";
import type { Bus } from "../../lib/bus/bus.ts";
import { MemoryChannel } from "../../lib/bus/memory_bus.ts";
import { AccessWatch } from "../../lib/chat/access_watch.ts";
import { Requests } from "../../lib/chat/requests.ts";
import { UNOBSERVED } from "../../lib/chat/observer.ts";
import { Rooms } from "../../lib/chat/rooms.ts";
import { UNTRACED } from "../../lib/chat/tracer.ts";
import type { User } from "../../lib/model/user.ts";
import { RequestLog } from "../../lib/storage/log.ts";
import { RequestStore } from "../../lib/storage/request_store.ts";
import { ada, ann, max, mia, otto } from "./people.ts";

export const EPOCH = "01J0000000000000000000000E";

export interface DeskOptions {
  bus?: Bus;
  checksMax?: number;
}

/** One isolate's view of the database. Its time stands still unless the test moves it. */
export function deskOn(kv: Deno.Kv, { bus, checksMax = 100 }: DeskOptions = {}) {
  const time = { now: Date.UTC(2026, 0, 1) };
  const clock = () => time.now;
  const nextUlid = monotonicFactory();
  const newId = () => nextUlid(clock());
  const errors: unknown[] = [];
  /** Who has to be looked at again; a desk with sockets does so. */
  const reviewed: (ReadonlySet<string> | null)[] = [];
  const lookAgain = {
    at: (_userIds: ReadonlySet<string> | null): Promise<void> => Promise.resolve(),
  };
  const access: AccessWatch = new AccessWatch({
    read: () => log.accessMark(),
    review: (userIds) => {
      reviewed.push(userIds);
      return lookAgain.at(userIds);
    },
  });
  const log: RequestLog = new RequestLog({ kv, checksMax, clock, newId, guard: access });
  const store = new RequestStore({ kv, clock, newId });
  const rooms = new Rooms({
    log,
    access,
    bus: bus ?? new MemoryChannel().open(),
    observer: UNOBSERVED,
    tracer: UNTRACED,
    onError: (error) => errors.push(error),
  });
  const userById = (id: string) =>
    Promise.resolve([ann, otto, mia, max, ada].find((user) => user.id === id) ?? null);
  const requests = new Requests({ kv, log, store, rooms, epoch: EPOCH, newId, userById });
  return {
    kv,
    time,
    clock,
    newId,
    log,
    store,
    rooms,
    requests,
    errors,
    access,
    reviewed,
    lookAgain,
  };
}
export type Desk = ReturnType<typeof deskOn>;

let created = 0;

/** A new request, at its first event. */
export async function openRequest(
  { store }: Pick<Desk, "store">,
  requester: User = ann,
): Promise<string> {
  const input = { title: "A title", body: "A body", requester, clientId: `request-${created++}` };
  return (await store.create(input)).request.id;
}
