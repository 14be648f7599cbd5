import { equal } from "node:assert/strict";
import { liveRequest, liveRequestOf } from "../../lib/client/live_requests.ts";
import { asker, page, request, REQUEST_ID } from "./samples.ts";

/** Runs as on a page: where `document` is, islands share what they open. */
function onPage(run: () => void): void {
  const globals: Record<string, unknown> = {
    document: new EventTarget(),
    location: { origin: "https://desk.example" },
  };
  for (const name of Object.keys(globals)) {
    Object.defineProperty(globalThis, name, { value: globals[name], configurable: true });
  }
  try {
    run();
  } finally {
    for (const name of Object.keys(globals)) Reflect.deleteProperty(globalThis, name);
  }
}

Deno.test("the islands of a page share one live request, whichever of them asks first", () => {
  onPage(() => {
    const header = liveRequestOf(REQUEST_ID);
    equal(header.value, null);
    const initial = { request, ...page(1, 3), me: asker };
    const opened = liveRequest(initial);
    equal(header.value, opened);
    equal(liveRequest(initial), opened);
    equal(liveRequestOf(REQUEST_ID), header);
    opened.close();
    equal(header.value, null);
  });
});
