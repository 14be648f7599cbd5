/**
 * A peer without storage: npm `ws` on Node, which serialises an event once and sends it to all.
 *
 * node ws.mjs FOLDER_OF_PACKAGES
 */
import { createRequire } from "node:module";
import process from "node:process";

const [packages] = process.argv.slice(2);
const require = createRequire(`${packages}/package.json`);
const { WebSocketServer } = require("ws");

/** @type {Map<string, {head: number, members: Set<import("ws").WebSocket>}>} */
const rooms = new Map();
const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
let users = 0;

server.on("connection", (socket, request) => {
  const author = authorOf(users++);
  const name = new URL(request.url, "http://localhost").searchParams.get("room");
  const room = rooms.get(name) ?? { head: 0, members: new Set() };
  rooms.set(name, room);
  room.members.add(socket);
  socket.send(JSON.stringify({ type: "joined", head: room.head }));
  socket.on("message", (data) => {
    const { requestId, clientId, body } = JSON.parse(data.toString());
    const seq = ++room.head;
    const createdAt = new Date().toISOString();
    const message = {
      id: `${requestId}-${seq}`,
      requestId,
      seq,
      clientId,
      author,
      body,
      createdAt,
    };
    const text = JSON.stringify({ type: "newMessage", requestId, seq, message });
    for (const member of room.members) member.send(text);
    socket.send(JSON.stringify({ type: "ack", requestId, clientId, seq }));
  });
  socket.on("close", () => room.members.delete(socket));
  // `close` follows.
  socket.on("error", () => {});
});
server.on("listening", () => console.log(server.address().port));

function authorOf(number) {
  const id = String(number).padStart(26, "0");
  return { id, username: `agent${number}`, name: `Agent ${number}`, role: "agent" };
}
