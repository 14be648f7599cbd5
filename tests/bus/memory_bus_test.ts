import assert from "node:assert/strict";
import { MemoryChannel } from "../../lib/bus/memory_bus.ts";
import type { Hint } from "../../lib/bus/bus.ts";
import { until } from "../helpers/deadline.ts";
import { HINT, hintAt } from "../helpers/hints.ts";

Deno.test("who publishes does not hear itself, and who has left hears nothing", async () => {
  const channel = new MemoryChannel();
  const [mine, theirs, gone, ended] = [
    channel.open(),
    channel.open(),
    channel.open(),
    channel.open(),
  ];
  const heard: string[] = [];
  mine.subscribe(() => heard.push("mine"));
  theirs.subscribe(() => heard.push("theirs"));
  gone.subscribe(() => heard.push("gone"));
  ended.subscribe(() => heard.push("ended"))();
  gone.close();
  mine.publish(HINT);
  assert.deepEqual(heard, [], "nobody is called before the publisher has gone on");
  await until(() => heard.length > 0, "the hint");
  assert.deepEqual(heard, ["theirs"]);
});

Deno.test("hints arrive as copies, in their order", async () => {
  const channel = new MemoryChannel();
  const [mine, theirs] = [channel.open(), channel.open()];
  const heard: Hint[] = [];
  theirs.subscribe((hint) => heard.push(hint));
  const hints = Array.from({ length: 10 }, (_, n) => hintAt(n));
  for (const hint of hints) mine.publish(hint);
  await until(() => heard.length === hints.length, "all hints");
  assert.deepEqual(heard, hints);
  assert.notEqual(heard[0], hints[0]);
});
