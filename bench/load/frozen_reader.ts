/** Somebody who joins, then reads nothing until told to. */
import type { Job } from "../job.ts";
import { DIALECTS } from "./dialect.ts";
import { RawSocket } from "./raw_socket.ts";

export class FrozenReader {
  readonly #socket: RawSocket;
  readonly #joined = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<number>();
  #last = 0;
  /** Events that came since the joining. */
  replayed = 0;

  private constructor({ port, cookies, rooms, dialect }: Job) {
    const { path, protocol, parse } = DIALECTS[dialect];
    this.#socket = new RawSocket({
      port,
      path: path(rooms[0]!, null),
      headers: {
        ...(cookies[0] ? { Cookie: cookies[0] } : {}),
        ...(protocol ? { "Sec-WebSocket-Protocol": protocol } : {}),
      },
      onText: (bytes) => {
        for (const incoming of parse(bytes.toString("latin1"))) {
          if (incoming.kind === "joined") {
            this.#last = incoming.head;
            this.#socket.freeze();
            this.#joined.resolve();
          } else if (incoming.kind === "event") {
            this.#last = incoming.seq;
            this.replayed++;
          }
        }
      },
      onClose: (code) => this.#closed.resolve(code),
      onEnd: () => this.#closed.resolve(1006),
    });
  }

  /** Resolves once it has joined the first room, and reads no more. */
  static async join(job: Job): Promise<FrozenReader> {
    const reader = new FrozenReader(job);
    await reader.#joined.promise;
    return reader;
  }

  /** Reads what is left: with what code it was closed, and the last event that it has. */
  async thaw(): Promise<{ code: number; last: number }> {
    this.#socket.thaw();
    const code = await this.#closed.promise;
    return { code, last: this.#last };
  }
}
