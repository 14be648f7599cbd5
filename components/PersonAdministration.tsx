import type { Role } from "../lib/model/user.ts";
import type { ShownAccount } from "./PeopleList.tsx";
import { ROLE_WORDS } from "./role_words.ts";

export interface PersonAdministrationProps {
  account: ShownAccount;
  /** Whether this is the admin's own account, which another admin has to change. */
  isOwn: boolean;
}

const ROLES = Object.keys(ROLE_WORDS) as Role[];

/** What an admin does to an account, each as a form of its own. */
export function PersonAdministration({ account, isOwn }: PersonAdministrationProps) {
  const { user, guestOf, disabledAt } = account;
  const form = { class: "act", method: "post", action: `/admin/people/${user.id}` } as const;
  return (
    <div class="acts">
      {!isOwn && guestOf === null && (
        <form {...form}>
          <label for="role">Role</label>
          <p class="field-hint" id="role-hint">
            Agents read and answer every request. Admins also manage people.
          </p>
          <span class="act-controls">
            <select id="role" name="role" aria-describedby="role-hint">
              {ROLES.map((role) => (
                <option key={role} value={role} selected={role === user.role}>
                  {ROLE_WORDS[role]}
                </option>
              ))}
            </select>
            <button type="submit" class="button" name="action" value="role">Change role</button>
          </span>
        </form>
      )}
      <form {...form}>
        <h2>Sessions</h2>
        <p class="field-hint">
          Signs {isOwn ? "you" : "this person"} out of every browser and revokes all API tokens.
        </p>
        <button type="submit" class="button" name="action" value="end-sessions">
          End all sessions
        </button>
      </form>
      {!isOwn && (
        <form {...form}>
          <h2>Access</h2>
          <p class="field-hint">
            {disabledAt === null
              ? "A disabled account is out at once, on every device. Its messages stay."
              : "An enabled account can sign in again. Its earlier sessions stay ended."}
          </p>
          {disabledAt === null
            ? (
              <button type="submit" class="button is-danger" name="action" value="disable">
                Disable account
              </button>
            )
            : (
              <button type="submit" class="button" name="action" value="enable">
                Enable account
              </button>
            )}
        </form>
      )}
      {isOwn && (
        <p class="field-hint">
          Your own role and access are changed by another admin, so that there is always one.
        </p>
      )}
    </div>
  );
}
