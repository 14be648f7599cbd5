/** The network between a browser and the app: a relay that can fall silent. */
import { connect, createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";

export interface Network extends AsyncDisposable {
  /** Where the app is reached through this network. */
  readonly origin: string;
  /**
   * From now on nothing arrives any more, in either direction, and nobody is told: no connection
   * ends, as when a cable is pulled or a phone goes through a tunnel.
   */
  fallSilent(): void;
  /** The network is back. What was connected before learns now that it is lost. */
  recover(): void;
}

export async function openNetwork(port: number): Promise<Network> {
  const sockets = new Set<Socket>();
  let isSilent = false;

  function adopt(socket: Socket): void {
    sockets.add(socket);
    // A reset by either side is a way to end like any other; `close` comes after it.
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  }

  function relay(from: Socket, to: Socket): void {
    from.on("data", (bytes) => {
      if (!isSilent) to.write(bytes);
    });
    from.on("close", () => {
      if (!isSilent) to.destroy();
    });
  }

  const server: Server = createServer((client) => {
    adopt(client);
    if (isSilent) return;
    const upstream = connect(port, "127.0.0.1");
    adopt(upstream);
    relay(client, upstream);
    relay(upstream, client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("It listens nowhere.");

  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    origin: `http://127.0.0.1:${address.port}`,
    fallSilent: () => {
      isSilent = true;
    },
    recover: () => {
      cut();
      isSilent = false;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      cut();
      await closed;
    },
  };
}
