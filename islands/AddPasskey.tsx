import { useEffect, useState } from "preact/hooks";
import { KeyIcon } from "../components/PasskeyIcon.tsx";
import { addPasskey, knowsPasskeys } from "../lib/client/passkeys.ts";

export interface AddPasskeyProps {
  /** Whether there is none yet: then it is what one came for. */
  isFirst: boolean;
}

/** Has the browser make a passkey, and shows it in the list. */
export default function AddPasskey({ isFirst }: AddPasskeyProps) {
  const [isOffered, setOffered] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  useEffect(() => setOffered(knowsPasskeys()), []);
  if (!isOffered) {
    return (
      <p class="field-hint">
        This browser cannot make passkeys here. It takes a recent browser, and a page over https.
      </p>
    );
  }

  async function add(): Promise<void> {
    if (isBusy) return;
    setBusy(true);
    setFailure("");
    const outcome = await addPasskey();
    if (outcome.ok) {
      return location.assign(`/account/passkeys?added=${outcome.answer.passkey.id}`);
    }
    setFailure(outcome.words);
    setBusy(false);
  }
  return (
    <div class="add-passkey">
      <button
        type="button"
        class={isFirst ? "button is-primary" : "button"}
        aria-busy={isBusy ? "true" : undefined}
        onClick={add}
      >
        <KeyIcon />
        {isBusy ? "Waiting for your device" : "Add a passkey"}
      </button>
      <p class="field-error" role="alert">{failure}</p>
    </div>
  );
}
