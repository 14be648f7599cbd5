/** Commands that once took effect: what came of them, for whoever sends one again. */
import type { Command } from "./command.ts";
import { retryRead } from "./commit.ts";
import { keys } from "./keys.ts";
import { type CommandRecord, commandRecordSchema, decodeRecord } from "./record.ts";

/** Keys that KV reads at once. */
const GET_MANY_MAX = 10;

/** The records of these commands, in their order; null for what never took effect. */
export async function findCommands(
  kv: Deno.Kv,
  requestId: string,
  commands: readonly Command[],
): Promise<(CommandRecord | null)[]> {
  const records: (CommandRecord | null)[] = [];
  for (let at = 0; at < commands.length; at += GET_MANY_MAX) {
    const some = commands.slice(at, at + GET_MANY_MAX)
      .map(({ actor, clientId }) => keys.command(requestId, actor.id, clientId));
    const entries = await retryRead(() => kv.getMany<unknown[]>(some));
    for (const { value } of entries) {
      records.push(value === null ? null : decodeRecord(commandRecordSchema, value));
    }
  }
  return records;
}
