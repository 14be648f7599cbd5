import type { HotlineError } from "../model/errors.ts";
import type { ErrorFrame } from "../model/events.ts";

/** What an answer repeats of the frame that it is about, as far as it is there. */
export interface FrameLabels {
  ref?: string | undefined;
  requestId?: string;
  clientId?: string;
}

/** A refusal as a frame: the one place that maps errors to the socket. */
export function errorFrame(error: HotlineError, labels: FrameLabels): ErrorFrame {
  const { ref, requestId, clientId } = labels;
  const { code, message, retryable } = error;
  return { type: "error", ref, requestId, clientId, code, message, retryable };
}
