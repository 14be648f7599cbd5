/** SECURITY.md's table, tried out: every route, method and command, by everybody. */
import assert from "node:assert/strict";
import { clientFrameSchema } from "../../lib/model/frames.ts";
import { startAppServer } from "../helpers/app_server.ts";
import { startProvider } from "../helpers/oidc_provider.ts";
import { readAccessTable, ROLES } from "./access_table.ts";
import { Cast } from "./cast.ts";
import { attempt } from "./recipes.ts";
import { nameOf, routesOfTheApp } from "./route_files.ts";
import { setScene } from "./scene.ts";

const AT_ONCE = 8;

Deno.test("every route, method and command of a socket stands in the table", async () => {
  const table = await readAccessTable();
  const commands = clientFrameSchema.options.map(({ shape }) => shape.type.value);
  const there = [
    ...await routesOfTheApp(),
    ...commands.map((method) => ({ route: "socket", method })),
  ];
  assert.deepEqual(table.map(nameOf).sort(), there.map(nameOf).sort());
});

Deno.test("everybody gets the answer that the table says, and no other", async () => {
  // Limits are left out: hundreds of tries come from one address.
  await using provider = await startProvider();
  await using server = await startAppServer({
    env: { HOTLINE_RATE_LIMIT: "off", ...provider.environment },
  });
  using cast = await Cast.open(server.database, server.origin);
  const tries = (await readAccessTable()).flatMap((row) => ROLES.map((role) => ({ row, role })));
  const wrong: string[] = [];
  const work = tries.values();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const { row, role } of work) {
      const scene = await setScene(
        cast,
        server.origin,
        (requester) => cast.player(role, requester),
      );
      const answer = await attempt(scene, row);
      const expected = row.expected[role];
      if (answer !== expected) wrong.push(`${nameOf(row)}: ${role} got ${answer}, not ${expected}`);
    }
  }));
  assert.deepEqual(wrong.sort(), []);
});
