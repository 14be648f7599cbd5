import type { ApiToken } from "../lib/model/session.ts";
import { fully, SERVER_CLOCK } from "./clock.ts";
import { SCOPE_WORDS } from "./scope_words.ts";
import { Timestamp } from "./Timestamp.tsx";

/** One's own API tokens, each with a way to revoke it. */
export function TokenList({ tokens }: { tokens: readonly ApiToken[] }) {
  if (tokens.length === 0) {
    return (
      <div class="nothing">
        <p class="nothing-title">No tokens yet</p>
        <p>Make one for a program that works in your name, such as a script or a bot.</p>
      </div>
    );
  }
  return (
    <ul class="entries">
      {tokens.map((token) => <TokenEntry key={token.id} token={token} />)}
    </ul>
  );
}

function TokenEntry({ token: { id, name, scopes, createdAt, lastUsedAt } }: { token: ApiToken }) {
  return (
    <li class="entry">
      <div class="entry-words">
        <h2 class="entry-title" dir="auto">{name}</h2>
        <p class="meta">
          {scopes.map((scope) => SCOPE_WORDS[scope]).join(" and ")} · made{" "}
          <Timestamp iso={createdAt} clock={SERVER_CLOCK} words={fully} local="fully" />
        </p>
        <p class="meta">
          Last used <Timestamp iso={lastUsedAt} clock={SERVER_CLOCK} words={fully} local="fully" />
        </p>
      </div>
      <details class="asks">
        <summary class="button">
          Revoke<span class="visually-hidden">{` the token ${name}`}</span>
        </summary>
        <form class="asks-form" method="post" action={`/account/tokens/${id}`}>
          <p>Programs that use it lose access at once, for good.</p>
          <button type="submit" class="button is-danger">
            Revoke token<span class="visually-hidden">{` ${name}`}</span>
          </button>
        </form>
      </details>
    </li>
  );
}
