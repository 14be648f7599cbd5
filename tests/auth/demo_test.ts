import assert from "node:assert/strict";
import { DEMO_ACCOUNTS, DEMO_USERNAMES, ensureDemoAccounts } from "../../lib/auth/demo.ts";
import { roleSchema, signUpSchema } from "../../lib/model/user.ts";
import { accountsOn, assertRefused } from "../helpers/accounts.ts";
import { counting, testOnEachDatabase } from "../helpers/databases.ts";

testOnEachDatabase("where the demo is over its accounts open nothing", async (kv) => {
  await ensureDemoAccounts(accountsOn(kv).accounts);
  const { accounts } = accountsOn(kv, { closedUsernames: DEMO_USERNAMES });
  for (const account of DEMO_ACCOUNTS) {
    await assertRefused("unauthenticated", accounts.signIn(account));
  }
});

testOnEachDatabase("a demo has an account for each role, and its password works", async (kv) => {
  const { accounts } = accountsOn(kv);
  const users = await ensureDemoAccounts(accounts);
  assert.deepEqual(users.map(({ role }) => role), roleSchema.options);
  for (const account of DEMO_ACCOUNTS) {
    assert.equal((await accounts.signIn(account)).session.user.role, account.role);
  }
});

testOnEachDatabase("the next start of a demo writes and hashes nothing", async (kv) => {
  const users = await ensureDemoAccounts(accountsOn(kv).accounts);
  const database = counting(kv);
  assert.deepEqual(await ensureDemoAccounts(accountsOn(database.kv).accounts), users);
  assert.equal(database.asked.commits, 0);
});

testOnEachDatabase("two processes that start a demo at once share its accounts", async (kv) => {
  const [ours, theirs] = await Promise.all([
    ensureDemoAccounts(accountsOn(kv).accounts),
    ensureDemoAccounts(accountsOn(kv).accounts),
  ]);
  assert.deepEqual(ours, theirs);
  assert.equal((await accountsOn(kv).accounts.listUsers()).length, DEMO_ACCOUNTS.length);
});

Deno.test("demo accounts obey the rules for everybody's", () => {
  for (const { username, name, password } of DEMO_ACCOUNTS) {
    assert.deepEqual(signUpSchema.parse({ username, name, password }), {
      username,
      name,
      password,
    });
  }
});
