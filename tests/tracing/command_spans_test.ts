/** Spans as a deployer's collector gets them from the built app. */
import assert from "node:assert/strict";
import { openPeopledServer } from "../helpers/peopled_server.ts";
import { type Span, SpanCollector } from "../helpers/span_collector.ts";

const SECRET = "A word that belongs to nobody else";
const BEGIN_TO_END = ["startTimeUnixNano", "endTimeUnixNano"] as const;

function lasts(span: Span): [bigint, bigint] {
  const [from, to] = BEGIN_TO_END.map((name) => BigInt(span[name]));
  return [from!, to!];
}

Deno.test("spans show the way of a command, and say nothing of what people wrote", async (test) => {
  await using collector = new SpanCollector();
  await using desk = await openPeopledServer({ env: collector.environment });
  const { ann, mia } = desk.people;
  const { id: requestId } = await ann.open(SECRET, SECRET);
  await using socket = await desk.socket(ann, `/api/requests/${requestId}/live`);
  await using other = await desk.socket(mia, `/api/requests/${requestId}/live`);
  await socket.take("joined");
  await other.take("joined");
  const message = { type: "sendMessage", requestId, body: SECRET };

  await test.step("a refusal has its code, and no commit", async () => {
    const unknown = "01J00000000000000000000000";
    const clientId = "refused";
    await socket.refused({ ...message, requestId: unknown, clientId }, "not_found");
    const { root, children } = await collector.command(
      ({ attributes }) => attributes["hotline.command.result"] === "not_found",
    );
    assert.equal(root.attributes["hotline.request.id"], unknown);
    assert.deepEqual(children.map(({ name }) => name), ["wait"]);
    assert.equal(root.status, 0, "the caller's mistake is no fault of the server");
  });

  await test.step("a frame is a trace of its own, from its arrival to the last send", async () => {
    const { seq } = await socket.ack({ ...message, clientId: "one" });
    const { root, children } = await collector.command(
      ({ attributes }) => attributes["hotline.event.seq"] === seq,
    );
    assert.equal(root.parentSpanId.replace(/^0+$/, ""), "");
    assert.equal(root.name, "command send");
    assert.deepEqual(root.attributes, {
      "hotline.command.type": "send",
      "hotline.command.by": "frame",
      "hotline.command.result": "stored",
      "hotline.request.id": requestId,
      "hotline.event.seq": seq,
    });
    assert.deepEqual(root.events, ["answered"]);
    const byName = new Map(children.map((span) => [span.name, span]));
    assert.deepEqual([...byName.keys()].sort(), ["commit", "deliver", "wait"]);
    assert.deepEqual(byName.get("commit")?.attributes, {
      "hotline.commit.commands": 1,
      "hotline.commit.conflicts": 0,
    });
    assert.deepEqual(byName.get("deliver")?.attributes, { "hotline.deliver.members": 2 });
    const [began, ended] = lasts(root);
    for (const child of children) {
      const [from, to] = lasts(child);
      assert.equal(child.traceId, root.traceId);
      assert.ok(began <= from && from <= to && to <= ended, child.name);
    }
  });

  await test.step("the same command again is repeated, and goes to nobody", async () => {
    assert.ok((await socket.ack({ ...message, clientId: "one" })).duplicate);
    const { children } = await collector.command(
      ({ attributes }) => attributes["hotline.command.result"] === "repeated",
    );
    assert.deepEqual(children.map(({ name }) => name).sort(), ["commit", "wait"]);
  });

  await test.step("a call's command is part of its HTTP request", async () => {
    const { seq } = await ann.send(requestId, SECRET);
    const { root } = await collector.command(
      ({ attributes }) =>
        attributes["hotline.event.seq"] === seq && attributes["hotline.command.by"] === "call",
    );
    assert.match(root.parentSpanId, /[1-9a-f]/);
  });

  await test.step("no export holds a body, a title, a name or a session", async () => {
    const user = await ann.user();
    const [, token = ""] = (ann.cookie ?? "").split("=");
    assert.ok(token.length > 20);
    for (const secret of [SECRET, token, user.id, user.name]) {
      assert.ok(!collector.text.includes(secret), secret);
    }
  });
});
