/**
 * Deeds that were stored with a change of a request, on their way into the audit log.
 *
 * The commit of such a change must neither wait for the chain's head nor lose a race for it, as its
 * neighbours would lose with it. So it writes the deed under a key of its own, in the same atomic,
 * and a commit of its own moves it into the log: a check of its key, so that it is moved once,
 * whoever finds it first. What a killed process leaves behind, any other isolate takes in.
 */
import { z } from "zod";
import type { Message } from "../model/message.ts";
import { done, doneSchema } from "./audit_chain.ts";
import { AuditWrite, isStored, untilStored } from "./audit_write.ts";
import type { User } from "../model/user.ts";
import type { DeleteCommand, GrantCommand, RevokeCommand } from "./command.ts";
import { retryRead } from "./commit.ts";
import { keys } from "./keys.ts";
import { decodeRecord, encodeRecord } from "./record.ts";

/** A self-hosted denokv takes 10 checks: one is for the head. */
const BATCH_MAX = 9;

const dueRecordSchema = z.object({ v: z.literal(1), done: doneSchema });

/** The deletion of a message, as it stands in the outbox: none of the message's words. */
export function encodeDeletion(
  { actor, address }: DeleteCommand,
  { id, requestId, seq, kind, author }: Message,
  at: string,
): Uint8Array {
  const deed = done({
    action: "message.deleted",
    actor: { user: { id: actor.id, username: actor.username }, address },
    target: { type: "message", id, name: `message ${seq}` },
    details: { requestId, kind, authorId: author.id, author: author.username },
  }, at);
  return encodeRecord({ v: 1, done: deed });
}

/** That somebody was let into a request, or put out of it, as it stands in the outbox. */
export function encodeAccessChange(
  { type, actor, address }: GrantCommand | RevokeCommand,
  requestId: string,
  { id, username }: User,
  at: string,
): Uint8Array {
  const deed = done({
    action: type === "grant" ? "access.granted" : "access.revoked",
    actor: { user: { id: actor.id, username: actor.username }, address },
    target: { type: "user", id, name: username },
    details: { requestId },
  }, at);
  return encodeRecord({ v: 1, done: deed });
}

export class AuditOutbox {
  readonly #kv: Deno.Kv;
  #collecting: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  /**
   * Moves all that is there into the log. One run serves all who ask before it begins; who asks
   * later waits for the next.
   *
   * @throws {HotlineError} `unavailable`: what is still there is taken in the next time.
   */
  collect(): Promise<void> {
    if (!this.#collecting) {
      this.#collecting = this.#moveAll().finally(() => this.#collecting = null);
      return this.#collecting;
    }
    const afterThisOne = () => {
      this.#next = null;
      return this.collect();
    };
    return this.#next ??= this.#collecting.then(afterThisOne, afterThisOne);
  }

  async #moveAll(): Promise<void> {
    let left = true;
    while (left) {
      await untilStored(async () => {
        const due = await this.#read();
        left = due.length > 0;
        return !left || await this.#move(due);
      });
    }
  }

  #read(): Promise<Deno.KvEntry<unknown>[]> {
    const selector = { prefix: keys.auditOutbox() };
    const options = { limit: BATCH_MAX, batchSize: BATCH_MAX };
    return retryRead(() => Array.fromAsync(this.#kv.list(selector, options)));
  }

  /** False if somebody else was quicker, or if nobody knows: what is then still there is due. */
  async #move(due: Deno.KvEntry<unknown>[]): Promise<boolean> {
    const deeds = due.map(({ value }) => decodeRecord(dueRecordSchema, value).done);
    const atomic = this.#kv.atomic().check(...due);
    for (const { key } of due) atomic.delete(key);
    await new AuditWrite(this.#kv, deeds).addTo(atomic);
    return await isStored(atomic);
  }
}
