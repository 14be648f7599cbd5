/** Passkeys as browsers know them (https://www.w3.org/TR/webauthn-3/), by npm `@simplewebauthn/server`. */
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import { HotlineError } from "../model/errors.ts";
import type { NewPasskey, PasskeyProof } from "../model/passkey.ts";
import type { User } from "../model/user.ts";
import type { StoredChallenge } from "../storage/challenge_store.ts";
import type { StoredPasskey } from "../storage/passkey_store.ts";
import type { RelyingParty } from "./relying_party.ts";

/** Loaded when the first passkey comes: it takes 27 MB and 0.1 s, and many desks have none. */
const library = () => import("@simplewebauthn/server");
const formats = () => import("@simplewebauthn/server/helpers");

/** EdDSA, ES256 and RS256 in COSE's numbers: what every runtime can check, today and later. */
const ALGORITHMS = [-8, -7, -257];
const REASON_MAX = 200;

/** Looks a challenge up; null if nobody is waiting for its answer. */
type FindChallenge = (challenge: string) => Promise<StoredChallenge | null>;

/** What was found: `reason` is for the audit log, and may quote what the browser sent. */
export type Checked<Facts> = { ok: true; challenge: StoredChallenge } & Facts | {
  ok: false;
  isLate: boolean;
  reason: string;
};

/** Of a passkey that was made now. */
export type NewFacts = Pick<
  StoredPasskey,
  "credentialId" | "publicKey" | "counter" | "transports" | "deviceType" | "isBackedUp"
>;
/** Of a passkey that was used now. */
export type UsedFacts = Pick<StoredPasskey, "counter" | "isBackedUp">;

/** What a browser makes a passkey by, and what it uses one by. */
export type CreationOptions = PublicKeyCredentialCreationOptionsJSON;
export type RequestOptions = PublicKeyCredentialRequestOptionsJSON;

/**
 * What a browser makes a passkey by: one that it finds without a username, and that asks for a
 * finger, a face or a PIN, since it stands for a password and not beside one.
 */
export async function creationOptions(
  user: User,
  known: readonly StoredPasskey[],
  { party, challenge }: { party: RelyingParty; challenge: string },
): Promise<CreationOptions> {
  const { generateRegistrationOptions } = await library();
  return await generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userID: new TextEncoder().encode(user.id),
    userName: user.username,
    userDisplayName: user.name,
    challenge: bytesOf(challenge),
    attestationType: "none",
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    excludeCredentials: known.map(({ credentialId: id, transports }) => ({ id, transports })),
    supportedAlgorithmIDs: ALGORITHMS,
  });
}

/** What a browser uses a passkey by; nobody learns from it which ones there are. */
export async function requestOptions(
  { party, challenge }: { party: RelyingParty; challenge: string },
): Promise<RequestOptions> {
  const { generateAuthenticationOptions } = await library();
  return await generateAuthenticationOptions({
    rpID: party.id,
    challenge: bytesOf(challenge),
    userVerification: "required",
  });
}

/** Checks a passkey that a browser has just made. */
export function checkNew(
  response: NewPasskey,
  party: RelyingParty,
  find: FindChallenge,
): Promise<Checked<{ facts: NewFacts }>> {
  return checked(find, async (expectedChallenge) => {
    await assertUnattested(response);
    const { verifyRegistrationResponse } = await library();
    const { registrationInfo: info } = await verifyRegistrationResponse({
      response: response satisfies RegistrationResponseJSON,
      expectedChallenge,
      expectedOrigin: party.origins,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!info) return null;
    const { credential, credentialDeviceType: deviceType, credentialBackedUp: isBackedUp } = info;
    const { id: credentialId, publicKey, counter } = credential;
    const { transports } = response.response;
    return { facts: { credentialId, publicKey, counter, transports, deviceType, isBackedUp } };
  });
}

/** Checks what a passkey has signed. A counter that does not rise is a copy's: it is refused. */
export function checkUse(
  response: PasskeyProof,
  { passkey, party }: { passkey: StoredPasskey; party: RelyingParty },
  find: FindChallenge,
): Promise<Checked<{ facts: UsedFacts }>> {
  return checked(find, async (expectedChallenge) => {
    const { verifyAuthenticationResponse } = await library();
    const { isoBase64URL } = await formats();
    // Which account the device believes that it opens: the one for which the passkey was made.
    if (isoBase64URL.toUTF8String(response.response.userHandle) !== passkey.userId) {
      throw new Error("The passkey was made for another account");
    }
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response satisfies AuthenticationResponseJSON,
      expectedChallenge,
      expectedOrigin: party.origins,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId,
        publicKey: passkey.publicKey,
        counter: passkey.counter,
      },
    });
    if (!verified) return null;
    const { newCounter: counter, credentialBackedUp: isBackedUp } = authenticationInfo;
    return { facts: { counter, isBackedUp } };
  });
}

/**
 * We ask for no attestation and browsers leave it out. A certificate that comes all the same is
 * refused unread: to check one would mean to fetch what an address in it names.
 */
async function assertUnattested({ response }: NewPasskey): Promise<void> {
  const { decodeAttestationObject, isoBase64URL } = await formats();
  const attestation = decodeAttestationObject(isoBase64URL.toBuffer(response.attestationObject));
  const isPlain = ["none", "packed"].includes(attestation.get("fmt"));
  if (!isPlain || attestation.get("attStmt").get("x5c") !== undefined) {
    throw new Error("The passkey came with an attestation that nobody asked for");
  }
}

const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.fromBase64(base64url, { alphabet: "base64url" });

/** The library throws at whatever is wrong with what it is given, and says what that is. */
async function checked<Facts>(
  find: FindChallenge,
  check: (expected: (challenge: string) => Promise<boolean>) => Promise<Facts | null>,
): Promise<Checked<Facts>> {
  const asked: { challenge: StoredChallenge | null; isLate: boolean } = {
    challenge: null,
    isLate: false,
  };
  try {
    const facts = await check(async (challenge) => {
      asked.challenge = await find(challenge);
      asked.isLate = asked.challenge === null;
      return asked.challenge !== null;
    });
    if (facts && asked.challenge) return { ok: true, challenge: asked.challenge, ...facts };
    return { ok: false, isLate: false, reason: "The signature is wrong" };
  } catch (error) {
    // The database, and not the passkey.
    if (error instanceof HotlineError || !(error instanceof Error)) throw error;
    const { isLate } = asked;
    const reason = isLate ? "The challenge is spent, expired or not this browser's" : error.message;
    return { ok: false, isLate, reason: reason.slice(0, REASON_MAX) };
  }
}
