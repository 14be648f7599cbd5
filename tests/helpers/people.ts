/** People of the tests. */
import type { User } from "../../lib/model/user.ts";

function person(number: number, name: string, role: User["role"]): User {
  const id = `01J0000000000000000000000${number}`;
  return { id, username: name.toLowerCase(), name, role };
}

export const ann = person(1, "Ann", "requester");
export const otto = person(2, "Otto", "requester");
export const mia = person(3, "Mia", "agent");
export const max = person(4, "Max", "agent");
export const ada = person(5, "Ada", "admin");
/** Somebody whom agents let into requests of others. */
export const lin = person(6, "Lin", "requester");
