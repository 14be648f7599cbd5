import assert from "node:assert/strict";
import { Hub } from "../../lib/chat/hub.ts";
import { FRAME_MAX_BYTES, MEMBERS_MAX, NAME_MAX, USERNAME_MAX } from "../../lib/model/limits.ts";
import type { User } from "../../lib/model/user.ts";
import { FakeMember } from "../helpers/fake_member.ts";
import { ann } from "../helpers/people.ts";

Deno.test("a crowd with the longest names fits a frame", () => {
  const hub = new Hub({ id: ann.id, head: 0, requester: ann, access: [] });
  for (let count = 0; count < MEMBERS_MAX + 10; count++) {
    const id = `${count}`.padStart(26, "0");
    const username = "u".repeat(USERNAME_MAX);
    const member: User = { id, username, name: "名".repeat(NAME_MAX), role: "requester" };
    hub.add(new FakeMember(member));
  }
  const people = hub.people();
  assert.equal(people.length, MEMBERS_MAX);
  const bytes = new TextEncoder().encode(JSON.stringify(people)).length;
  assert.ok(bytes < FRAME_MAX_BYTES - 1024, `${bytes} bytes`);
});
