/** What the server counts, for who watches it. */
import assert from "node:assert/strict";
import { serverOfThisFile } from "../helpers/peopled_server.ts";

const desk = serverOfThisFile({ isolates: 2 });

/** The sum over all labels of a metric that match. */
async function counted(name: string, labels = ""): Promise<number> {
  const { nobody } = desk().people;
  const { text, status } = await nobody.get("/metrics");
  assert.equal(status, 200);
  return text.split("\n")
    .filter((line) => line.startsWith(name) && line.includes(labels))
    .filter((line) => "{ ".includes(line[name.length]!))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
}

Deno.test("metrics are Prometheus' text, and hold numbers alone", async () => {
  const { ann, nobody } = desk().people;
  const { id } = await ann.open("A title that nobody else may read");
  const { headers, text } = await nobody.get("/metrics");
  assert.equal(headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  assert.match(text, /^# TYPE hotline_commands_total counter$/m);
  for (const secret of [id, "A title", (await ann.user()).id, (await ann.user()).name]) {
    assert.ok(!text.includes(secret), secret);
  }
});

Deno.test("commands are counted by what became of them, in whichever isolate", async () => {
  const { ann, otto } = desk().people;
  const { id } = await ann.open();
  const stored = await counted("hotline_commands_total", 'type="send",result="stored"');
  const repeated = await counted("hotline_commands_total", 'result="repeated"');
  const refused = await counted("hotline_commands_total", 'result="not_found"');
  const commits = await counted("hotline_commit_seconds_count");
  for (const clientId of ["one", "two", "two"]) {
    const { status } = await ann.post(`/api/requests/${id}/messages`, { body: "Hello", clientId });
    assert.ok(status === 200 || status === 201, `${status}`);
  }
  await otto.post(`/api/requests/${id}/messages`, { body: "Hello", clientId: "three" });
  assert.equal(await counted("hotline_commands_total", 'type="send",result="stored"'), stored + 2);
  assert.equal(await counted("hotline_commands_total", 'result="repeated"'), repeated + 1);
  assert.equal(await counted("hotline_commands_total", 'result="not_found"'), refused + 1);
  assert.ok(await counted("hotline_commit_seconds_count") >= commits + 3);
});

Deno.test("open sockets are counted while they are open, and why they were closed", async () => {
  const { ann, mia } = desk().people;
  const { id } = await ann.open();
  assert.equal(await counted("hotline_connections"), 0);
  const sockets = await Promise.all(
    [ann, mia, mia].map((caller) => desk().socket(caller, `/api/requests/${id}/live`)),
  );
  for (const socket of sockets) await socket.take("joined");
  assert.equal(await counted("hotline_connections"), 3);
  sockets[0]!.send("x".repeat(64 * 1024 + 1));
  assert.equal((await sockets[0]!.closing()).code, 1009);
  assert.equal(await counted("hotline_socket_closes_total", 'code="1009"'), 1);
  for (const socket of sockets) await socket[Symbol.asyncDispose]();
});
