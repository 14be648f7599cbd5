import type { FieldError } from "../lib/model/errors.ts";
import type { Passkey } from "../lib/model/passkey.ts";
import { type Clock, shortly } from "./clock.ts";
import { PasskeyForm, type PasskeyTask } from "./PasskeyForm.tsx";
import { KeyIcon } from "./PasskeyIcon.tsx";
import { Timestamp } from "./Timestamp.tsx";

export interface PasskeyListProps {
  passkeys: readonly Passkey[];
  /** What is being done to one of them. */
  task: PasskeyTask | null;
  errors: readonly FieldError[];
  clock: Clock;
}

/** One's passkeys, each with what can be done to it. */
export function PasskeyList({ passkeys, task, errors, clock }: PasskeyListProps) {
  return (
    <ul class="passkeys">
      {passkeys.map((passkey) => (
        <li key={passkey.id} class="passkey" id={`p-${passkey.id}`}>
          <KeyIcon />
          {task?.id === passkey.id
            ? <PasskeyForm passkey={passkey} task={task} errors={errors} />
            : <PasskeyFacts passkey={passkey} clock={clock} />}
        </li>
      ))}
    </ul>
  );
}

function PasskeyFacts({ passkey, clock }: { passkey: Passkey; clock: Clock }) {
  const { id, name, createdAt, usedAt, isSynced } = passkey;
  const time = (iso: string) => (
    <Timestamp iso={iso} clock={clock} words={shortly} local="shortly" />
  );
  return (
    <>
      <div class="passkey-facts">
        <p class="passkey-name" dir="auto">{name}</p>
        <p class="meta">
          Added {time(createdAt)} · {usedAt ? <>last used {time(usedAt)}</> : "not used yet"} ·{" "}
          {isSynced ? "synced by a password manager" : "on one device"}
        </p>
      </div>
      <div class="passkey-actions">
        <a class="button is-quiet" href={`?rename=${id}#p-${id}`}>
          Rename<span class="visually-hidden">{name}</span>
        </a>
        <a class="button is-quiet" href={`?remove=${id}#p-${id}`}>
          Remove<span class="visually-hidden">{name}</span>
        </a>
      </div>
    </>
  );
}
