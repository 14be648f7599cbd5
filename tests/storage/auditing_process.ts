/**
 * One of several processes that append to one audit log: FILE NAME TIMES. Goes on beyond TIMES
 * until it has met entries of others, so that they do write at once; prints how many it made.
 */
import { AuditLog } from "../../lib/storage/audit_log.ts";
import { refusedSignIn } from "../helpers/deeds.ts";

const [file, name, times] = Deno.args;
using kv = await Deno.openKv(file);
const logs = [new AuditLog({ kv, clock: Date.now }), new AuditLog({ kv, clock: Date.now })];
let made = 0;
let hasMetOthers = false;

/** One after the other, so that there are many commits and many races. */
async function appendOn(log: AuditLog): Promise<void> {
  while (made < Number(times) || !hasMetOthers) {
    hasMetOthers ||= (await log.head()).number > made;
    await log.append(refusedSignIn(`${name} ${++made}`));
  }
}

await Promise.all(logs.flatMap((log) => Array.from({ length: 5 }, () => appendOn(log))));
console.log(made);
