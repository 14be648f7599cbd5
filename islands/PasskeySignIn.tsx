import { useEffect, useState } from "preact/hooks";
import { KeyIcon } from "../components/PasskeyIcon.tsx";
import { knowsPasskeys, signInWithPasskey } from "../lib/client/passkeys.ts";

/** Signs in without a username or password; gone where the browser knows no passkeys. */
export default function PasskeySignIn({ next }: { next: string }) {
  const [isOffered, setOffered] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  useEffect(() => setOffered(knowsPasskeys()), []);
  if (!isOffered) return null;

  async function signIn(): Promise<void> {
    if (isBusy) return;
    setBusy(true);
    setFailure("");
    const outcome = await signInWithPasskey();
    if (outcome.ok) return location.assign(next);
    setFailure(outcome.words);
    setBusy(false);
  }
  return (
    <div class="passkey-sign-in">
      <p class="or">or</p>
      <button
        type="button"
        class="button"
        aria-busy={isBusy ? "true" : undefined}
        onClick={signIn}
      >
        <KeyIcon />
        {isBusy ? "Waiting for your passkey" : "Sign in with a passkey"}
      </button>
      <p class="field-error" role="alert">{failure}</p>
    </div>
  );
}
