/** Passkeys in the browser: it makes one or uses one, and what went wrong is said in plain words. */
import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from "@simplewebauthn/browser";

/** What came of it: the answer of the server, or a sentence for the person who tried. */
export type PasskeyOutcome<Answer> = { ok: true; answer: Answer } | { ok: false; words: string };

type CreationOptions = Parameters<typeof startRegistration>[0]["optionsJSON"];
type RequestOptions = Parameters<typeof startAuthentication>[0]["optionsJSON"];

/** Whether this browser knows passkeys; it hides them on pages that came over plain http. */
export const knowsPasskeys = (): boolean => browserSupportsWebAuthn();

/** Makes a passkey for who is signed in; gives its id. */
export function addPasskey(): Promise<PasskeyOutcome<{ passkey: { id: string } }>> {
  return attempt(NOT_MADE, async () => {
    const optionsJSON = await post<CreationOptions>("/api/passkeys/options", {});
    return await post("/api/passkeys", await startRegistration({ optionsJSON }));
  });
}

/** Signs in with whichever passkey of this site the person picks. */
export function signInWithPasskey(): Promise<PasskeyOutcome<unknown>> {
  return attempt(NOT_USED, async () => {
    const optionsJSON = await post<RequestOptions>("/api/passkeys/signin/options", {});
    return await post("/api/passkeys/signin", await startAuthentication({ optionsJSON }));
  });
}

/** A refusal of the server, in its own words. */
class Refusal extends Error {}

// Browsers say the same of who cancels, waits too long or has no passkey: sites are not to know.
const NOT_MADE = "No passkey was made: it was cancelled, or took too long.";
const NOT_USED = "No passkey was used: it was cancelled, took too long, or none is at hand.";

async function attempt<Answer>(
  notAllowed: string,
  ceremony: () => Promise<Answer>,
): Promise<PasskeyOutcome<Answer>> {
  try {
    return { ok: true, answer: await ceremony() };
  } catch (error) {
    return { ok: false, words: wordsFor(error) ?? notAllowed };
  }
}

async function post<Answer>(path: string, body: unknown): Promise<Answer> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Refusal(answer.detail);
  return answer;
}

const WORDS: Partial<Record<WebAuthnError["code"], string>> = {
  ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED: "This device has a passkey of your account already.",
  ERROR_AUTHENTICATOR_MISSING_DISCOVERABLE_CREDENTIAL_SUPPORT:
    "This device cannot keep passkeys. Try another one.",
  ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT:
    "This device needs a PIN or a screen lock before it can keep passkeys.",
};

/** Null when the browser did not allow it, for reasons that it keeps to itself. */
function wordsFor(error: unknown): string | null {
  if (error instanceof Refusal) return error.message;
  if (error instanceof WebAuthnError && WORDS[error.code]) return WORDS[error.code]!;
  if (error instanceof Error && /^(NotAllowed|Abort)Error$/.test(error.name)) return null;
  if (error instanceof TypeError) return "Hotline cannot be reached. Try again in a moment.";
  return "This browser could not use a passkey here.";
}
