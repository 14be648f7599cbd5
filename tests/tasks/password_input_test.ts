import assert from "node:assert/strict";
import { readPassword } from "../../tasks/password_input.ts";

/** Standard input with these keys typed or this text piped; tells whether the terminal echoes. */
function input({ isTerminal, chunks }: { isTerminal: boolean; chunks: (string | Uint8Array)[] }) {
  const state = { isRaw: false, wasRaw: false };
  const bytes = chunks.map((chunk) =>
    typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk
  );
  return {
    state,
    isTerminal: () => isTerminal,
    setRaw(isRaw: boolean) {
      state.isRaw = isRaw;
      state.wasRaw ||= isRaw;
    },
    readable: ReadableStream.from(bytes) as ReadableStream<Uint8Array>,
  };
}

const typed = (...chunks: (string | Uint8Array)[]) => input({ isTerminal: true, chunks });
const piped = (...chunks: string[]) => input({ isTerminal: false, chunks });
const noPrompt = () => assert.fail("nobody is there to be asked");

Deno.test("nothing piped is no password", async () => {
  await assert.rejects(readPassword(piped(), noPrompt), /No password/);
  await assert.rejects(readPassword(piped("\nsecond line"), noPrompt), /No password/);
});

Deno.test("who breaks off gives no password, and the terminal echoes again", async () => {
  for (const key of ["\x03", "\x04"]) {
    const terminal = typed("correct", key);
    await assert.rejects(readPassword(terminal, () => {}), /Broken off/);
    assert.deepEqual(terminal.state, { isRaw: false, wasRaw: true });
  }
});

Deno.test("a terminal that goes away gives no password", async () => {
  await assert.rejects(readPassword(typed("correct"), () => {}), /ended/);
});

Deno.test("a typed password is not shown, and the terminal echoes again", async () => {
  const terminal = typed("correct ", "horse\r");
  const shown: string[] = [];
  assert.equal(await readPassword(terminal, (text) => shown.push(text)), "correct horse");
  assert(!shown.join("").includes("horse"));
  assert.deepEqual(terminal.state, { isRaw: false, wasRaw: true });
});

Deno.test("backspace takes back a character, however many bytes it has", async () => {
  const bytes = new TextEncoder().encode("né\x7fø\r");
  const terminal = typed(bytes.slice(0, 2), bytes.slice(2, 5), bytes.slice(5));
  assert.equal(await readPassword(terminal, () => {}), "nø");
});

Deno.test("a piped password is the first line, with its spaces", async () => {
  assert.equal(
    await readPassword(piped(" correct", " horse \r\nmore"), noPrompt),
    " correct horse ",
  );
});
