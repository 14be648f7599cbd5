import type { User } from "../lib/model/user.ts";
import { Avatar } from "./Avatar.tsx";
import { SignOutIcon } from "./icons.tsx";
import { ROLE_WORDS } from "./role_words.ts";

/** Who is signed in, the way to their account, and the way out. */
export function Account({ user }: { user: User }) {
  return (
    <div class="account">
      <Avatar user={user} />
      <a class="account-name" href="/account" title="Account and sessions">
        <span>{user.name}</span>
        <span class="meta">{ROLE_WORDS[user.role]}</span>
      </a>
      <form method="post" action="/signout">
        <button type="submit" class="icon-button" title="Sign out">
          <SignOutIcon />
          <span class="visually-hidden">Sign out</span>
        </button>
      </form>
    </div>
  );
}
