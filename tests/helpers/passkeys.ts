/** Passkeys on a database, with a site, a browser and somebody who is signed in. */
import { PasskeySignIn } from "../../lib/auth/passkey_sign_in.ts";
import { Passkeys } from "../../lib/auth/passkeys.ts";
import { type RelyingParty, relyingPartyAt } from "../../lib/auth/relying_party.ts";
import type { AuthOptions } from "../../lib/auth/parts.ts";
import type { Session } from "../../lib/auth/accounts.ts";
import {
  newPasskeySchema,
  type PasskeyProof,
  passkeyProofSchema,
} from "../../lib/model/passkey.ts";
import { accountsOn, ANN } from "./accounts.ts";
import { type Claims, SoftAuthenticator } from "./soft_authenticator.ts";

export const SITE = "https://desk.example.org";
export const BROWSER = "a browser's secret";
export const VISITOR = { address: "192.0.2.1", device: "curl/8.5.0" };

export async function passkeysOn(kv: Deno.Kv, options: Partial<AuthOptions> = {}) {
  const desk = accountsOn(kv, options);
  const { accounts, parts } = desk;
  const party: RelyingParty = relyingPartyAt(SITE);
  const passkeys = new Passkeys(parts);
  const signIn = new PasskeySignIn(parts, accounts);
  const { session } = await accounts.signUp(ANN, VISITOR);

  /** Makes a passkey on a device, and adds it. */
  async function add(device = new SoftAuthenticator(SITE), by: Session = session, claims?: Claims) {
    const made = device.make(await passkeys.beginAdding(by, party), claims);
    const response = newPasskeySchema.parse(made);
    return await passkeys.finishAdding(by, response, { party, visitor: VISITOR });
  }
  const place = { browser: BROWSER, party, visitor: VISITOR };
  const finish = (proof: PasskeyProof, browser = BROWSER) =>
    signIn.finish(proof, { ...place, browser });
  /** What a device answers to a new challenge. */
  async function proofOf(device: SoftAuthenticator, claims?: Claims): Promise<PasskeyProof> {
    return passkeyProofSchema.parse(device.use(await signIn.begin(place), claims));
  }
  /** The reasons of the refusals that the audit log holds. */
  async function refusals(): Promise<string[]> {
    const entries = await Array.fromAsync(kv.list<{ action: string; details: { reason: string } }>({
      prefix: ["audit"],
    }));
    return entries.map(({ value }) => value)
      .filter(({ action }) => action === "session.refused")
      .map(({ details }) => details.reason);
  }
  return { ...desk, party, passkeys, signIn, session, add, finish, proofOf, refusals };
}
