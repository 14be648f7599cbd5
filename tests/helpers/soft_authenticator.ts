/** A device with one passkey, in software: it answers as browsers do, and lies where a test says so. */
import { Buffer } from "node:buffer";
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import type { CreationOptions, RequestOptions } from "../../lib/auth/webauthn.ts";

const FLAG = { present: 0x01, verified: 0x04, syncable: 0x08, synced: 0x10, attested: 0x40 };
const AAGUID = Buffer.alloc(16);

/** What the device says, where it is not the truth. */
export interface Claims {
  origin?: string;
  rpId?: string;
  challenge?: string;
  /** False for a device that asked for no finger, face or PIN. */
  isVerified?: boolean;
  userHandle?: string;
  /** The attestation's format and statement. */
  attestation?: { fmt: string; attStmt: Map<string, Uint8Array[]> };
}

export class SoftAuthenticator {
  readonly credentialId = randomBytes(16).toString("base64url");
  /** How often it was used; devices that sync their passkeys stay at 0. */
  counter = 0;
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly #origin: string;
  readonly #isSynced: boolean;
  #userHandle = "";
  #rpId = "";

  /** In a browser whose page has this origin. */
  constructor(origin: string, { isSynced = false } = {}) {
    this.#origin = origin;
    this.#isSynced = isSynced;
  }

  /** As if it had made its passkey already; gives what a site keeps of it. */
  keep(userId: string) {
    this.#userHandle = base64url(Buffer.from(userId));
    this.#rpId = new URL(this.#origin).hostname;
    return { credentialId: this.credentialId, publicKey: bytes(this.#publicKey()) };
  }

  /** What a browser sends once the device has made its passkey. */
  make({ rp, user, challenge }: CreationOptions, claims: Claims = {}) {
    this.#userHandle = user.id;
    this.#rpId = rp.id ?? "";
    const { fmt, attStmt } = claims.attestation ?? { fmt: "none", attStmt: new Map() };
    const credential = Buffer.from(this.credentialId, "base64url");
    const length = Buffer.alloc(2);
    length.writeUInt16BE(credential.length);
    const made = Buffer.concat([AAGUID, length, credential, this.#publicKey()]);
    const authData = bytes(Buffer.concat([this.#facts(claims, FLAG.attested), made]));
    const attestation = new Map<string, unknown>([
      ["fmt", fmt],
      ["attStmt", attStmt],
      ["authData", authData],
    ]);
    return this.#credential({
      clientDataJSON: this.#clientData("webauthn.create", challenge, claims),
      attestationObject: base64url(isoCBOR.encode(attestation as never)),
      transports: ["internal"],
    });
  }

  /** What a browser sends once the device has signed. */
  use({ challenge }: Pick<RequestOptions, "challenge">, claims: Claims = {}) {
    if (!this.#isSynced) this.counter++;
    const facts = this.#facts(claims);
    const clientDataJSON = this.#clientData("webauthn.get", challenge, claims);
    const signed = Buffer.concat([facts, sha256(Buffer.from(clientDataJSON, "base64url"))]);
    return this.#credential({
      clientDataJSON,
      authenticatorData: base64url(facts),
      signature: base64url(sign("sha256", signed, this.#keys.privateKey)),
      userHandle: claims.userHandle ?? this.#userHandle,
    });
  }

  #credential<Response>(response: Response) {
    const id = this.credentialId;
    const type = "public-key" as const;
    return { id, rawId: id, type, response, clientExtensionResults: {} };
  }

  #clientData(type: string, asked: string, { origin = this.#origin, challenge = asked }: Claims) {
    const data = { type, challenge, origin, crossOrigin: false };
    return base64url(Buffer.from(JSON.stringify(data)));
  }

  #facts({ rpId = this.#rpId, isVerified = true }: Claims, more = 0): Buffer {
    const rest = Buffer.alloc(5);
    const sync = this.#isSynced ? FLAG.syncable | FLAG.synced : 0;
    rest[0] = FLAG.present | (isVerified ? FLAG.verified : 0) | sync | more;
    rest.writeUInt32BE(this.counter, 1);
    return Buffer.concat([sha256(Buffer.from(rpId)), rest]);
  }

  /** ES256 in COSE (RFC 9053, 7.1.1). */
  #publicKey(): Uint8Array {
    const { x = "", y = "" } = this.#keys.publicKey.export({ format: "jwk" });
    const key = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(Buffer.from(x, "base64url"))],
      [-3, bytes(Buffer.from(y, "base64url"))],
    ]);
    return isoCBOR.encode(key as never);
  }
}

const sha256 = (data: Uint8Array): Buffer => createHash("sha256").update(data).digest();
const base64url = (data: Uint8Array): string => Buffer.from(data).toString("base64url");
/** A Buffer is no plain array of bytes to the encoder. */
const bytes = (data: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(data);
