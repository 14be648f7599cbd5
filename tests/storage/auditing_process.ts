/** One of several processes that append to one audit log: FILE NAME TIMES. Goes when all is stored. */
import { AuditLog } from "../../lib/storage/audit_log.ts";
import { refusedSignIn } from "../helpers/deeds.ts";

const [file, name, times] = Deno.args;
using kv = await Deno.openKv(file);
const logs = [new AuditLog({ kv, clock: Date.now }), new AuditLog({ kv, clock: Date.now })];
let left = Number(times);

/** One after the other, so that there are many commits and many races. */
async function appendOn(log: AuditLog): Promise<void> {
  while (left > 0) await log.append(refusedSignIn(`${name} ${left--}`));
}

await Promise.all(logs.flatMap((log) => Array.from({ length: 5 }, () => appendOn(log))));
