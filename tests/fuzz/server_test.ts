/** The running server, against whatever can be sent to it: nobody beside the sender notices. */
import assert from "node:assert/strict";
import fc from "fast-check";
// @ts-types="@types/ws"
import { WebSocket } from "ws";
import { isTooLarge, parseFrame } from "../../lib/chat/frame_parser.ts";
import type { FieldError } from "../../lib/model/errors.ts";
import type { Caller } from "../helpers/api.ts";
import { within } from "../helpers/deadline.ts";
import { inParallel } from "../helpers/in_parallel.ts";
import { serverOfThisFile } from "../helpers/peopled_server.ts";
import { samples, SEED } from "./fuzzing.ts";
import { hostileText } from "./hostile.ts";
import { mutatedBytes, mutatedForm, mutatedJson } from "./mutations.ts";
import { besideNeighbours, residentMiB } from "./neighbours.ts";
import { BODIES, id, QUERIES, type Sample, validFrames } from "./valid.ts";

const desk = serverOfThisFile({ env: { HOTLINE_RATE_LIMIT: "off" } });

const FRAMES = 2_000;
const CALLS = 2_000;
const FORMS = 1_000;
/** One fewer than close a socket with 4400. */
const BAD_FRAMES_OF_A_SOCKET = 9;
const AT_ONCE = 6;
/** Longer addresses `fetch` itself does not send. */
const QUERY_MAX_CHARS = 20_000;
/** So many inputs lie between two words that are said to the neighbours. */
const WORD_EVERY = 20;
/** Far above what garbage waits for its collection, far below what a leak of each body would be. */
const GROWTH_MAX_MIB = 256;

/** Fails if the server noted a fault of its own, or has grown out of bounds. */
async function staysSound(work: () => Promise<void>): Promise<void> {
  const { server } = desk();
  const [log, before] = [await server.log(), await residentMiB(server.pid)];
  await work();
  assert.equal(await server.log(), log, "the server noted something");
  const grown = await residentMiB(server.pid) - before;
  assert.ok(grown < GROWTH_MAX_MIB, `the server has grown by ${grown} MiB`);
}

/** Says what was sent when a promise fails. */
async function about(what: unknown, work: Promise<void>): Promise<void> {
  await work.catch((cause) => {
    const shown = Deno.inspect(what, { strAbbreviateSize: 500 });
    throw new Error(`seed ${SEED}, ${shown}: ${cause.message}`, { cause });
  });
}

Deno.test("frames of any kind are answered, and the neighbours' sockets stay as they are", async () => {
  await staysSound(() =>
    besideNeighbours(desk(), async ({ same, other, say }) => {
      const ids = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(same, other) }, id);
      const frames = samples(mutatedJson(validFrames(ids)), FRAMES).map((it) => it.toWellFormed());
      const groups = Math.ceil(frames.length / BAD_FRAMES_OF_A_SOCKET);
      await inParallel(AT_ONCE, groups, async (group) => {
        const start = group * BAD_FRAMES_OF_A_SOCKET;
        const sent = frames.slice(start, start + BAD_FRAMES_OF_A_SOCKET);
        await about(sent, assertAnswered(sent));
        if (group % 4 === 0) await say();
      });
    })
  );
});

/** Each frame gets the answer that the parser has for it; one that is too large is the last. */
async function assertAnswered(frames: string[]): Promise<void> {
  await using socket = await desk().socket(desk().people.ann, "/api/live");
  const tooLarge = frames.findIndex(isTooLarge);
  const read = tooLarge < 0 ? frames : frames.slice(0, tooLarge);
  for (const frame of read) socket.send(frame);
  if (tooLarge < 0) await socket.settled();
  else {
    socket.send(frames[tooLarge]!);
    assert.equal((await socket.closing()).code, 1009);
  }
  const refused = socket.frames.flatMap((frame) =>
    frame.type === "error" && frame.code === "bad_frame" ? [frame.message] : []
  );
  const expected = read.map(parseFrame)
    .flatMap((parsed) => "error" in parsed ? [parsed.error.message] : []);
  assert.deepEqual(refused, expected);
  const faults = socket.frames.filter((it) => it.type === "error" && it.code === "internal");
  assert.deepEqual(faults, []);
}

Deno.test("a text frame that is no UTF-8 closes its own socket and no other", async () => {
  await staysSound(() =>
    besideNeighbours(desk(), async ({ same, say }) => {
      const texts = mutatedBytes(fc.constant('{"type":"ping","ref":"r"}'));
      const broken = samples(texts, 120).filter((bytes) => !isUtf8(bytes));
      assert.ok(broken.length >= 40, `${broken.length}`);
      for (const bytes of broken) {
        await within(closedAfter(`/api/requests/${same}/live`, bytes), `the close after ${bytes}`);
        await say();
      }
    })
  );
});

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

async function closedAfter(path: string, bytes: Uint8Array): Promise<void> {
  const { base, cookie } = desk().people.ann;
  const url = (base + path).replace(/^http/, "ws");
  const socket = new WebSocket(url, { headers: { cookie: cookie! } });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on("open", () => socket.send(bytes, { binary: false }));
  socket.on("close", () => resolve());
  socket.on("error", reject);
  await promise;
}

/** Where a sample is sent; `{request}` and `{message}` stand for ids, of which most are right. */
type Target = readonly [method: string, path: string, sample: string];

const CALL_TARGETS: Target[] = [
  ["POST", "/api/users", "signUpSchema"],
  ["POST", "/api/session", "signInSchema"],
  ["POST", "/api/requests", "createRequestSchema"],
  ["PATCH", "/api/requests/{request}", "changeRequestSchema"],
  ["POST", "/api/requests/{request}/messages", "sendMessageSchema"],
  ["PATCH", "/api/requests/{request}/messages/{message}", "updateMessageSchema"],
  ["DELETE", "/api/requests/{request}/messages/{message}", "deleteMessageSchema"],
  ["GET", "/api/requests", "listRequestsSchema"],
  ["GET", "/api/requests/{request}/messages", "listMessagesSchema"],
];

const FORM_TARGETS: Target[] = [
  ["POST", "/signup", "signUpSchema"],
  ["POST", "/signin", "signInSchema"],
  ["POST", "/requests/new", "createRequestSchema"],
  ["POST", "/requests/{request}", "changeRequestSchema"],
  ["POST", "/requests/{request}/messages", "sendMessageSchema"],
  ["POST", "/requests/{request}/messages/{message}", "updateMessageSchema"],
  ["GET", "/", "listRequestsSchema"],
  ["GET", "/requests/{request}", "listMessagesSchema"],
  ["GET", "/signin", "listRequestsSchema"],
];

/** Without its password, since hashing one takes half a second. */
function sampleOf([, , name]: Target): Sample {
  const sample = [...BODIES, ...QUERIES].find((it) => it.name === name);
  assert(sample, name);
  return { ...sample, valid: sample.valid.map((it) => ({ ...it, password: undefined })) };
}

/** A place in a path: what is there, or what is not. */
const inPath = (known: string) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(known) },
    hostileText.map((text) => encodeURIComponent(text.toWellFormed().slice(0, 500))),
  );

interface Sent {
  method: string;
  path: string;
  body: Uint8Array | null;
  fields: string[];
}

/** Inputs for one target, spread evenly over all of them. */
function inputs(
  target: Target,
  write: typeof mutatedJson,
  ids: { request: string; message: string },
  count: number,
): Sent[] {
  const [method, path] = target;
  const { valid, fields } = sampleOf(target);
  const isRead = method === "GET";
  const bodies = mutatedBytes(isRead ? mutatedForm(valid) : write(valid));
  const places = fc.tuple(inPath(ids.request), inPath(ids.message), bodies);
  return samples(places, count).map(([request, message, bytes]) => {
    const filled = path.replace("{request}", () => request).replace("{message}", () => message);
    // The address is text: of broken bytes, what a decoder makes of them.
    const text = new TextDecoder().decode(bytes).replaceAll("#", "%23");
    const query = isRead ? `?${text.slice(0, QUERY_MAX_CHARS)}` : "";
    return { method, path: filled + query, body: isRead ? null : bytes, fields };
  });
}

async function throwAll(
  targets: Target[],
  write: typeof mutatedJson,
  count: number,
  attempt: (caller: Caller, sent: Sent) => Promise<void>,
): Promise<void> {
  const { ann } = desk().people;
  await staysSound(() =>
    besideNeighbours(desk(), async ({ same, say }) => {
      const { id: message } = await ann.send(same, "To be changed");
      const each = Math.ceil(count / targets.length);
      const all = targets.flatMap((it) => inputs(it, write, { request: same, message }, each));
      await inParallel(AT_ONCE, all.length, async (number) => {
        await about(all[number], attempt(ann, all[number]!));
        if (number % WORD_EVERY === 0) await say();
      });
    })
  );
}

Deno.test("calls with any body and query are answered, and refusals name the field", async () => {
  await throwAll(CALL_TARGETS, mutatedJson, CALLS, async (ann, { method, path, body, fields }) => {
    const answer = await ann.call(method, path, body === null ? {} : { body });
    assert.ok(answer.status < 500, `${answer.status} ${answer.text}`);
    const { code, errors = [] }: { code?: string; errors?: FieldError[] } = answer.status === 204
      ? {}
      : JSON.parse(answer.text);
    assert.equal(code === undefined, answer.status < 400, answer.text);
    const isInput = ["invalid", "bad_cursor", "too_large"].includes(code ?? "");
    assert.equal(errors.length > 0, isInput, answer.text);
    for (const error of errors) assert.ok([...fields, "body"].includes(error.path), answer.text);
  });
});

Deno.test("forms with any content are answered with a page", async () => {
  await throwAll(FORM_TARGETS, mutatedForm, FORMS, async (ann, { method, path, body }) => {
    const headers = { "content-type": "application/x-www-form-urlencoded", origin: ann.base };
    const answer = await ann.call(method, path, { headers, ...(body && { body }) });
    assert.ok(answer.status < 500, `${answer.status} ${answer.text}`);
    if (answer.status === 303) return;
    assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
    assert.match(answer.text, /<\/html>$/);
  });
});
