/** Passkeys: how their owner sees them, and what a browser sends about them (WebAuthn, level 3). */
import { z } from "zod";
import { idSchema, timeSchema } from "./id.ts";
import { PASSKEY_NAME_MAX } from "./limits.ts";
import { lineSchema } from "./text.ts";

/** A passkey as its owner sees it. */
export const passkeySchema = z.object({
  id: idSchema,
  name: z.string(),
  createdAt: timeSchema,
  usedAt: timeSchema.nullable(),
  /** Whether it is kept beyond the device that made it, as by a password manager. */
  isSynced: z.boolean(),
});
export type Passkey = z.infer<typeof passkeySchema>;

/** `PATCH /api/passkeys/{id}`. */
export const renamePasskeySchema = z.object({ name: lineSchema(PASSKEY_NAME_MAX) });

/** Bytes in base64url without padding, at most so many characters. */
const bytesSchema = (max: number) =>
  z.string("must be text")
    .max(max, `must be at most ${max} characters`)
    .regex(/^[A-Za-z0-9_-]+$/, "must be base64url");

/** A credential's id has at most 1,023 bytes (WebAuthn, 4: Credential ID). */
const credentialIdSchema = bytesSchema(1_364);
const credentialSchema = z.object({
  id: credentialIdSchema,
  rawId: credentialIdSchema,
  type: z.literal("public-key"),
});
/** Challenge, origin and type as the browser saw them. */
const clientDataSchema = bytesSchema(4_096);
const EXTENSIONS = { clientExtensionResults: {} };

/** What a browser made: `POST /api/passkeys`. Fields that nothing reads are left out. */
export const newPasskeySchema = credentialSchema.extend({
  response: z.object({
    clientDataJSON: clientDataSchema,
    attestationObject: bytesSchema(16_384),
    transports: z.array(z.string().max(32)).max(10).default([]),
  }),
}).transform((credential) => ({ ...credential, ...EXTENSIONS }));
export type NewPasskey = z.output<typeof newPasskeySchema>;

/** What a browser proves with a passkey: `POST /api/passkeys/signin`. */
export const passkeyProofSchema = credentialSchema.extend({
  response: z.object({
    clientDataJSON: clientDataSchema,
    authenticatorData: bytesSchema(4_096),
    signature: bytesSchema(4_096),
    userHandle: bytesSchema(88),
  }),
}).transform((credential) => ({ ...credential, ...EXTENSIONS }));
export type PasskeyProof = z.output<typeof passkeyProofSchema>;
