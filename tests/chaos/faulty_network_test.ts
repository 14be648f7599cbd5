import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { until } from "../helpers/deadline.ts";
import { FaultyNetwork, type NetworkState } from "./faulty_network.ts";

const WORDS = 50;

interface Wire {
  network: FaultyNetwork;
  client: Socket;
  /** What came back from a server that repeats everything. */
  echoed: () => string;
  isClosed: () => boolean;
}

async function withWire(run: (wire: Wire) => Promise<void>): Promise<void> {
  const accepted: Socket[] = [];
  const server = createServer((socket) => {
    accepted.push(socket);
    socket.on("error", () => {});
    socket.pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const network = new FaultyNetwork({ ports: [port], random: Math.random });
  const client = connect(await network.open(), "127.0.0.1");
  let echoed = "";
  client.on("error", () => {});
  client.on("data", (bytes) => echoed += bytes);
  await once(client, "connect");
  try {
    await run({ network, client, echoed: () => echoed, isClosed: () => client.destroyed });
  } finally {
    client.destroy();
    await network.close();
    for (const socket of accepted) socket.destroy();
    server.close();
    await once(server, "close");
  }
}

async function say(client: Socket, words: string[]): Promise<void> {
  for (const word of words) {
    client.write(word);
    // In a write of its own: what leaves together would arrive together.
    await new Promise(setImmediate);
  }
}

const words = Array.from({ length: WORDS }, (_, index) => `${index},`);

for (const state of ["clear", "slow", "sipping"] satisfies NetworkState[]) {
  Deno.test(`a network that is ${state} brings everything, in order`, () =>
    withWire(async ({ network, client, echoed }) => {
      network.enter(state);
      await say(client, words);
      await until(() => echoed().length >= words.join("").length, () => `got ${echoed()}`);
      assert.equal(echoed(), words.join(""));
    }));
}

Deno.test("a silent network loses what is said, and the connection once it is back", () =>
  withWire(async ({ network, client, echoed, isClosed }) => {
    await say(client, ["before,"]);
    await until(() => echoed() === "before,", "the echo");
    network.enter("silent");
    await say(client, words);
    assert.equal(isClosed(), false, "nobody is told");
    network.enter("clear");
    await until(isClosed, "the end of the connection");
    assert.equal(echoed(), "before,");
  }));

Deno.test("a cut ends the connection", () =>
  withWire(async ({ network, isClosed }) => {
    network.cut();
    await until(isClosed, "the end of the connection");
  }));
