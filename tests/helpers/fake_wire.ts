/** A socket of paper: keeps what was sent over it, and how it was closed. */
import assert from "node:assert/strict";
import type { ServerFrame } from "../../lib/model/events.ts";
import type { Wire } from "../../lib/chat/wire.ts";
import { until } from "./deadline.ts";

type FrameOf<Type extends ServerFrame["type"]> = Extract<ServerFrame, { type: Type }>;

export class FakeWire implements Wire {
  /** As they were sent: one frame each, or several in an array. */
  readonly texts: string[] = [];
  closed: { code: number; reason: string } | null = null;
  /** What waits to be sent: a test says so, or lets `holds` add up. */
  bufferedAmount = 0;
  /** Whether texts stay in the buffer, until the test or the next turn takes them out. */
  holds: "nothing" | "until next turn" | "for ever" = "nothing";

  send(text: string): void {
    assert(!this.closed, "sent after closing");
    this.texts.push(text);
    if (this.holds === "nothing") return;
    const bytes = new TextEncoder().encode(text).length;
    this.bufferedAmount += bytes;
    if (this.holds === "until next turn") setTimeout(() => this.bufferedAmount -= bytes, 0);
  }

  close(code: number, reason: string): void {
    assert(!this.closed, "closed twice");
    this.closed = { code, reason };
  }

  closeCode(): number | null {
    return this.closed?.code ?? null;
  }

  get frames(): ServerFrame[] {
    return this.texts.flatMap((text): ServerFrame[] => {
      const value: ServerFrame | ServerFrame[] = JSON.parse(text);
      return Array.isArray(value) ? value : [value];
    });
  }

  framesOf<Type extends ServerFrame["type"]>(type: Type): FrameOf<Type>[] {
    return this.frames.filter((frame): frame is FrameOf<Type> => frame.type === type);
  }

  /** The numbers of all events of a request, in the order in which they came. */
  seqs(requestId: string): number[] {
    return this.frames.flatMap((frame) =>
      "seq" in frame && frame.type !== "ack" && frame.requestId === requestId ? [frame.seq] : []
    );
  }

  /** Waits for the first, or n-th, frame of a type. */
  async receives<Type extends ServerFrame["type"]>(type: Type, count = 1): Promise<FrameOf<Type>> {
    await until(
      () => this.framesOf(type).length >= count,
      () => `${count} × ${type}, got ${this.texts.join("\n").slice(0, 2_000)}`,
    );
    return this.framesOf(type)[count - 1]!;
  }

  async closes(): Promise<number> {
    await until(() => this.closed !== null, "the end of the connection");
    return this.closed!.code;
  }
}
