import assert from "node:assert/strict";
import { parseUserCommand, UsageError } from "../../tasks/user_command.ts";

function faultOf(line: string): string {
  try {
    parseUserCommand(line.split(" ").filter((word) => word !== ""));
  } catch (error) {
    assert(error instanceof UsageError, `${error}`);
    assert(!error.message.includes("\n"), "one line");
    return error.message;
  }
  throw new assert.AssertionError({ message: `accepted: ${line}` });
}

Deno.test("a wrong command line is refused with what is wrong", () => {
  assert.match(faultOf(""), /no command/);
  assert.match(faultOf("remove --username ann"), /no command "remove"/);
  assert.match(faultOf("list everybody"), /everybody/);
  assert.match(faultOf("list --username ann"), /takes fewer options/);
  assert.match(faultOf("role --username ann"), /--role is missing/);
  assert.match(faultOf("role --username ann --role boss"), /--role .*requester.*agent.*admin/);
  assert.match(faultOf("password --username a/b"), /--username may hold/);
  assert.match(faultOf("add --username ann --role agent"), /--name is missing/);
  assert.match(faultOf("list --color"), /--color/);
});

Deno.test("a password is never an argument, where other people could see it", () => {
  assert.match(faultOf("password --username ann --password secret123"), /--password/);
});

Deno.test("a command line is read as the model reads people", () => {
  const args = ["add", "--username", "Ann", "--role", "agent", "--name", " Ann  B "];
  assert.deepEqual(parseUserCommand(args), {
    command: "add",
    username: "ann",
    role: "agent",
    name: "Ann B",
  });
  assert.deepEqual(parseUserCommand(["list"]), { command: "list" });
});
