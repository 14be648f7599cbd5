/** The platform's limit: `Deno.serve` and `upgradeWebSocket` alone, without storage or rights. */

interface Room {
  head: number;
  members: Set<WebSocket>;
}

interface Command {
  requestId: string;
  clientId: string;
  body: string;
}

const rooms = new Map<string, Room>();
let users = 0;

function serve(request: Request): Response {
  const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
  const author = authorOf(users++);
  const name = new URL(request.url).searchParams.get("room") ?? "";
  const room = rooms.get(name) ?? { head: 0, members: new Set() };
  rooms.set(name, room);
  socket.onopen = () => {
    room.members.add(socket);
    socket.send(JSON.stringify({ type: "joined", head: room.head }));
  };
  socket.onmessage = ({ data }) => {
    const { requestId, clientId, body }: Command = JSON.parse(data);
    const seq = ++room.head;
    const createdAt = new Date().toISOString();
    const id = `${requestId}-${seq}`;
    const message = { id, requestId, seq, clientId, author, body, createdAt };
    const text = JSON.stringify({ type: "newMessage", requestId, seq, message });
    for (const member of room.members) {
      if (member.readyState === WebSocket.OPEN) member.send(text);
    }
    socket.send(JSON.stringify({ type: "ack", requestId, clientId, seq }));
  };
  socket.onclose = () => room.members.delete(socket);
  // `onclose` follows.
  socket.onerror = () => {};
  return response;
}

function authorOf(number: number) {
  const id = String(number).padStart(26, "0");
  return { id, username: `agent${number}`, name: `Agent ${number}`, role: "agent" };
}

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, serve);
console.log(server.addr.port);
