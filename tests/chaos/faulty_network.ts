/**
 * The network between some clients and the servers: a relay that cuts, falls silent, delays, and
 * reads slowly.
 */
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

export type NetworkState =
  | "clear"
  /** Nothing arrives any more in either direction, and nobody is told. */
  | "silent"
  /** Everything arrives, in order, but late. */
  | "slow"
  /** What the servers send is taken in sips, so that it piles up with them. */
  | "sipping";

const DELAY_MAX_MS = 400;
const SIP_EVERY_MS = 500;

export interface FaultyNetworkOptions {
  /** Ports of the servers; each connection goes to the next one. */
  ports: number[];
  random: () => number;
}

export class FaultyNetwork {
  readonly #options: FaultyNetworkOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #state: NetworkState = "clear";
  #connections = 0;

  constructor(options: FaultyNetworkOptions) {
    this.#options = options;
    this.#server = createServer((client) => this.#relayAll(client));
  }

  /** Gives the port where the servers are reached through this network. */
  async open(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("It listens nowhere.");
    return address.port;
  }

  /** After silence, what was connected before is lost: bytes are missing. */
  enter(state: NetworkState): void {
    if (this.#state === "silent") this.cut();
    this.#state = state;
  }

  /** Ends every connection at once. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.cut();
    await closed;
  }

  #relayAll(client: Socket): void {
    this.#adopt(client);
    const { ports } = this.#options;
    const upstream = connect(ports[this.#connections++ % ports.length]!, "127.0.0.1");
    this.#adopt(upstream);
    this.#relay(client, upstream, false);
    this.#relay(upstream, client, true);
  }

  #adopt(socket: Socket): void {
    this.#sockets.add(socket);
    // A reset is a way to end like any other; `close` comes after it.
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
  }

  #relay(from: Socket, to: Socket, isDown: boolean): void {
    const line = new Line(() => this.#state === "slow" ? this.#options.random() * DELAY_MAX_MS : 0);
    let sip: ReturnType<typeof setTimeout> | undefined;
    to.on("close", () => line.end());
    from.on("data", (bytes) => {
      if (this.#state === "silent") return;
      if (isDown && this.#state === "sipping") {
        from.pause();
        sip = setTimeout(() => from.resume(), SIP_EVERY_MS);
      }
      line.put(() => {
        if (to.destroyed || to.write(bytes)) return;
        // Whoever does not read holds up the sender, as without a relay.
        from.pause();
        to.once("drain", () => from.resume());
      });
    });
    from.on("close", () => {
      clearTimeout(sip);
      if (this.#state !== "silent") line.put(() => to.destroy());
    });
  }
}

/** One direction of a connection: what is put in comes out later, and never out of turn. */
class Line {
  readonly #delayMs: () => number;
  readonly #waiting: { act: () => void; dueAt: number }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(delayMs: () => number) {
    this.#delayMs = delayMs;
  }

  put(act: () => void): void {
    if (this.#isOver) return;
    this.#waiting.push({ act, dueAt: performance.now() + this.#delayMs() });
    if (this.#timer === undefined) this.#advance();
  }

  /** Nobody is there any more to take it. */
  end(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
    this.#isOver = true;
  }

  #advance(): void {
    this.#timer = undefined;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const restMs = next.dueAt - performance.now();
      if (restMs > 0) {
        this.#timer = setTimeout(() => this.#advance(), restMs);
        return;
      }
      this.#waiting.shift();
      next.act();
    }
  }
}
