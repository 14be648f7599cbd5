/** The OpenID Connect provider, as far as Hotline talks to it. */
import * as oidc from "openid-client";
import type { OidcConfig } from "../model/config.ts";
import { HotlineError } from "../model/errors.ts";
import { type Identity, identitySchema, type Profile, profileSchema } from "../model/identity.ts";
import { parseInput } from "../model/parse.ts";
import type { OidcFlow } from "../storage/oidc_flow_store.ts";
import { boundedFetch } from "./bounded_fetch.ts";

/** For each answer of the provider. */
const TIMEOUT_S = 10;
/** Providers change their addresses rarely; their keys are looked up by themselves. */
const DISCOVERED_MS = 60 * 60 * 1000;

/** What has to come back as it went out. */
export type OidcChecks = Pick<OidcFlow, "state" | "nonce" | "codeVerifier">;

/** Somebody of whom the provider says who they are. */
export interface ProvenPerson {
  identity: Identity;
  /** What else it says of them, which may take another call. @throws HotlineError `unavailable` */
  profile(): Promise<Profile>;
}

/** The person, or the provider, did not want the sign-in. */
export class AccessDenied extends Error {
  override readonly name = "AccessDenied";
}

/** What the browser brought back does not prove who they are. */
export class NotProven extends HotlineError {
  /** `reason` is for the audit log: it holds nothing that was brought. */
  constructor(message: string, readonly reason: string) {
    super("forbidden", message);
  }
}

/** Authorization code flow with PKCE. All checks of what comes back are the library's. */
export class OidcProvider {
  readonly #config: OidcConfig;
  readonly #clock: () => number;
  readonly #onError: (error: unknown) => void;
  #discovered: { client: Promise<oidc.Configuration>; at: number } | null = null;

  /** `onError` hears why the provider could not be used; it gets no secret. */
  constructor(
    { config, clock, onError }: {
      config: OidcConfig;
      clock: () => number;
      onError: (error: unknown) => void;
    },
  ) {
    this.#config = config;
    this.#clock = clock;
    this.#onError = onError;
  }

  newChecks(): OidcChecks {
    return {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      codeVerifier: oidc.randomPKCECodeVerifier(),
    };
  }

  /** Where to send the browser. @throws {HotlineError} `unavailable` */
  async signInUrl({ state, nonce, codeVerifier }: OidcChecks, redirectUri: string): Promise<URL> {
    return oidc.buildAuthorizationUrl(await this.#client(), {
      redirect_uri: redirectUri,
      scope: "openid profile email",
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: "S256",
    });
  }

  /**
   * Whom the provider vouches for by sending the browser to this address.
   *
   * @throws {AccessDenied}
   * @throws {NotProven} if anything is not as it must be.
   * @throws {HotlineError} `unavailable`
   */
  async personAt(address: URL, checks: OidcChecks): Promise<ProvenPerson> {
    const client = await this.#client();
    const tokens = await this.#asked(() =>
      oidc.authorizationCodeGrant(client, address, {
        expectedState: checks.state,
        expectedNonce: checks.nonce,
        pkceCodeVerifier: checks.codeVerifier,
      }).catch((error: unknown) => {
        throw this.#refusalIn(error) ?? error;
      })
    );
    // There is an ID token: a nonce was expected.
    const claims = tokens.claims()!;
    return {
      identity: parseInput(identitySchema, { issuer: claims.iss, subject: claims.sub }),
      profile: async () => {
        const said = profileSchema.parse(claims);
        if (said.name && said.preferred_username) return said;
        if (!client.serverMetadata().userinfo_endpoint) return said;
        const { access_token } = tokens;
        const more = await this.#asked(() => oidc.fetchUserInfo(client, access_token, claims.sub));
        return { ...profileSchema.parse(more), ...definedOf(said) };
      },
    };
  }

  /** One discovery for all who ask; a failed one is tried again by the next. */
  #client(): Promise<oidc.Configuration> {
    const known = this.#discovered;
    if (known && this.#clock() < known.at + DISCOVERED_MS) return known.client;
    const discovered = { client: this.#asked(() => this.#discover()), at: this.#clock() };
    this.#discovered = discovered;
    discovered.client.catch(() => {
      if (this.#discovered === discovered) this.#discovered = null;
    });
    return discovered.client;
  }

  #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.#config;
    const isPlain = issuer.protocol === "http:";
    return oidc.discovery(issuer, clientId, {}, secretAsAsked(clientSecret), {
      timeout: TIMEOUT_S,
      [oidc.customFetch]: boundedFetch,
      // Signatures are checked also where TLS alone would do.
      execute: [
        oidc.enableNonRepudiationChecks,
        ...(isPlain ? [oidc.allowInsecureRequests] : []),
      ],
    });
  }

  async #asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof AccessDenied || error instanceof NotProven) throw error;
      // Not the error itself: what hangs on it is for the library alone.
      this.#onError(new Error(`The OpenID Connect provider cannot be used: ${wordsOf(error)}`));
      const message = `${this.#config.name} does not answer. Try again in a moment.`;
      throw new HotlineError("unavailable", message);
    }
  }

  /** What is wrong with what was brought back; null if it is the provider, or the way to it. */
  #refusalIn(error: unknown): AccessDenied | NotProven | null {
    if (error instanceof oidc.AuthorizationResponseError && error.error === "access_denied") {
      return new AccessDenied();
    }
    const isWrong = error instanceof oidc.AuthorizationResponseError ||
      error instanceof oidc.ResponseBodyError && error.error === "invalid_grant" ||
      error instanceof oidc.ClientError && WRONG.has(error.code ?? "");
    if (!isWrong) return null;
    const message = `What ${this.#config.name} sent does not prove who you are.`;
    return new NotProven(message, wordsOf(error));
  }
}

/** In the way that the provider names; what says nothing means `client_secret_basic`. */
function secretAsAsked(secret: string): oidc.ClientAuth {
  const basic = oidc.ClientSecretBasic(secret);
  const post = oidc.ClientSecretPost(secret);
  return (server, client, body, headers) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const way = ways.includes("client_secret_basic") ? basic : post;
    return way(server, client, body, headers);
  };
}

const definedOf = (profile: Profile): Profile =>
  Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== undefined));

/** Codes of https://github.com/panva/oauth4webapi for what an answer itself may be wrong in. */
const WRONG = new Set([
  "OAUTH_INVALID_RESPONSE",
  "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
  "OAUTH_JWT_TIMESTAMP_CHECK_FAILED",
  "OAUTH_KEY_SELECTION_FAILED",
]);

/** What happened, without any value that came with it. */
function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : "unknown";
  const isNamed = error instanceof oidc.ResponseBodyError ||
    error instanceof oidc.AuthorizationResponseError;
  if (isNamed) return `${words}: ${error.error}`;
  if (error instanceof oidc.WWWAuthenticateChallengeError) return `${words}: ${error.status}`;
  return words;
}
