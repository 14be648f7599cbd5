import type { Caller, Limiter } from "../limits/limiter.ts";
import { HotlineError } from "../model/errors.ts";
import { CLOSE } from "../model/events.ts";
import type { ClientFrame } from "../model/frames.ts";
import { BAD_FRAMES_MAX, TOO_FAST_MAX } from "../model/limits.ts";
import type { FrameLabels } from "./answers.ts";
import { isTooLarge, parseFrame, tooLarge } from "./frame_parser.ts";
import { Strikes } from "./strikes.ts";

/** A frame to act on, or why not; `close` is there for who has gone too far. */
export type Admission =
  | { frame: ClientFrame }
  | { error: HotlineError; labels: FrameLabels; close?: { code: number; reason: string } };

/** What every frame of one socket passes: its size, its form, and how fast it comes. */
export class FrameGate {
  readonly #limiter: Limiter;
  readonly #badFrames = new Strikes(BAD_FRAMES_MAX);
  readonly #tooFast = new Strikes(TOO_FAST_MAX);

  constructor(limiter: Limiter) {
    this.#limiter = limiter;
  }

  /** Looks at a frame as it came, at `now` in milliseconds. */
  admit(data: unknown, caller: Caller, now: number): Admission {
    if (typeof data === "string" && isTooLarge(data)) {
      const close = { code: CLOSE.tooLarge, reason: "frame too large" };
      return { error: tooLarge(), labels: {}, close };
    }
    const parsed = parseFrame(data);
    if ("error" in parsed) {
      const isLast = this.#badFrames.add(now);
      const close = { code: CLOSE.badFrames, reason: "too many bad frames" };
      return isLast ? { ...parsed, close } : parsed;
    }
    const { frame } = parsed;
    const error = this.#refusalOf(frame, caller);
    if (!error) return parsed;
    const isLast = this.#tooFast.add(now);
    const close = { code: CLOSE.tooMany, reason: "too fast for too long" };
    return { error, labels: frame, ...(isLast && { close }) };
  }

  /** A ping is free: a socket that must wait must not look dead. */
  #refusalOf({ type }: ClientFrame, caller: Caller): HotlineError | null {
    if (type === "ping") return null;
    try {
      this.#limiter.take(type === "joinRequest" ? "join" : "command", caller);
      return null;
    } catch (error) {
      if (error instanceof HotlineError) return error;
      throw error;
    }
  }
}
