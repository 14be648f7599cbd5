/** The parsers at every edge, against whatever can be written. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { isTooLarge, parseFrame } from "../../lib/chat/frame_parser.ts";
import { readJson, readQuery } from "../../lib/http/body.ts";
import { formValue, parseForm } from "../../lib/http/form.ts";
import { nextPath } from "../../lib/http/next_path.ts";
import { pathId } from "../../lib/http/path_id.ts";
import { parseConfig, variableNames } from "../../lib/model/config.ts";
import { HotlineError } from "../../lib/model/errors.ts";
import { parseInput } from "../../lib/model/parse.ts";
import { PROJECT_ROOT } from "../helpers/project_root.ts";
import { assertNamesFields, eventuallyHolds, holds, refusalIn } from "./fuzzing.ts";
import { hostileSource, hostileText } from "./hostile.ts";
import { type Fields, mutatedBytes, mutatedForm, mutatedJson } from "./mutations.ts";
import { BODIES, FRAME_FIELDS, id, QUERIES, type Sample, validFrames } from "./valid.ts";

const posted = (body: Uint8Array<ArrayBuffer>): Request =>
  new Request("http://desk.example/", { method: "POST", body });

/** What was refused says of which field; what was taken is taken again, and stays what it is. */
function assertSettled({ schema, fields }: Sample, result: unknown): void {
  if (result instanceof HotlineError) return assertNamesFields(result, [...fields, "body"]);
  assert.deepEqual(schema.parse(JSON.parse(JSON.stringify(result))), result);
}

async function outcomeOf<Value>(work: Promise<Value>): Promise<Value | HotlineError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof HotlineError) return error;
    throw error;
  }
}

Deno.test("a frame is refused with its field named, or taken as it was meant", () => {
  holds(35_000, mutatedJson(validFrames(id)), (text) => {
    isTooLarge(text);
    const parsed = parseFrame(text);
    if ("error" in parsed) return assertNamesFields(parsed.error, [...FRAME_FIELDS, "frame"]);
    assert.deepEqual(parseFrame(JSON.stringify(parsed.frame)), parsed);
  });
});

Deno.test("a frame that is as the protocol has it comes through unchanged", () => {
  holds(5_000, validFrames(id), (frame) => {
    const text = JSON.stringify(frame);
    assert.deepEqual(parseFrame(text), { frame: JSON.parse(text) });
  });
});

Deno.test("the body of a call is refused with its field named, or taken", async () => {
  for (const sample of BODIES) {
    await eventuallyHolds(3_000, mutatedBytes(mutatedJson(sample.valid)), async (bytes) => {
      assertSettled(sample, await outcomeOf(readJson(posted(bytes), sample.schema)));
    });
  }
});

Deno.test("a form is refused with its field named and all of it kept, or taken", async () => {
  for (const sample of BODIES) {
    await eventuallyHolds(3_000, mutatedBytes(mutatedForm(sample.valid)), async (bytes) => {
      const result = await outcomeOf(parseForm(posted(bytes), sample.schema));
      if (result instanceof HotlineError || result.ok) {
        return assertSettled(sample, result instanceof HotlineError ? result : result.value);
      }
      for (const [name, value] of new URLSearchParams(new TextDecoder().decode(bytes))) {
        assert.equal(typeof result.values[name], "string", `${name}: ${value}`);
      }
      const refusal = refusalIn(() => formValue(result));
      assert(refusal);
      assertNamesFields(refusal, [...sample.fields, "body"]);
    });
  }
});

Deno.test("what is right comes back from its schema as it was written", () => {
  for (const { schema, valid } of BODIES) {
    holds(500, valid, (fields) => {
      const written = JSON.parse(JSON.stringify(fields));
      assert.deepEqual(parseInput(schema, written), written);
    });
  }
});

Deno.test("a query is refused with its parameter named, or taken", () => {
  for (const sample of QUERIES) {
    holds(4_000, mutatedForm(sample.valid), (query) => {
      const url = new URL("http://desk.example/");
      url.search = query;
      let result: unknown;
      const refusal = refusalIn(() => result = readQuery(url, sample.schema));
      assertSettled(sample, refusal ?? result);
    });
  }
});

Deno.test("every schema of the model refuses or takes, and never fails", async () => {
  const schemas = await schemasOfTheModel();
  assert.ok(schemas.length >= 20, `found ${schemas.length}`);
  const times = Math.ceil(4_000 / schemas.length);
  for (const { schema, names } of schemas) {
    const fields = fc.dictionary(fc.constantFrom(...names, "__proto__"), fc.jsonValue(), {
      maxKeys: 6,
    });
    holds(times, fc.oneof(mutatedJson(fields), hostileSource), (source) => {
      const value = parsedOrText(source);
      refusalIn(() => parseInput(schema, value));
    });
  }
});

Deno.test("the environment is refused with its variable named, or taken", () => {
  const names = [...variableNames(), "HOTLINE_", "HOTLINE___proto__", "__proto__", "PATH"];
  const environments: fc.Arbitrary<Fields> = fc.dictionary(fc.constantFrom(...names), hostileText, {
    maxKeys: 4,
  });
  holds(3_000, environments, (environment) => {
    const refusal = refusalIn(() => parseConfig(environment as Record<string, string>));
    if (refusal) assert.ok(refusal.fields.length > 0 && refusal.message.length < 10_000);
    for (const { path } of refusal?.fields ?? []) assert.ok(names.includes(path), path);
  });
});

Deno.test("a path names an id or nothing", () => {
  holds(2_000, fc.oneof(id, hostileText), (text) => {
    const refusal = refusalIn(() => assert.equal(pathId({ params: { id: text } }), text));
    if (refusal) assert.equal(refusal.code, "not_found");
  });
});

Deno.test("after signing in one stays on this site, whatever ?next= says", () => {
  const hosts = fc.constantFrom("", "/", "//", "/\\", "\\\\", "/.//", "/\t/", "https:", "/%2f");
  holds(5_000, fc.tuple(hosts, fc.webUrl(), hostileText), ([start, address, text]) => {
    for (const next of [start + address, start + text, address.replace("http", start)]) {
      const url = new URL("http://desk.example/signin");
      url.searchParams.set("next", next);
      assert.equal(new URL(nextPath(url), url).origin, url.origin, next);
    }
  });
});

function parsedOrText(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return source;
  }
}

/** All that the model exports, so that a new schema is tried as well. */
async function schemasOfTheModel(): Promise<{ schema: z.ZodType; names: string[] }[]> {
  const schemas = [];
  for await (const { name } of Deno.readDir(`${PROJECT_ROOT}lib/model`)) {
    const exports: Record<string, unknown> = await import(`../../lib/model/${name}`);
    for (const schema of Object.values(exports)) {
      if (!(schema instanceof z.ZodType)) continue;
      const names = schema instanceof z.ZodObject ? Object.keys(schema.shape) : ["type", "id"];
      schemas.push({ schema, names });
    }
  }
  return schemas;
}
