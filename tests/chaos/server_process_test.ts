import assert from "node:assert/strict";
import { eventually } from "../helpers/eventually.ts";
import { openSite } from "./site.ts";

Deno.test("a server that is killed is started again, and one that is frozen goes on", async () => {
  await using site = await openSite("isolates", Math.random);
  const server = site.servers[0]!;
  assert.ok(server.signal("SIGKILL"));
  await eventually("a second process", () => server.starts, (starts) => starts === 2);
  await server.ready();
  assert.ok(server.freeze());
  server.thaw();
  await server.ready();
  assert.deepEqual(await site.stop(), [0]);
  assert.equal(server.signal("SIGKILL"), false, "nothing runs any more");
});
