/**
 * The page of a request without storage, sign-in or islands: `preact`, rendered anew each time, or
 * `html`, ready. It shows what Hotline's page shows: the list, the conversation, the details.
 */
import { Fragment } from "preact";
import { renderToString } from "preact-render-to-string";

interface Author {
  name: string;
  role: string;
}

interface Message {
  id: string;
  author: Author;
  /** ISO 8601, in UTC. */
  at: string;
  body: string;
}

const AUTHORS: Author[] = Array.from(
  { length: 10 },
  (_, index) => ({ name: `Agent ${index}`, role: "Agent" }),
);
const MESSAGES: Message[] = Array.from({ length: 50 }, (_, index) => ({
  id: String(index).padStart(26, "0"),
  author: AUTHORS[index % AUTHORS.length]!,
  at: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
  body: `bench-body ${index}: The printer on the second floor is out of paper again.`,
}));
const STATUSES = ["Open", "Pending", "Solved", "Closed"];

const initials = (name: string): string => name.split(" ").map((word) => word[0]).join("");

function Avatar({ name }: { name: string }) {
  return <span class="avatar" aria-hidden="true" title={name}>{initials(name)}</span>;
}

function Time({ at }: { at: string }) {
  return <time class="time" dateTime={at}>{at.slice(11, 16)}</time>;
}

function Text({ body }: { body: string }) {
  const parts = body.split(/(https?:\/\/\S+)/);
  return (
    <p class="message-text" dir="auto">
      {parts.map((part, index) =>
        index % 2 === 0
          ? <Fragment key={index}>{part}</Fragment>
          : <a key={index} href={part} rel="noopener noreferrer">{part}</a>
      )}
    </p>
  );
}

function MessageItem({ message }: { message: Message }) {
  const { id, author, at, body } = message;
  return (
    <li class="message" id={`m-${id}`}>
      <Avatar name={author.name} />
      <p class="message-head">
        <b class="author">{author.name}</b>
        <span class="role">{author.role}</span>
        <Time at={at} />
      </p>
      <Text body={body} />
      <p class="message-tools">
        <a href={`?edit=${id}`} title="Edit message">Edit</a>
        <a href={`?delete=${id}`} title="Delete message">Delete</a>
      </p>
    </li>
  );
}

function Side() {
  return (
    <aside class="side" aria-label="Requests">
      <a class="brand" href="/">Hotline</a>
      <ul class="filters">
        {["All", ...STATUSES].map((status) => (
          <li key={status}>
            <a href={`/?status=${status}`}>{status}</a>
          </li>
        ))}
      </ul>
      <ul class="rows">
        <li>
          <a class="row" href="/requests/0" aria-current="page">
            <span class="row-title">The printer is out of paper</span>
            <Time at={MESSAGES[0]!.at} />
            <span class="row-count">{MESSAGES.length}</span>
          </a>
        </li>
      </ul>
    </aside>
  );
}

function Details() {
  return (
    <aside class="details" aria-label="Details">
      <form method="post">
        {STATUSES.map((status) => (
          <button key={status} type="submit" name="status" value={status}>{status}</button>
        ))}
      </form>
      <ul class="people">
        {AUTHORS.map(({ name, role }) => (
          <li key={name}>
            <Avatar name={name} />
            <span>{name}</span>
            <span class="role">{role}</span>
          </li>
        ))}
      </ul>
    </aside>
  );
}

function Page() {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>The printer is out of paper</title>
      </head>
      <body>
        <Side />
        <main class="conversation">
          <header>
            <h1>The printer is out of paper</h1>
            <span class="status">Open</span>
          </header>
          <ol class="messages">
            {MESSAGES.map((message) => <MessageItem key={message.id} message={message} />)}
          </ol>
          <form method="post">
            <textarea name="body" placeholder="Write a message" />
            <button type="submit">Send</button>
          </form>
        </main>
        <Details />
      </body>
    </html>
  );
}

const render = (): string => `<!DOCTYPE html>${renderToString(<Page />)}`;
const READY = render();
const isReady = Deno.args[0] === "html";
const headers = { "content-type": "text/html; charset=utf-8" };

const server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: () => {} },
  () => new Response(isReady ? READY : render(), { headers }),
);
console.log(server.addr.port);
