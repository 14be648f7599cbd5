import assert from "node:assert/strict";
import { parseConfig } from "../../lib/model/config.ts";
import { HotlineError } from "../../lib/model/errors.ts";

function refusalOf(environment: Record<string, string>): HotlineError {
  try {
    parseConfig(environment);
  } catch (error) {
    assert(error instanceof HotlineError);
    assert(!error.message.includes("\n"), "one line");
    return error;
  }
  throw new assert.AssertionError({ message: `accepted ${JSON.stringify(environment)}` });
}

const BAD: Record<string, string[]> = {
  PORT: ["http", "-1", "65536", "80.5", "1e3", " 80"],
  HOST: ["a b", "http://localhost"],
  HOTLINE_KV: ["ftp://example.org/db", "http://"],
  HOTLINE_POLL_MS: ["99", "60001", "2s", "0x100"],
  HOTLINE_ORIGINS: [
    "example.org",
    "https://example.org/",
    "https://example.org/path",
    "https://a.example,*",
    "https://a.example,,https://b.example",
    "null",
    "file:///tmp",
  ],
  HOTLINE_TRUST_PROXY: ["on", "true", "-1", "11", "1.5"],
  HOTLINE_RATE_LIMIT: ["yes", "ON"],
  HOTLINE_SIGNUP: ["no", "0"],
  HOTLINE_GUESTS: ["no", "0"],
  HOTLINE_DEMO: ["true", "2"],
  HOTLINE_OIDC_NAME: ["x".repeat(81)],
};

for (const [name, values] of Object.entries(BAD)) {
  Deno.test(`a ${name} that makes no sense is refused by name`, () => {
    for (const value of values) {
      const { message, fields } = refusalOf({ [name]: value });
      assert.match(message, new RegExp(`\\b${name} must be `), `${name}=${value}: ${message}`);
      assert.deepEqual(fields.map(({ path }) => path), [name]);
    }
  });
}

const OIDC = {
  HOTLINE_OIDC_ISSUER: "https://login.example.org/desk",
  HOTLINE_OIDC_CLIENT_ID: "hotline",
  HOTLINE_OIDC_CLIENT_SECRET: "only-the-provider-knows",
};

Deno.test("a provider that is no https URL is refused by name, but for one on this machine", () => {
  const issuers = [
    "login.example.org",
    "http://login.example.org",
    "http://127.0.0.1.example.org",
    "ftp://login.example.org",
    "https://login.example.org/?tenant=1",
    "https://login.example.org/#x",
    "https://me:secret@login.example.org",
  ];
  for (const HOTLINE_OIDC_ISSUER of issuers) {
    const { message, fields } = refusalOf({ ...OIDC, HOTLINE_OIDC_ISSUER });
    assert.match(message, /HOTLINE_OIDC_ISSUER must be an https URL/, HOTLINE_OIDC_ISSUER);
    assert.equal(fields.length, 1);
  }
  for (const HOTLINE_OIDC_ISSUER of ["http://127.0.0.1:3000", "http://[::1]", "http://localhost"]) {
    parseConfig({ ...OIDC, HOTLINE_OIDC_ISSUER });
  }
});

Deno.test("half a provider is refused, and what is missing is named", () => {
  for (const missing of Object.keys(OIDC)) {
    const refusal = refusalOf({ ...OIDC, [missing]: "" });
    assert.match(refusal.message, new RegExp(`${missing} must be set for single sign-on`));
    assert.deepEqual(refusal.fields.map(({ path }) => path), [missing]);
    assert(!Deno.inspect(refusal).includes(OIDC.HOTLINE_OIDC_CLIENT_SECRET));
  }
});

Deno.test("a misspelt variable of Hotline is refused, other programs' are not", () => {
  const { message } = refusalOf({ HOTLINE_POL_MS: "2000", HOME: "/", PORTAL: "x" });
  assert.match(message, /HOTLINE_POL_MS is not a variable of Hotline .*HOTLINE_POLL_MS/);
  assert(!message.includes("PORTAL"));
});

Deno.test("all that is wrong is said at once", () => {
  const { fields } = refusalOf({ PORT: "x", HOTLINE_DEMO: "x", HOTLINE_X: "x" });
  assert.deepEqual(fields.map(({ path }) => path).sort(), ["HOTLINE_DEMO", "HOTLINE_X", "PORT"]);
});

Deno.test("a value is not repeated: it may hold a secret", () => {
  const refusal = refusalOf({ HOTLINE_KV: "ftp://me:secret@example.org" });
  assert(!Deno.inspect(refusal).includes("secret"));
});

Deno.test("nothing needs to be set, and empty is not set", () => {
  const defaults = {
    port: 8000,
    host: undefined,
    kv: undefined,
    pollMs: 2000,
    origins: [],
    trustedProxies: 0,
    limitsRates: true,
    allowsSignUp: true,
    allowsGuests: true,
    oidc: null,
    isDemo: false,
  };
  assert.deepEqual(parseConfig({}), defaults);
  assert.deepEqual(parseConfig({ PORT: "", HOTLINE_KV: "", HOTLINE_ORIGINS: "" }), defaults);
});

Deno.test("everything can be set", () => {
  const config = parseConfig({
    PORT: "0",
    HOST: "::1",
    HOTLINE_KV: "https://kv.example.org/db",
    HOTLINE_POLL_MS: "100",
    HOTLINE_ORIGINS: "https://a.example, http://localhost:3000",
    HOTLINE_TRUST_PROXY: "2",
    HOTLINE_RATE_LIMIT: "off",
    HOTLINE_SIGNUP: "off",
    HOTLINE_GUESTS: "off",
    ...OIDC,
    HOTLINE_OIDC_NAME: "Example",
    HOTLINE_DEMO: "1",
  });
  assert.deepEqual(config, {
    port: 0,
    host: "::1",
    kv: "https://kv.example.org/db",
    pollMs: 100,
    origins: ["https://a.example", "http://localhost:3000"],
    trustedProxies: 2,
    limitsRates: false,
    allowsSignUp: false,
    allowsGuests: false,
    oidc: {
      issuer: new URL("https://login.example.org/desk"),
      clientId: "hotline",
      clientSecret: "only-the-provider-knows",
      name: "Example",
    },
    isDemo: true,
  });
});
