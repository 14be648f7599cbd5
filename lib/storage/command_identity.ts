/** Which commands are the same one, sent again. */
import type { Command, Settled } from "./command.ts";

/** Two commands of one person with one `clientId` are the same command. */
export function identityOf({ actor, clientId }: Command): string {
  return `${actor.id} ${clientId}`;
}

/** The first of equal commands stands for all of them. */
export function distinctOf(commands: readonly Command[]): Command[] {
  const byIdentity = new Map<string, Command>();
  for (const command of commands) {
    const identity = identityOf(command);
    if (!byIdentity.has(identity)) byIdentity.set(identity, command);
  }
  return [...byIdentity.values()];
}

/** In the order of the commands; the later of two equal ones is a duplicate of the first. */
export function settleAll(
  commands: readonly Command[],
  settled: Map<string, Settled>,
): Settled[] {
  const answered = new Set<string>();
  return commands.map((command) => {
    const identity = identityOf(command);
    const result = settled.get(identity);
    if (!result) throw new Error(`the log left a ${command.type} unsettled`);
    if ("error" in result || !answered.has(identity)) {
      answered.add(identity);
      return result;
    }
    return { outcome: { ...result.outcome, isDuplicate: true } };
  });
}
