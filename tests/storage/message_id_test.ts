import assert from "node:assert/strict";
import { idSchema } from "../../lib/model/id.ts";
import { messageIdAt, seqOfMessageId } from "../../lib/storage/message_id.ts";
import { ulids } from "../../lib/ulids.ts";

const SEQ_MAX = 2 ** 40 - 1;

Deno.test("the id of a message is a ULID that tells where it stands", () => {
  const newId = ulids();
  for (const seq of [0, 1, 31, 32, 1_000_000, 2 ** 32, SEQ_MAX]) {
    const fresh = newId();
    const id = messageIdAt(fresh, seq);
    assert.equal(idSchema.parse(id), id);
    assert.equal(id.slice(0, 18), fresh.slice(0, 18), "its time and half of its chance");
    assert.equal(seqOfMessageId(id), seq);
  }
});

Deno.test("ids of messages sort by their time, and those of one moment by chance alone", () => {
  const early = messageIdAt("01J00000000000000000000000", 9);
  const late = messageIdAt("01J00000010000000000000000", 8);
  assert.ok(early < late);
});

Deno.test("ten thousand ids are ten thousand", () => {
  const newId = ulids();
  const ids = Array.from({ length: 10_000 }, () => newId());
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) idSchema.parse(id);
});
