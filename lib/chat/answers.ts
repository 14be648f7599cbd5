/** Frames that answer a client, as the protocol has them. */
import { HotlineError } from "../model/errors.ts";
import type { Ack, ErrorFrame, ServerFrame, Welcome } from "../model/events.ts";
import { BODY_MAX, FRAME_MAX_BYTES, HEARTBEAT_MS, JOINS_MAX } from "../model/limits.ts";
import type { User } from "../model/user.ts";
import type { Outcome } from "../storage/command.ts";

/** What an answer repeats of the frame that it is about, as far as it is there. */
export interface FrameLabels {
  ref?: string | undefined;
  requestId?: string;
  clientId?: string;
}

/**
 * A refusal as a frame: the one place that maps errors to the socket. Of the server's own faults
 * a client learns that there was one.
 */
export function errorFrame(error: unknown, labels: FrameLabels): ErrorFrame {
  const refusal = error instanceof HotlineError
    ? error
    : new HotlineError("internal", "Something went wrong here. It has been noted.");
  const { ref, requestId, clientId } = labels;
  const { code, message, retryable, retryAfterMs } = refusal;
  return { type: "error", ref, requestId, clientId, code, message, retryable, retryAfterMs };
}

/** The greeting on a new socket, with the limits of this server. */
export function welcomeFrame(sessionId: string, user: User): Welcome {
  return {
    type: "welcome",
    protocol: "hotline.v1",
    sessionId,
    user,
    heartbeatMs: HEARTBEAT_MS,
    limits: { bodyMax: BODY_MAX, frameMaxBytes: FRAME_MAX_BYTES, joinsMax: JOINS_MAX },
  };
}

/** The beginning of a live request. `head` MUST be one up to which everything has been sent or was not asked for. */
export function joinedFrame(
  room: { requestId: string; people(): User[] },
  { head, epoch, ref }: { head: number; epoch: string; ref?: string | undefined },
): ServerFrame {
  const { requestId } = room;
  return { type: "joined", ref, requestId, head, epoch, members: room.people() };
}

/** The answer to a `ping`; `at` is in milliseconds since the epoch. */
export function pongFrame(at: number, ref: string | undefined): ServerFrame {
  return { type: "pong", ref, at: new Date(at).toISOString() };
}

/** MUST be sent only after the command is durably stored. */
export function ackFrame(
  { ref, requestId, clientId }: { ref?: string | undefined; requestId: string; clientId: string },
  { seq, messageId, isDuplicate }: Outcome,
): Ack {
  const about = { messageId: messageId ?? undefined, duplicate: isDuplicate };
  return { type: "ack", ref, requestId, clientId, seq, ...about };
}
