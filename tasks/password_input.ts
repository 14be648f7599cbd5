/** Reads a password from standard input: typed without echo, or piped. */

/** The part of `Deno.stdin` that is read. */
export interface Input {
  isTerminal(): boolean;
  setRaw(isRaw: boolean): void;
  readonly readable: ReadableStream<Uint8Array>;
}

/** What a terminal in raw mode sends for these keys. */
const CTRL_C = "\x03";
const CTRL_D = "\x04";
const BACKSPACES = ["\b", "\x7f"];

/**
 * @param ask Shows a prompt; called only when somebody sits at a terminal.
 * @throws {Error} when the typing is broken off, or nothing was given.
 */
export async function readPassword(input: Input, ask: (prompt: string) => void): Promise<string> {
  if (!input.isTerminal()) return firstLine(await new Response(input.readable).text());
  input.setRaw(true);
  try {
    ask("Password (it is not shown): ");
    return await typedLine(input.readable);
  } finally {
    input.setRaw(false);
    ask("\n");
  }
}

function firstLine(text: string): string {
  const [line = ""] = text.split(/\r?\n/);
  if (line === "") throw new Error("No password came from standard input.");
  return line;
}

async function typedLine(readable: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  const typed: string[] = [];
  for await (const chunk of readable.values({ preventCancel: true })) {
    for (const char of decoder.decode(chunk, { stream: true })) {
      if (char === "\r" || char === "\n") return typed.join("");
      if (char === CTRL_C || char === CTRL_D) throw new Error("Broken off: nothing was changed.");
      if (BACKSPACES.includes(char)) typed.pop();
      else typed.push(char);
    }
  }
  throw new Error("Standard input ended before the password did.");
}
