import type { CustomFetchOptions } from "openid-client";

/** Largest answer of a provider that is read, in bytes: what it says of itself, keys, a token. */
const ANSWER_MAX_BYTES = 512 * 1024;

/**
 * `fetch`, with the whole answer read by the time it is given: none is left open, and none takes
 * more memory than this. @throws {TypeError} for a larger one, as for any that could not be read.
 */
export async function boundedFetch(url: string, options: CustomFetchOptions): Promise<Response> {
  // The same by another name: the library's types are for less strict compilers.
  const response = await fetch(url, options as RequestInit);
  const { status, statusText, headers } = response;
  if (!response.body) return response;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > ANSWER_MAX_BYTES) throw new TypeError("The answer is too large.");
    chunks.push(chunk);
  }
  return new Response(new Blob(chunks), { status, statusText, headers });
}
