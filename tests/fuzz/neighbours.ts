/** Those who are on the server while others misbehave: they must notice nothing. */
import assert from "node:assert/strict";
import { until } from "../helpers/deadline.ts";
import type { PeopledServer } from "../helpers/peopled_server.ts";
import type { WsClient } from "../helpers/ws_client.ts";

/** At least so many words are said meanwhile. */
const WORDS = 40;

export interface Neighbours {
  /** The requests in which they sit: one that is misbehaved in, and another. */
  same: string;
  other: string;
  /** Somebody else says something in both. */
  say(): Promise<void>;
}

/**
 * Runs `misbehave` with somebody in the same request and somebody in another. Fails unless both
 * stay connected and get every event in order, and all words that were said.
 */
export async function besideNeighbours(
  desk: PeopledServer,
  misbehave: (neighbours: Neighbours) => Promise<void>,
): Promise<void> {
  const { ann, otto, mia, max } = desk.people;
  const requests = [await ann.open(), await otto.open()];
  const [same, other] = requests.map(({ id }) => id) as [string, string];
  await using near = await desk.socket(mia, `/api/requests/${same}/live`);
  await using far = await desk.socket(otto, `/api/requests/${other}/live`);
  const said: string[] = [];
  await misbehave({
    same,
    other,
    say: async () => {
      const word = `word ${said.length}`;
      said.push(word);
      await Promise.all([max.send(same, word), max.send(other, word)]);
    },
  });
  assert.ok(said.length >= WORDS, `only ${said.length} words were said`);
  for (const [neighbour, id] of [[near, same], [far, other]] as const) {
    const { head } = await neighbour.take("joined");
    const last = JSON.parse((await max.get(`/api/requests/${id}`)).text).request.head;
    await until(() => seqsOf(neighbour, id).includes(last), `the neighbour has event ${last}`);
    const expected = Array.from({ length: last - head }, (_, index) => head + 1 + index);
    assert.deepEqual(seqsOf(neighbour, id), expected, "no hole, no repeat, in order");
    assert.deepEqual(wordsOf(neighbour, id), said);
    await neighbour.settled();
  }
}

const seqsOf = (neighbour: WsClient, id: string) => neighbour.log(id).map(({ seq }) => seq);

const wordsOf = (neighbour: WsClient, id: string) =>
  neighbour.log(id).flatMap((frame) =>
    frame.type === "newMessage" && /^word \d+$/.test(frame.message.body) ? [frame.message.body] : []
  );

/** Memory that the server holds, in MiB (proc(5)). */
export async function residentMiB(pid: number | null): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
