/**
 * One of several processes that append to one audit log: FILE NAME TIMES OTHER. Begins when the
 * other one is there as well, and goes when all is stored.
 */
import { setTimeout as delay } from "node:timers/promises";
import { AuditLog } from "../../lib/storage/audit_log.ts";
import { refusedSignIn } from "../helpers/deeds.ts";

const [file, name = "", times, other = ""] = Deno.args;
using kv = await Deno.openKv(file);
const logs = [new AuditLog({ kv, clock: Date.now }), new AuditLog({ kv, clock: Date.now })];
let left = Number(times);

await kv.set(["here", name], true);
while ((await kv.get(["here", other])).value === null) await delay(5);

/** One after the other, so that there are many commits and many races. */
async function appendOn(log: AuditLog): Promise<void> {
  while (left > 0) await log.append(refusedSignIn(`${name} ${left--}`));
}

await Promise.all(logs.flatMap((log) => Array.from({ length: 5 }, () => appendOn(log))));
