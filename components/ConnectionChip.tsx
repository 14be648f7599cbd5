import type { StatusWords } from "../lib/client/status.ts";
import { ConnectionMark } from "./ConnectionMark.tsx";

export interface ConnectionFact {
  name: string;
  value: string;
}

export interface ConnectionChipProps {
  /** From `describeStatus`. */
  status: StatusWords;
  /** Said to who cannot see it; shorter than the words, and without what counts down or up. */
  announcement: string;
  /** What the panel tells about this page and the server. */
  facts: readonly ConnectionFact[];
  /** Given while waiting to reconnect: tries at once. */
  onNow?: (() => void) | undefined;
  /** Where to sign in again, once signed out. */
  signInHref?: string | undefined;
}

/** A word and a shape for the connection, and a panel with the facts behind them. */
export function ConnectionChip(props: ConnectionChipProps) {
  const { status, announcement, facts, onNow, signInHref } = props;
  const [word = "", ...rest] = status.words.split(" · ");
  return (
    <div class="connection">
      <span class="visually-hidden" role="status">{announcement}</span>
      <details
        onKeyDown={closeOnEscape}
        class={`chip tone-${status.tone}`}
        name="header-panel"
      >
        <summary>
          <ConnectionMark tone={status.tone} />
          <span>{word}</span>
          {rest.length > 0 && <span class="chip-rest">{` · ${rest.join(" · ")}`}</span>}
        </summary>
        <div class="panel">
          <h2 class="panel-title">Connection</h2>
          <dl class="facts">
            {facts.map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      </details>
      {onNow && <button type="button" class="chip-action" onClick={onNow}>Now</button>}
      {signInHref && <a class="chip-action" href={signInHref}>Sign in</a>}
    </div>
  );
}

function closeOnEscape(event: KeyboardEvent): void {
  if (event.key !== "Escape") return;
  const panel = event.currentTarget as HTMLDetailsElement;
  panel.open = false;
  panel.querySelector("summary")?.focus();
}
