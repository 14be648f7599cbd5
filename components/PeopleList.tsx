import type { User } from "../lib/model/user.ts";
import { Avatar } from "./Avatar.tsx";
import { ROLE_WORDS } from "./role_words.ts";

/** What admins see of an account. */
export interface ShownAccount {
  user: User;
  /** Milliseconds since the epoch; null while it can be used. */
  disabledAt: number | null;
  /** The one request of a guest. */
  guestOf: string | null;
}

export interface PeopleListProps {
  accounts: readonly ShownAccount[];
}

/** Accounts with what matters about them at a glance, each a link to its page. */
export function PeopleList({ accounts }: PeopleListProps) {
  return (
    <ul class="people-list">
      {accounts.map((account) => {
        const { user } = account;
        return (
          <li key={user.id}>
            <a class="person-row" href={`/admin/people/${user.id}`}>
              <Avatar user={user} />
              <span class="person-name" dir="auto">{user.name}</span>
              <span class="meta">{user.username}</span>
              <span class="person-tags">
                <AccountTags account={account} />
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

/** What somebody is, and whether they can come in. */
export function AccountTags({ account }: { account: ShownAccount }) {
  const { user, guestOf, disabledAt } = account;
  return (
    <>
      {disabledAt !== null && <span class="tag is-alarming">Disabled</span>}
      <span class="tag">{guestOf === null ? ROLE_WORDS[user.role] : "Guest"}</span>
    </>
  );
}
