import type { User } from "../lib/model/user.ts";
import { hueOf } from "./hue.ts";
import { initials } from "./initials.ts";

export interface AvatarProps {
  user: Pick<User, "id" | "name">;
}

/** A person's initials on their hue. Decoration: the name always stands beside it or is its title. */
export function Avatar({ user }: AvatarProps) {
  return (
    <span class={`avatar hue-${hueOf(user.id)}`} aria-hidden="true" title={user.name}>
      {initials(user.name)}
    </span>
  );
}
