import type { Role } from "../lib/model/user.ts";
import { ROLE_WORDS } from "./role_words.ts";

export interface DemoAccountsProps {
  accounts: readonly { username: string; name: string; password: string; role: Role }[];
  /** Where the sign-in form posts to. */
  action: string;
}

/** One press signs in as somebody of the demo. */
export function DemoAccounts({ accounts, action }: DemoAccountsProps) {
  if (accounts.length === 0) return null;
  return (
    <section class="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">This is a demo</h2>
      <p class="meta">
        Sign in as one of its people. Two browsers side by side show the chat live.
      </p>
      <ul class="demo-accounts">
        {accounts.map(({ username, name, password, role }) => (
          <li key={username}>
            <form method="post" action={action}>
              <input type="hidden" name="username" value={username} />
              <input type="hidden" name="password" value={password} />
              <button type="submit" class="demo-account">
                <span>{name}</span>
                <span class="meta">{ROLE_WORDS[role]}</span>
                <span class="meta code">{username} / {password}</span>
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}
