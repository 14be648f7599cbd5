/** Opening a socket: who may, from where, with which protocol, and what it is greeted with. */
import assert from "node:assert/strict";
import { assertProblem, type Caller } from "../helpers/api.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import { refusalOf, type SocketOptions } from "../helpers/ws_client.ts";

const ALLOWED = "https://desk.example.org";
const desk = serverOfThisFile({ env: { HOTLINE_ORIGINS: ALLOWED } });

function refused(caller: Caller, path: string, options: SocketOptions = {}) {
  return refusalOf(caller.base + path, { cookie: caller.cookie, ...options });
}

Deno.test("without a session no socket opens", async () => {
  const { nobody, ann } = desk().people;
  const { id } = await ann.open();
  for (const path of ["/api/live", `/api/requests/${id}/live`]) {
    assertProblem(await refused(nobody, path), 401, "unauthenticated");
    const cookie = `hotline_session=${"a".repeat(43)}`;
    assertProblem(await refused(nobody, path, { cookie }), 401, "unauthenticated");
  }
});

Deno.test("nobody opens a socket of a request that they may not see, or that is none", async () => {
  const { ann, otto } = desk().people;
  const { id } = await ann.open();
  const answer = await refused(otto, `/api/requests/${id}/live`);
  assertProblem(answer, 404, "not_found");
  for (const other of ["01J00000000000000000000000", "x", "a".repeat(3000)]) {
    const missing = await refused(otto, `/api/requests/${other}/live`);
    assert.equal(missing.text, answer.text, "and cannot tell the two apart");
  }
});

Deno.test("a page of another site opens no socket, whoever looks at it", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const foreign = [
    "http://evil.example",
    "null",
    "http://127.0.0.1",
    `${ann.base}.evil.example`,
    "",
  ];
  for (const origin of foreign) {
    for (const path of ["/api/live", `/api/requests/${id}/live`]) {
      const answer = await refused(ann, path, { headers: { origin } });
      assertProblem(answer, 403, "forbidden");
    }
  }
});

Deno.test("this site, a configured one and a client without an origin open sockets", async () => {
  const { ann } = desk().people;
  const own = ann.base;
  for (const origin of [own, own.replace("http:", "https:"), ALLOWED, undefined]) {
    const headers: Record<string, string> = origin === undefined ? {} : { origin };
    await using socket = await desk().socket(ann, "/api/live", { headers });
    await socket.take("welcome");
  }
});

Deno.test("a client that speaks only other protocols is refused", async () => {
  const { ann } = desk().people;
  for (const protocols of [["chat"], ["hotline.v2"], ["HOTLINE.V1"], ["a", "hotline.v1.x"]]) {
    assertProblem(await refused(ann, "/api/live", { protocols }), 400, "bad_frame");
  }
});

Deno.test("of the protocols that a client offers, the first known one is spoken", async () => {
  const { ann } = desk().people;
  const cases: [string[], string][] = [
    [[], ""],
    [["hotline.v1"], "hotline.v1"],
    [["hotline.v1.batch"], "hotline.v1.batch"],
    [["hotline.v1.batch", "hotline.v1"], "hotline.v1.batch"],
    [["hotline.v1", "hotline.v1.batch"], "hotline.v1"],
    [["hotline.v9", "hotline.v1"], "hotline.v1"],
  ];
  for (const [protocols, spoken] of cases) {
    await using socket = await desk().socket(ann, "/api/live", { protocols });
    assert.equal(socket.protocol, spoken);
    await socket.take("welcome");
  }
});

Deno.test("a cursor in the address must be a number", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  for (const after of ["x", "-1", "1.5", "1e3", "", "9".repeat(20)]) {
    const answer = await refused(ann, `/api/requests/${id}/live?after=${after}`);
    assertProblem(answer, 422, "invalid", ["after"]);
  }
});

Deno.test("the first frame is a welcome, on every socket", async () => {
  const { ann } = desk().people;
  const { id } = await ann.open();
  const me = await ann.user();
  const ids = new Set<string>();
  for (const path of ["/api/live", `/api/requests/${id}/live`]) {
    await using socket = await desk().socket(ann, path);
    await socket.settled();
    const [first] = socket.frames;
    assert.equal(first?.type, "welcome");
    const { sessionId, ...rest } = first;
    assert.deepEqual(rest, {
      type: "welcome",
      protocol: "hotline.v1",
      user: me,
      heartbeatMs: 15_000,
      limits: { bodyMax: 10_000, frameMaxBytes: 65_536, joinsMax: 200 },
    });
    ids.add(sessionId);
  }
  assert.equal(ids.size, 2);
});

Deno.test("a socket of a request has joined it; the other has joined nothing", async () => {
  const { ann, mia } = desk().people;
  const { id } = await ann.open();
  await using joined = await desk().socket(ann, `/api/requests/${id}/live`);
  const { type: _, epoch, ...rest } = await joined.take("joined");
  assert.deepEqual(rest, { requestId: id, head: 1, members: [await ann.user()] });
  assert.match(epoch, /^[0-9A-Z]{26}$/);
  await using apart = await desk().socket(ann, "/api/live");
  await mia.send(id, "For those inside");
  await joined.take("newMessage");
  await apart.settled();
  assert.deepEqual(apart.log(id), []);
});
