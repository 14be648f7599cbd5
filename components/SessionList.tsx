import type { OwnSession } from "../lib/model/session.ts";
import { fully, SERVER_CLOCK } from "./clock.ts";
import { Timestamp } from "./Timestamp.tsx";

/** One's own sessions, each with a button that ends it but for the one in use. */
export function SessionList({ sessions }: { sessions: readonly OwnSession[] }) {
  return (
    <ul class="entries">
      {sessions.map((session) => <SessionEntry key={session.id} session={session} />)}
    </ul>
  );
}

function SessionEntry({ session }: { session: OwnSession }) {
  const { id, device, address, createdAt, lastUsedAt, isCurrent } = session;
  return (
    <li class="entry">
      <div class="entry-words">
        <h2 class="entry-title">
          {device} {isCurrent && <span class="badge">This browser</span>}
        </h2>
        <p class="meta">
          {createdAt === null ? "Signed in before this was kept" : (
            <>
              Signed in{" "}
              <Timestamp iso={createdAt} clock={SERVER_CLOCK} words={fully} local="fully" />
            </>
          )}
          {address !== null && ` from ${address}`}
        </p>
        <p class="meta">
          {isCurrent ? "In use now" : (
            <>
              Last used{" "}
              <Timestamp iso={lastUsedAt} clock={SERVER_CLOCK} words={fully} local="fully" />
            </>
          )}
        </p>
      </div>
      {!isCurrent && (
        <form method="post" action="/account/sessions">
          <button type="submit" class="button" name="end" value={id}>
            End<span class="visually-hidden">{` the session: ${device}`}</span>
          </button>
        </form>
      )}
    </li>
  );
}
