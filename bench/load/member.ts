/** One client in one room. */
import type { Job } from "../job.ts";
import type { Buffer } from "node:buffer";
import type { Dialect } from "./dialect.ts";
import { RawSocket } from "./raw_socket.ts";
import type { RoomChecker } from "./room_checker.ts";
import type { RoomTexts } from "./room_texts.ts";

const JOIN_MS = 60_000;

export interface MemberOptions {
  job: Job;
  dialect: Dialect;
  room: string;
  /** Among the members of the room. */
  index: number;
  checker: RoomChecker;
  texts: RoomTexts;
  /** Called with the number of the message. */
  onEvent: (message: number) => void;
  onAck: (message: number) => void;
}

export class Member {
  readonly #options: MemberOptions;
  readonly #joined = Promise.withResolvers<number>();
  readonly #socket: RawSocket;
  #isJoined = false;

  private constructor(options: MemberOptions, after: number | null) {
    this.#options = options;
    const { job, dialect, room, index, checker } = options;
    if (after !== null) checker.begins(index, after);
    const cookie = job.cookies[index % job.cookies.length];
    this.#socket = new RawSocket({
      port: job.port,
      path: dialect.path(room, after),
      headers: {
        ...(cookie ? { Cookie: cookie } : {}),
        ...(dialect.protocol ? { "Sec-WebSocket-Protocol": dialect.protocol } : {}),
      },
      onText: (bytes) => this.#receive(bytes, after),
      onEnd: (why) => this.#fail(why),
    });
  }

  /** Resolves once the member has joined, and has everything after its cursor. */
  static async join(options: MemberOptions, after: number | null = null): Promise<Member> {
    const member = new Member(options, after);
    const timer = setTimeout(() => member.#fail("joining took too long"), JOIN_MS);
    try {
      await member.#joined.promise;
    } finally {
      clearTimeout(timer);
    }
    return member;
  }

  send(clientId: string, body: string): void {
    const { dialect, room } = this.#options;
    this.#socket.send(dialect.send(room, clientId, body));
  }

  /** Gone without a goodbye. */
  cut(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Buffer, after: number | null): void {
    const { dialect, room, index, checker, texts, onEvent, onAck } = this.#options;
    for (const incoming of texts.parse(bytes)) {
      switch (incoming.kind) {
        case "event":
          checker.event(index, incoming.seq);
          onEvent(incoming.message);
          break;
        case "ack":
          checker.ack(incoming.clientId, incoming.seq);
          onAck(incoming.message);
          break;
        case "joined":
          if (after === null) checker.begins(index, incoming.head);
          this.#isJoined = true;
          this.#joined.resolve(incoming.head);
          break;
        case "answer":
          this.#socket.send(incoming.text);
          break;
        case "connected": {
          const join = dialect.join(room);
          if (join !== null) this.#socket.send(join);
          break;
        }
        case "refused":
          this.#fail(`was told ${incoming.why}`);
      }
    }
  }

  #fail(why: string): void {
    const { room, index } = this.#options;
    const error = new Error(`Member ${index} of ${room}: ${why}`);
    // Nobody measures a server that loses people: the whole run ends here.
    if (this.#isJoined) throw error;
    this.#joined.reject(error);
  }
}
