/** Pages without storage, sign-in or islands: `preact`, rendered anew each time, or `html`, ready. */
import { renderToString } from "preact-render-to-string";

const MESSAGES = Array.from({ length: 50 }, (_, index) => ({
  id: String(index).padStart(26, "0"),
  author: `Agent ${index % 10}`,
  at: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
  body: `bench-body ${index}: The printer on the second floor is out of paper again.`,
}));

function Page() {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Request</title>
      </head>
      <body>
        <header>
          <a href="/">Hotline</a>
          <h1>The printer is out of paper</h1>
        </header>
        <main>
          <ol class="messages">
            {MESSAGES.map(({ id, author, at, body }) => (
              <li key={id} id={id}>
                <article class="message">
                  <header>
                    <b class="author">{author}</b>
                    <time dateTime={at}>{at}</time>
                  </header>
                  <p class="body">{body}</p>
                </article>
              </li>
            ))}
          </ol>
          <form method="post">
            <textarea name="body" />
            <button type="submit">Send</button>
          </form>
        </main>
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
