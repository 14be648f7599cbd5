import type { User } from "../lib/model/user.ts";
import { Avatar } from "./Avatar.tsx";

export interface PeopleProps {
  users: readonly User[];
  /** How many avatars to draw before the rest becomes "+3". */
  max?: number;
}

/** Several people in little space: a stack of avatars, and all their names for who cannot see it. */
export function People({ users, max = 4 }: PeopleProps) {
  const rest = users.length - max;
  return (
    <span class="people">
      <span class="visually-hidden">{users.map((user) => user.name).join(", ")}</span>
      {users.slice(0, max).map((user) => <Avatar key={user.id} user={user} />)}
      {rest > 0 && <span class="people-rest" aria-hidden="true">+{rest}</span>}
    </span>
  );
}
