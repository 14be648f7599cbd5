import type { ComponentChildren } from "preact";
import type { User } from "../lib/model/user.ts";
import { Avatar } from "./Avatar.tsx";
import { ROLE_WORDS } from "./role_words.ts";

export interface PersonListProps {
  users: readonly User[];
  requesterId?: string | undefined;
  /** What stands beside a person in place of their role; null for the role. */
  beside?: (user: User) => ComponentChildren;
}

export function PersonList({ users, requesterId, beside = () => null }: PersonListProps) {
  if (users.length === 0) return <p class="meta">Nobody yet</p>;
  return (
    <ul class="persons">
      {users.map((user) => (
        <li class="person" key={user.id}>
          <Avatar user={user} />
          <span class="person-name">{user.name}</span>
          {beside(user) ?? (
            <span class="meta">
              {user.id === requesterId ? ROLE_WORDS.requester : ROLE_WORDS[user.role]}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
