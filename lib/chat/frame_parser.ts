/** Frames from clients: the edge at which they are parsed, once. */
import { HotlineError } from "../model/errors.ts";
import { type ClientFrame, clientFrameSchema } from "../model/frames.ts";
import { CLIENT_ID_MAX, FRAME_MAX_BYTES } from "../model/limits.ts";
import { parseInput } from "../model/parse.ts";
import type { FrameLabels } from "./answers.ts";

const encoder = new TextEncoder();

/** Whether a text is longer than a frame may be. Counts bytes only when it must. */
export function isTooLarge(text: string): boolean {
  if (text.length > FRAME_MAX_BYTES) return true;
  return text.length * 3 > FRAME_MAX_BYTES && encoder.encode(text).length > FRAME_MAX_BYTES;
}

/** The refusal of a frame for which `isTooLarge` holds. */
export const tooLarge = (): HotlineError =>
  new HotlineError("too_large", `frame: must be at most ${FRAME_MAX_BYTES} bytes`);

export type ParsedFrame =
  | { frame: ClientFrame }
  | { error: HotlineError; labels: FrameLabels };

/** Parses one frame; what is wrong with it is named by its field. */
export function parseFrame(data: unknown): ParsedFrame {
  if (typeof data !== "string") return bad("must be text, not binary");
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return bad("must be JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return bad("must be one JSON object");
  }
  try {
    return { frame: parseInput(clientFrameSchema, value, "bad_frame") };
  } catch (error) {
    if (error instanceof HotlineError) return { error, labels: labelsOf(value) };
    throw error;
  }
}

const bad = (message: string): ParsedFrame => ({
  error: new HotlineError("bad_frame", `frame: ${message}`, {
    fields: [{ path: "frame", message }],
  }),
  labels: {},
});

function labelsOf(value: object): FrameLabels {
  const labels: FrameLabels = {};
  for (const name of ["ref", "requestId", "clientId"] as const) {
    const label: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    if (typeof label === "string" && label.length <= CLIENT_ID_MAX) labels[name] = label;
  }
  return labels;
}
