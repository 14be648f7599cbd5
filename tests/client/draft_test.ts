import { deepEqual, equal } from "node:assert/strict";
import { openDraft } from "../../lib/client/draft.ts";
import { createUnsentStore } from "../../lib/client/unsent.ts";
import { memoryStore, refusingStore } from "./fake_environment.ts";
import { unsent } from "./samples.ts";

/** Runs without the one warning of a refusing storage, and counts it. */
function countWarnings(run: () => void): number {
  const original = console.warn;
  let count = 0;
  console.warn = () => count++;
  try {
    run();
  } finally {
    console.warn = original;
  }
  return count;
}

Deno.test("a draft outlives a storage that refuses, which is said once", () => {
  const store = refusingStore();
  const warnings = countWarnings(() => {
    openDraft("U1", "R1", store).write("half a sentence");
    equal(openDraft("U1", "R1", store).read(), "half a sentence");
    openDraft("U1", "R1", store).write("");
    equal(openDraft("U1", "R1", store).read(), "");
  });
  equal(warnings, 1);
});

Deno.test("a draft belongs to one person and one request", () => {
  const store = memoryStore();
  openDraft("U1", "R1", store).write("mine");
  equal(openDraft("U2", "R1", store).read(), "");
  equal(openDraft("U1", "R2", store).read(), "");
  equal(openDraft("U1", "R1", store).read(), "mine");
});

Deno.test("unsent commands that cannot be read are left aside", () => {
  for (const text of ["{", "{}", "[1]", '[{"clientId":1}]', "null"]) {
    const store = memoryStore();
    store.write("hotline.unsent.U1.R1", text);
    equal(countWarnings(() => deepEqual(createUnsentStore(store, "U1", "R1").load(), [])), 1, text);
  }
});

Deno.test("unsent commands are kept until they are acknowledged", () => {
  const store = memoryStore();
  const one = unsent("own-1");
  const kept = createUnsentStore(store, "U1", "R1");
  kept.save([one]);
  deepEqual(createUnsentStore(store, "U1", "R1").load(), [one]);
  deepEqual(createUnsentStore(store, "U2", "R1").load(), []);
  kept.save([{ ...one, ackedSeq: 5 }]);
  equal(store.read("hotline.unsent.U1.R1"), null);
});
