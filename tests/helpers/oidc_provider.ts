/** A real OpenID Connect provider, with a page on which one may sign in as anybody. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import Provider, { type Configuration } from "oidc-provider";

export const CLIENT = { id: "hotline", secret: "only-the-provider-knows" };

const HOUR_S = 60 * 60;

export interface TestProvider extends AsyncDisposable {
  readonly issuer: string;
  /** What the provider says of people, by their subject. */
  readonly people: Map<string, Record<string, string>>;
  /** What makes Hotline use it. */
  readonly environment: Record<string, string>;
  /** Nothing answers any more. */
  close(): Promise<void>;
}

/** Listens on a free port of the loopback address. MUST be closed. */
export async function startProvider(): Promise<TestProvider> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("It listens nowhere.");
  const issuer = `http://127.0.0.1:${address.port}`;
  const people: TestProvider["people"] = new Map();
  const { privateKey } = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: "SHA-256",
    },
    true,
    ["sign", "verify"],
  );
  const { key_ops: _, ext: __, ...key } = await crypto.subtle.exportKey("jwk", privateKey);
  const configuration = {
    clients: [{
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      redirect_uris: ["http://127.0.0.1/signin/oidc/callback"],
    }],
    claims: { openid: ["sub"], email: ["email"], profile: ["name", "preferred_username"] },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, ...people.get(id) }),
    }),
    cookies: { keys: [crypto.randomUUID()] },
    jwks: { keys: [{ ...key, alg: "RS256", use: "sig" }] },
    pkce: { required: () => true },
    ttl: {
      AccessToken: HOUR_S,
      AuthorizationCode: 60,
      Grant: HOUR_S,
      IdToken: HOUR_S,
      Interaction: HOUR_S,
      Session: HOUR_S,
    },
  } as Configuration;
  const provider = quietly(() => new Provider(issuer, configuration));
  // The app listens on another port in each test.
  provider.Client.prototype.redirectUriAllowed = (uri: string) =>
    /^http:\/\/127\.0\.0\.1:\d+\/signin\/oidc\/callback$/.test(uri);
  server.on("request", provider.callback());

  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    issuer,
    people,
    environment: {
      HOTLINE_OIDC_ISSUER: issuer,
      HOTLINE_OIDC_CLIENT_ID: CLIENT.id,
      HOTLINE_OIDC_CLIENT_SECRET: CLIENT.secret,
      HOTLINE_OIDC_NAME: "Example",
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** It warns of everything that makes it a provider for tests. */
function quietly<Value>(make: () => Value): Value {
  const { warn, info } = console;
  console.warn = console.info = () => {};
  try {
    return make();
  } finally {
    Object.assign(console, { warn, info });
  }
}

/** A browser at the provider: it keeps cookies, and goes where it is sent. */
export class VisitorAtProvider {
  readonly #cookies = new Map<string, string>();

  /** Signs in as `subject` and agrees; gives the address that the provider sends the browser back to. */
  async signIn(url: URL | string, subject: string): Promise<URL> {
    return await this.#follow(new URL(url), (page) => {
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
      assert.ok(prompt, page);
      return new URLSearchParams({ prompt, login: subject, password: "any" });
    });
  }

  /** Wants to go back instead. */
  async cancel(url: URL | string): Promise<URL> {
    return await this.#follow(new URL(url), () => null);
  }

  async #follow(url: URL, fill: (page: string) => URLSearchParams | null): Promise<URL> {
    const { origin } = url;
    while (url.origin === origin) {
      let answer = await this.#fetch(url);
      if (answer.location === null) {
        const form = fill(answer.text);
        const way = form ? /action="([^"]+)"/ : /href="([^"]+\/abort)"/;
        const target = way.exec(answer.text)?.[1];
        assert.ok(target, answer.text);
        answer = await this.#fetch(new URL(target, url), form);
      }
      assert.ok(answer.location, answer.text);
      url = new URL(answer.location, url);
    }
    return url;
  }

  async #fetch(url: URL, form: URLSearchParams | null = null) {
    const cookie = [...this.#cookies].map((pair) => pair.join("=")).join("; ");
    const response = await fetch(url, {
      method: form ? "POST" : "GET",
      body: form,
      redirect: "manual",
      headers: { cookie },
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      this.#cookies.set(name, value);
    }
    return { location: response.headers.get("location"), text: await response.text() };
  }
}
