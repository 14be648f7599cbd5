// The conformance suite of Fresh, where it is at hand.
import assert from "node:assert/strict";
import * as fresh from "fresh";
import * as runtime from "fresh/runtime";
import { PROJECT_ROOT } from "../helpers/project_root.ts";

const SUITE = `${PROJECT_ROOT}../shared/fresh-conformance`;
const SUITE_SIZE = 285;

Deno.test("Fresh exports what the app uses, and nothing that it lacks", () => {
  assert.deepEqual(Object.keys(fresh).sort(), [
    "App",
    "Context",
    "HttpError",
    "createDefine",
    "csp",
    "csrf",
    "page",
    "staticFiles",
  ]);
  assert.deepEqual(Object.keys(runtime).sort(), [
    "Head",
    "HttpError",
    "IS_BROWSER",
    "asset",
    "assetSrcSet",
  ]);
});

if (await isFolder(SUITE)) {
  Deno.test("Fresh passes the conformance suite", async () => {
    await using config = await relaxedConfig();
    const tests = [];
    for await (const { name } of Deno.readDir(SUITE)) {
      if (/_test\.tsx?$/.test(name)) tests.push(`${SUITE}/${name}`);
    }
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--parallel", "--config", config.path, ...tests],
      cwd: PROJECT_ROOT,
      env: { NO_COLOR: "1" },
      stderr: "inherit",
    }).output();
    const output = new TextDecoder().decode(stdout);
    const [, passed, failed] = /(\d+) passed.* (\d+) failed/.exec(output) ?? [];
    assert.equal(failed, "0", output.slice(output.indexOf(" ERRORS ")));
    assert.ok(Number(passed) >= SUITE_SIZE, `only ${passed} tests ran`);
  });
}

/** This project's configuration without what the suite's own code is not written for. */
async function relaxedConfig(): Promise<AsyncDisposable & { path: string }> {
  const { test: _sanitizers, ...config } = JSON.parse(
    await Deno.readTextFile(`${PROJECT_ROOT}deno.json`),
  );
  delete config.compilerOptions.exactOptionalPropertyTypes;
  delete config.compilerOptions.noUncheckedIndexedAccess;
  const path = await Deno.makeTempFile({
    dir: PROJECT_ROOT,
    prefix: "conformance_tmp_",
    suffix: ".json",
  });
  await Deno.writeTextFile(path, JSON.stringify(config));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path) };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
