import assert from "node:assert/strict";
import type { Command, Outcome } from "../../lib/storage/command.ts";
import { send } from "../helpers/commands.ts";
import { inTempFolder } from "../helpers/databases.ts";
import { type Desk, deskOn, openRequest } from "../helpers/desk.ts";
import { FAULTS, faulty } from "../helpers/faulty_kv.ts";
import { messageOf, readLog } from "../helpers/log_reader.ts";
import { ann, mia, otto } from "../helpers/people.ts";
import { oneOf, randomOf } from "../helpers/random.ts";

const SEED = 2026;
const REQUESTS = 5;
const COMMANDS = 80;

interface Done {
  requestId: string;
  command: Command;
  outcome: Outcome;
}

/** Sends until it is done, as a client does: the same command again and again. */
async function persist(desk: Desk, requestId: string, command: Command): Promise<Done> {
  while (true) {
    try {
      return { requestId, command, outcome: await desk.requests.submit(requestId, command) };
    } catch (error) {
      if (!(error instanceof Error && "retryable" in error && error.retryable)) throw error;
    }
  }
}

/** Commands for every request, some of them given to both instances. */
function plan(ids: string[], random: () => number): { requestId: string; command: Command }[] {
  return ids.flatMap((requestId) =>
    Array.from({ length: COMMANDS }, (_, n) => {
      const actor = oneOf(random, [ann, otto, mia]);
      return { requestId, command: send(`message ${n}`, { actor, clientId: `same-${n}` }) };
    })
  );
}

Deno.test("two instances on one file lose nothing, double nothing, and tell the truth", () =>
  inTempFolder(async (folder) => {
    const file = `${folder}/test.sqlite3`;
    using first = await Deno.openKv(file);
    using second = await Deno.openKv(file);
    const random = randomOf(SEED);
    const faultOf = () => random() < 0.15 ? oneOf(random, FAULTS) : undefined;
    const desks = [first, second].map((kv) => deskOn(faulty(kv, faultOf)));
    const reader = deskOn(first);
    const ids = await Promise.all(Array.from({ length: REQUESTS }, () => openRequest(reader)));
    const planned = plan(ids, random);

    const sendings = planned.flatMap(({ requestId, command }) => {
      const taken = random() < 0.3 ? desks : [oneOf(random, desks)];
      return taken.map((desk) => persist(desk, requestId, command));
    });
    const done = await Promise.all(sendings);
    assert(done.length > planned.length, "some commands were given to both");

    for (const requestId of ids) {
      const stored = (await readLog(reader.log, requestId)).slice(1);
      const identity = (userId: string, clientId: string) => `${userId} ${clientId}`;
      const eventOf = new Map(stored.map((event) => {
        const { author, clientId } = messageOf(event);
        return [identity(author.id, clientId), event] as const;
      }));
      assert.equal(eventOf.size, stored.length, "no command took effect twice");
      const here = done.filter((one) => one.requestId === requestId);
      for (const { command, outcome } of here) {
        const event = eventOf.get(identity(command.actor.id, command.clientId));
        assert.equal(event?.seq, outcome.seq, "an acknowledgement names the stored event");
        assert.equal(messageOf(event).id, outcome.messageId);
      }
      const fresh = here.filter(({ outcome }) => !outcome.isDuplicate);
      const seqs = new Set(fresh.map(({ outcome }) => outcome.seq));
      assert.equal(seqs.size, fresh.length, "nothing is acknowledged as new twice");
      assert.equal(stored.length, COMMANDS, "every command is there");
    }
  }));
