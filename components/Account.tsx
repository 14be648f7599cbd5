import type { User } from "../lib/model/user.ts";
import { Avatar } from "./Avatar.tsx";
import { SignOutIcon } from "./icons.tsx";
import { ROLE_WORDS } from "./role_words.ts";

/** Who is signed in, and the way out. */
export function Account({ user }: { user: User }) {
  return (
    <div class="account">
      <Avatar user={user} />
      <p class="account-name">
        <span>{user.name}</span>
        <span class="meta">{ROLE_WORDS[user.role]}</span>
      </p>
      <form method="post" action="/signout">
        <button type="submit" class="icon-button" title="Sign out">
          <SignOutIcon />
          <span class="visually-hidden">Sign out</span>
        </button>
      </form>
    </div>
  );
}
