// Commands of this person: written, refused, postponed, kept over a lost network or a new page.
import { deepEqual, equal } from "node:assert/strict";
import { memoryStore } from "./fake_environment.ts";
import { errorFrame, openLiveDesk } from "./live_desk.ts";
import { ack, agent, asker, message, newMessage, REQUEST_ID } from "./samples.ts";

Deno.test("a message too large for a frame fails, and does not close the next connection", () => {
  const desk = openLiveDesk();
  const socket = desk.connect();
  desk.live.send("very long");
  desk.live.send("short");
  socket.closes(1009);
  equal(desk.live.pending.value[0]!.failure?.code, "too_large");
  desk.clock.advance(500);
  deepEqual(desk.connect().sentOf("sendMessage").map(({ body }) => body), ["short"]);
});

Deno.test("a refused message carries its reason; tried again it keeps its clientId", () => {
  const desk = openLiveDesk();
  const socket = desk.connect();
  const clientId = desk.live.send("hello");
  socket.receives(errorFrame("stale_reply", { clientId }));
  deepEqual(desk.live.pending.value[0]!.failure, {
    code: "stale_reply",
    message: "No.",
    canRetry: true,
  });
  desk.live.retry(clientId);
  deepEqual(socket.sentOf("sendMessage").map((frame) => frame["clientId"]), [clientId, clientId]);
  desk.live.discard(clientId);
  deepEqual(desk.live.pending.value, []);
});

Deno.test("a postponed message is sent again when the server says", () => {
  const desk = openLiveDesk();
  const socket = desk.connect();
  const clientId = desk.live.send("hello");
  const later = { clientId, retryable: true, retryAfterMs: 2000 };
  socket.receives(errorFrame("rate_limited", later));
  desk.clock.advance(1999);
  equal(socket.sentOf("sendMessage").length, 1);
  desk.clock.advance(1);
  equal(socket.sentOf("sendMessage").length, 2);
});

Deno.test("what was refused for being too fast keeps its place: nothing overtakes it", () => {
  const desk = openLiveDesk();
  const socket = desk.connect();
  const [first, second] = [desk.live.send("first"), desk.live.send("second")];
  const sent = () => socket.sentOf("sendMessage").map((frame) => frame["clientId"]);
  for (let times = 1; times <= 3; times++) {
    const later = { clientId: first, retryable: true, retryAfterMs: 100 };
    socket.receives(errorFrame("rate_limited", later));
    deepEqual(sent(), Array.from({ length: times }, () => first));
    desk.clock.advance(100);
  }
  socket.receives(newMessage(4, { author: asker, clientId: first }), ack(first, 4));
  deepEqual(sent(), [first, first, first, first, second]);
});

Deno.test("words written offline wait, are counted, and are sent in order after joining", () => {
  const desk = openLiveDesk();
  desk.connect().closes(1006);
  desk.environment.network.isOnline = false;
  desk.live.send("one");
  desk.live.send("two", "note");
  deepEqual(desk.status(), { kind: "offline", waiting: 2 });
  desk.environment.network.isOnline = true;
  desk.environment.page("online");
  const socket = desk.connect();
  const [one] = desk.live.pending.value;
  const clientId = one!.clientId;
  socket.receives(newMessage(4, { author: asker, clientId }), ack(clientId, 4));
  deepEqual(socket.sentOf("sendMessage"), [
    {
      type: "sendMessage",
      requestId: REQUEST_ID,
      clientId,
      ref: clientId,
      body: "one",
      kind: "public",
    },
    {
      type: "sendMessage",
      requestId: REQUEST_ID,
      clientId: "own-2",
      ref: "own-2",
      body: "two",
      kind: "note",
    },
  ]);
});

Deno.test("what was not sent when the page was left is sent by the next page of the tab", () => {
  const tabStore = memoryStore();
  const before = openLiveDesk({}, tabStore);
  before.live.send("hello");
  before.live.close();
  const other = openLiveDesk({ me: agent }, tabStore);
  deepEqual(other.live.pending.value, []);
  const desk = openLiveDesk({}, tabStore);
  equal(desk.live.pending.value[0]!.command.body, "hello");
  const socket = desk.connect();
  equal(socket.sentOf("sendMessage").length, 1);
  socket.receives(ack("own-1", 4));
  deepEqual(openLiveDesk({}, tabStore).live.pending.value, []);
});

Deno.test("edits and removals on their way are known by their message", () => {
  const desk = openLiveDesk();
  const socket = desk.connect();
  const clientId = desk.live.edit("M2", "better");
  desk.live.remove("M3");
  deepEqual([...desk.live.pendingChanges.value.keys()], ["M2", "M3"]);
  deepEqual(desk.live.pending.value, []);
  socket.receives(ack(clientId, 4), {
    type: "messageUpdated",
    requestId: REQUEST_ID,
    seq: 4,
    message: message(2, { body: "better" }),
  });
  deepEqual([...desk.live.pendingChanges.value.keys()], ["M3"]);
  equal(socket.sentOf("deleteMessage").length, 1);
});
