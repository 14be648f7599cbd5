/** The edge where the server's text becomes frames. */
import type { ErrorFrame, ServerFrame } from "../model/events.ts";
import type { User } from "../model/user.ts";

/** Frames of the protocol that only some servers send. */
export interface Presence {
  type: "presence";
  requestId: string;
  members: User[];
}

export type ClientFrame = { type: string; [field: string]: unknown };
export type IncomingFrame = ServerFrame | Presence;

/**
 * Reads one frame or an array of them. The server is trusted for the fields of
 * what it names (a schema library would weigh more than this whole client), so
 * only the shape is checked. Throws if the text is neither.
 */
export function readFrames(text: string): IncomingFrame[] {
  const parsed: unknown = JSON.parse(text);
  const frames: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (!frames.every(isFrame)) throw new TypeError("The server sent something that is not a frame.");
  return frames;
}

function isFrame(value: unknown): value is IncomingFrame {
  return typeof value === "object" && value !== null && "type" in value &&
    typeof value.type === "string";
}

/** The command that an error answers. Where a frame could not be read, only its `ref` came through. */
export function commandOf(error: ErrorFrame): string | undefined {
  return error.clientId ?? error.ref;
}
