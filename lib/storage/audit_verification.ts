import {
  auditEntrySchema,
  type AuditFault,
  type AuditHead,
  type AuditVerification,
} from "../model/audit.ts";
import { AUDIT_START, auditHeadRecordSchema, hashOf } from "./audit_chain.ts";
import { retryRead } from "./commit.ts";
import { keys } from "./keys.ts";

const BATCH_MAX = 500;
/** Faults that are listed; all are counted. */
const LISTED_MAX = 100;

/**
 * Walks through the log up to its head, a batch at a time, and computes every hash anew; then it
 * looks for entries beyond the head. What is appended meanwhile is not looked at.
 *
 * The chain has no key: whoever can write the whole database can make another one that fits. That
 * is found as far as `noted` reaches, a head from earlier that was kept elsewhere.
 */
export async function verifyAudit(kv: Deno.Kv, noted?: AuditHead): Promise<AuditVerification> {
  const faults = new Faults();
  const head = await readHead(kv, faults);
  const entries = await walk(kv, head, faults, noted);
  const isCut = noted !== undefined && noted.number > head.number;
  const isOtherStart = noted?.number === 0 && noted.hash !== AUDIT_START.hash;
  if (isCut || isOtherStart) faults.add("not as noted", noted.number);
  await lookBeyond(kv, faults);
  return { entries, head, faults: faults.listed, faultCount: faults.count };
}

class Faults {
  readonly listed: AuditFault[] = [];
  count = 0;

  /** A fault of so many entries, from this number on. */
  add(problem: AuditFault["problem"], number: number, count = 1): void {
    this.count += count;
    const listed = Math.min(count, LISTED_MAX - this.listed.length);
    for (let n = 0; n < listed; n++) this.listed.push({ number: number + n, problem });
  }
}

/** How many entries there are up to the head. */
async function walk(
  kv: Deno.Kv,
  head: AuditHead,
  faults: Faults,
  noted?: AuditHead,
): Promise<number> {
  let entries = 0;
  let expected = 1;
  /** Null where the entry before is missing or cannot be believed. */
  let previous: string | null = AUDIT_START.hash;
  for await (const { number, value } of storedAfter(kv, 0)) {
    if (number > head.number) break;
    if (!Number.isInteger(number) || number < expected) {
      faults.add("misplaced", number);
      continue;
    }
    if (number > expected) {
      faults.add("missing", expected, number - expected);
      previous = null;
    }
    expected = number + 1;
    entries++;
    const { data } = auditEntrySchema.safeParse(value);
    if (data?.number !== number) {
      faults.add(data ? "misplaced" : "unreadable", number);
      previous = null;
      continue;
    }
    const { hash, ...unsealed } = data;
    if (hash !== hashOf(unsealed)) faults.add("changed", number);
    if (previous !== null && data.previous !== previous) faults.add("unlinked", number);
    if (number === head.number && hash !== head.hash) faults.add("not the head", number);
    if (number === noted?.number && hash !== noted.hash) faults.add("not as noted", number);
    previous = hash;
  }
  const cutOff = head.number + 1 - expected;
  if (cutOff > 0) faults.add("missing", expected, cutOff);
  return entries;
}

/** An entry is stored together with its head, so no head read later can come before it. */
async function lookBeyond(kv: Deno.Kv, faults: Faults): Promise<void> {
  const newest = { reverse: true, limit: 1 };
  const [last] = await retryRead(() =>
    Array.fromAsync(kv.list({ prefix: keys.auditEntries() }, newest))
  );
  const head = await readHead(kv, null);
  if (last === undefined || !(Number(last.key[1]) > head.number)) return;
  for await (const { number } of storedAfter(kv, head.number)) faults.add("beyond head", number);
}

/** Beginning with the entry after this one, in order. */
async function* storedAfter(
  kv: Deno.Kv,
  after: number,
): AsyncGenerator<{ number: number; value: unknown }> {
  const options = { limit: BATCH_MAX, batchSize: BATCH_MAX };
  for (let start = after + 1;;) {
    const selector = { prefix: keys.auditEntries(), start: keys.auditEntry(start) };
    const batch = await retryRead(() => Array.fromAsync(kv.list(selector, options)));
    for (const { key, value } of batch) yield { number: Number(key[1]), value };
    const last = batch.at(-1);
    if (!last || batch.length < BATCH_MAX) return;
    start = Math.floor(Number(last.key[1])) + 1;
  }
}

async function readHead(kv: Deno.Kv, faults: Faults | null): Promise<AuditHead> {
  const { value } = await retryRead(() => kv.get(keys.auditHead()));
  if (value === null) return AUDIT_START;
  const { data } = auditHeadRecordSchema.safeParse(value);
  if (data) return { number: data.number, hash: data.hash };
  faults?.add("unreadable", 0);
  return AUDIT_START;
}
