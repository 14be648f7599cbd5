// What an app does where the conformance suite leaves it open.
import assert from "node:assert/strict";
import { App, HttpError } from "fresh";
import { faultsOf } from "./console_faults.ts";

const ask = (app: App<unknown>, path: string, init?: RequestInit) =>
  app.handler()(new Request(`http://localhost${path}`, init));

const ok = () => new Response("ok");
const fail = (error: unknown) => () => {
  throw error;
};

Deno.test("a malformed escape in a path is a bad request", async () => {
  const app = new App().get("/people/:name", ok);
  const response = await ask(app, "/people/%E0%A4%A");
  assert.equal(response.status, 400);
});

Deno.test("an encoded slash in a parameter stays encoded", async () => {
  const app = new App().get("/files/:name", (ctx) => ctx.text(ctx.params.name ?? ""));
  assert.equal(await (await ask(app, "/files/a%2Fb%20c")).text(), "a%2Fb c");
});

Deno.test("HEAD of an error has no body", async () => {
  const app = new App().get("/broken", fail(new HttpError(409, "clash")));
  for (const [path, status] of [["/broken", 409], ["/unknown", 404]] as const) {
    const response = await ask(app, path, { method: "HEAD" });
    assert.equal(response.status, status);
    assert.equal(response.body, null);
  }
});

Deno.test("an unusual method on a known path is not allowed, and on another one not found", async () => {
  const app = new App().get("/known", ok);
  assert.equal((await ask(app, "/known", { method: "PROPFIND" })).status, 405);
  assert.equal((await ask(app, "/unknown", { method: "PROPFIND" })).status, 404);
});

Deno.test("OPTIONS names HEAD where there is a GET handler", async () => {
  const app = new App().get("/known", ok);
  const response = await ask(app, "/known", { method: "OPTIONS" });
  assert.equal(response.headers.get("allow"), "GET, HEAD");
});

Deno.test("a page for unknown paths answers with 404 without being told to", async () => {
  const app = new App().notFound({ component: () => <p>nothing here</p> });
  const response = await ask(app, "/unknown");
  assert.equal(response.status, 404);
  assert.match(await response.text(), /<p>nothing here<\/p>/);
});

Deno.test("a page is not shown to a method without a handler", async () => {
  const app = new App().route("/page", { component: () => <p>page</p> });
  assert.equal((await ask(app, "/page", { method: "POST" })).status, 405);
  assert.equal((await ask(app, "/page", { method: "HEAD" })).status, 200);
});

Deno.test("a redirect to a path stays on the site, whatever browsers make of it", async () => {
  const cases = {
    "/\\evil.example": "/evil.example",
    "\\\\evil.example": "/evil.example",
    "/\t/evil.example": "/evil.example",
    " //evil.example": "/evil.example",
    "/grüße?an=/\\\\b": "/gr%C3%BC%C3%9Fe?an=/\\\\b",
  };
  for (const [target, location] of Object.entries(cases)) {
    const app = new App().get("/", (ctx) => ctx.redirect(target));
    assert.equal((await ask(app, "/")).headers.get("location"), location);
  }
});

Deno.test("a guard covers a path with a star, and a parameter of another name", async () => {
  const guard = () => new Response("stop", { status: 401 });
  const app = new App()
    .use("/admin/*", guard)
    .use("/people/:id", guard)
    .get("/admin/page", ok)
    .get("/people/:name/edit", ok);
  assert.equal((await ask(app, "/admin/page")).status, 401);
  assert.equal((await ask(app, "/people/ann/edit")).status, 401);
});

Deno.test("half a WebSocket handshake is a bad request", async () => {
  const app = new App().ws("/socket", {});
  const headers = { upgrade: "websocket" };
  assert.equal((await ask(app, "/socket", { headers })).status, 400);
});

Deno.test("a proxy's host without a port replaces the port as well", async () => {
  const app = new App({ trustProxy: true }).get("/", (ctx) => ctx.text(ctx.url.href));
  const headers = { "x-forwarded-host": "desk.example", "x-forwarded-proto": "https" };
  const request = new Request("http://10.0.0.7:8000/", { headers });
  assert.equal(await (await app.handler()(request)).text(), "https://desk.example/");
});

Deno.test("an error of ours is logged, even if a page of the app answers for it", async () => {
  const app = new App()
    .onError("*", () => new Response("sorry", { status: 500 }))
    .get("/ours", fail(new Error("broken")))
    .get("/theirs", fail(new HttpError(422)));
  const { faults } = await faultsOf(() => ask(app, "/ours"));
  assert.match(String(faults[0]), /broken/);
  assert.deepEqual((await faultsOf(() => ask(app, "/theirs"))).faults, []);
});

Deno.test("an error shows its stack in development, and nothing in production", async () => {
  for (const mode of ["development", "production"] as const) {
    const app = new App({ mode }).get("/", fail(new Error("<secret> detail")));
    const { value: response } = await faultsOf(() => ask(app, "/"));
    assert.equal(response.status, 500);
    const text = await response.text();
    if (mode === "production") assert.equal(text, "Internal server error");
    else assert.match(text, /&lt;secret> detail\s+at /);
  }
});

Deno.test("what app.use() adds to responses is on the answers of notFound, too", async () => {
  const app = new App()
    .use(async (ctx) => {
      const response = await ctx.next();
      response.headers.set("x-frame-options", "DENY");
      return response;
    })
    .notFound((ctx) => ctx.text("nothing", { status: 404 }));
  assert.equal((await ask(app, "/unknown")).headers.get("x-frame-options"), "DENY");
});
