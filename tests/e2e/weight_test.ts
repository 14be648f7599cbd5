import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { newRequest } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";

const GZIPPED_MAX_BYTES = 30 * 1024;

story("a request's page asks little of a network", async (scene) => {
  const ann = await scene.person({ name: "Ann" });
  const { id } = await newRequest(scene.server, ann.account!);
  const scripts = new Map<string, Promise<Uint8Array>>();
  ann.page.on("response", (response) => {
    const type = response.headers()["content-type"] ?? "";
    if (/javascript/.test(type)) scripts.set(response.url(), response.buffer());
  });
  await ann.openRequest(id);

  await scene.step("its scripts weigh at most 30 KiB, packed", async () => {
    const inline = await ann.page.$$eval(
      "script:not([src]):not([type='application/json'])",
      (found) => found.map((script) => script.textContent ?? ""),
    );
    let sum = gzipSync(inline.join("\n")).byteLength;
    for (const [url, body] of scripts) {
      const bytes = gzipSync(await body).byteLength;
      console.info(`${bytes} bytes: ${new URL(url).pathname}`);
      sum += bytes;
    }
    console.info(`${sum} bytes of script, gzipped, in ${scripts.size} files and in the page.`);
    assert.ok(scripts.size > 0, "there are scripts");
    assert.ok(sum <= GZIPPED_MAX_BYTES, `${sum} bytes`);
  });

  await scene.step("no schema library is among them", async () => {
    for (const [url, body] of scripts) {
      const text = new TextDecoder().decode(await body);
      assert.doesNotMatch(text, /ZodError|safeParse|invalid_type/, url);
    }
  });
});
