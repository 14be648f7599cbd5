/**
 * The peer that people would pick instead: Socket.IO on Node, with one insert before each emit, or
 * with no storage at all. JavaScript, as Node runs it as it is.
 *
 * node socket_io.mjs FOLDER_OF_PACKAGES none|NORMAL|FULL DATABASE
 */
import { createRequire } from "node:module";
import { createServer } from "node:http";
import process from "node:process";

const [packages, synchronous, database] = process.argv.slice(2);
const require = createRequire(`${packages}/package.json`);
const { Server } = require("socket.io");

const store = synchronous === "none" ? () => {} : openStore();
/** @type {Map<string, number>} */
const heads = new Map();

const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false });
let users = 0;

io.on("connection", (socket) => {
  const author = authorOf(users++);
  socket.on("join", (room, answer) => {
    socket.join(room);
    answer({ type: "joined", head: heads.get(room) ?? 0 });
  });
  socket.on("sendMessage", ({ requestId, clientId, body }, answer) => {
    const seq = (heads.get(requestId) ?? 0) + 1;
    heads.set(requestId, seq);
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
    store(message);
    io.to(requestId).emit("newMessage", { type: "newMessage", requestId, seq, message });
    answer({ type: "ack", requestId, clientId, seq });
  });
});

http.listen(0, "127.0.0.1", () => console.log(http.address().port));

function openStore() {
  const Database = require("better-sqlite3");
  const db = new Database(database);
  db.pragma("journal_mode = WAL");
  db.pragma(`synchronous = ${synchronous}`);
  db.exec(`create table messages (
    room text, seq integer, client_id text, author text, body text, created_at text,
    primary key (room, seq)
  ) without rowid`);
  const insert = db.prepare("insert into messages values (?, ?, ?, ?, ?, ?)");
  return ({ requestId, seq, clientId, author, body, createdAt }) =>
    insert.run(requestId, seq, clientId, author.id, body, createdAt);
}

function authorOf(number) {
  const id = String(number).padStart(26, "0");
  return { id, username: `agent${number}`, name: `Agent ${number}`, role: "agent" };
}
