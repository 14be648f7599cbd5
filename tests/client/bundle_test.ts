import { deepEqual, ok } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, stop } from "esbuild";

const GZIPPED_MAX_BYTES = 6 * 1024;

async function bundle(module: string) {
  try {
    const { outputFiles, metafile } = await build({
      entryPoints: [fileURLToPath(new URL(`../../lib/client/${module}`, import.meta.url))],
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      format: "esm",
      external: ["@preact/signals"],
    });
    return { code: outputFiles[0]!.contents, inputs: Object.keys(metafile.inputs) };
  } finally {
    await stop();
  }
}

Deno.test("the browser gets no schema library, no server module, and few bytes", async () => {
  const { code, inputs } = await bundle("live_requests.ts");
  const strangers = inputs.filter((path) =>
    !path.includes("lib/client/") && !/lib\/model\/(events|limits)\.ts$/.test(path)
  );
  deepEqual(strangers, []);
  const bytes = gzipSync(code).byteLength;
  console.info(`The live request weighs ${bytes} bytes gzipped, without signals.`);
  ok(bytes <= GZIPPED_MAX_BYTES, `${bytes} bytes`);
});
