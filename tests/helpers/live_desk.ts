/** A desk with sockets of paper: people connect, and their roles and sessions can change. */
import assert from "node:assert/strict";
import type { Session } from "../../lib/auth/accounts.ts";
import { type AcceptOptions, Connections } from "../../lib/chat/connections.ts";
import { type Limiter, UNLIMITED } from "../../lib/limits/limiter.ts";
import { UNOBSERVED } from "../../lib/chat/observer.ts";
import type { ChatSession } from "../../lib/chat/session.ts";
import type { ClientFrameInput } from "../../lib/model/frames.ts";
import type { User } from "../../lib/model/user.ts";
import { deskOn, type DeskOptions, EPOCH } from "./desk.ts";
import { FakeWire } from "./fake_wire.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export interface Client {
  wire: FakeWire;
  chat: ChatSession;
  send(frame: ClientFrameInput): void;
}

export function liveDeskOn(
  kv: Deno.Kv,
  { limits = () => UNLIMITED, ...options }: DeskOptions & {
    limits?: (clock: () => number) => Limiter;
  } = {},
) {
  const desk = deskOn(kv, options);
  const { rooms, clock, newId, errors } = desk;
  /** What storage says of each session; a test changes it, then asks for a review. */
  const sessions = new Map<string, Session | null>();
  /** What holds up answers that storage has read already. */
  const storage = { answers: () => Promise.resolve() };
  const sessionById = async (id: string) => {
    const session = sessions.get(id) ?? null;
    await storage.answers();
    return session;
  };
  const onError = (error: unknown) => errors.push(error);
  const connections = new Connections({
    rooms,
    epoch: EPOCH,
    sessionById,
    limiter: limits(clock),
    clock,
    newId,
    observer: UNOBSERVED,
    onError,
  });

  desk.lookAgain.at = (userIds) => connections.review(userIds);

  function connect(user: User, options: Partial<AcceptOptions> = {}): Client {
    const session: Session = {
      id: `session-of-${user.id}`,
      user,
      expiresAt: clock() + DAY_MS,
      scopes: null,
      guestOf: null,
    };
    if (!sessions.has(session.id)) sessions.set(session.id, session);
    const wire = new FakeWire();
    const chat = connections.accept(wire, session, {
      takesBatches: false,
      joining: null,
      reviewsBefore: connections.reviews,
      address: "192.0.2.1",
      ...options,
    });
    return { wire, chat, send: (frame) => chat.receive(JSON.stringify(frame)) };
  }

  /** Storage has it from now on; open sockets hear of it by a review. */
  function changeRole(user: User, role: User["role"]): void {
    const id = `session-of-${user.id}`;
    const session = sessions.get(id);
    assert(session);
    sessions.set(id, { ...session, user: { ...user, role } });
  }
  const endSession = (user: User) => sessions.set(`session-of-${user.id}`, null);

  return { ...desk, connections, sessions, storage, connect, changeRole, endSession };
}

export type LiveDesk = ReturnType<typeof liveDeskOn>;
