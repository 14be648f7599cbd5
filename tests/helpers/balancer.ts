/** One address for several servers: each connection goes to the next one that takes it. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface Balancer extends AsyncDisposable {
  readonly origin: string;
}

export async function openBalancer(ports: readonly number[]): Promise<Balancer> {
  const sockets = new Set<Socket>();
  let turn = 0;

  function adopt(socket: Socket): Socket {
    sockets.add(socket);
    // A reset by either side is a way to end like any other; `close` comes after it.
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    return socket;
  }

  /** Tries each server once. */
  function relay(client: Socket, tries: number): void {
    if (tries === 0) return void client.destroy();
    const server = adopt(connect(ports[turn++ % ports.length]!, "127.0.0.1"));
    const next = () => relay(client, tries - 1);
    server.once("error", next);
    server.once("connect", () => {
      server.off("error", next);
      client.pipe(server);
      server.pipe(client);
      server.on("close", () => client.destroy());
      client.on("close", () => server.destroy());
    });
  }

  const listener = createServer((client) => relay(adopt(client), ports.length));
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("It listens nowhere.");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(listener, "close");
      listener.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
