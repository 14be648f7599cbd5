/** The environment that Hotline reads, each variable with its meaning and default. */
import { z } from "zod";
import { HotlineError } from "./errors.ts";
import { NAME_MAX } from "./limits.ts";

const PREFIX = "HOTLINE_";
/** Longer client ids and secrets are a mistake. */
const CLIENT_MAX = 1000;

interface Description {
  meaning: string;
  /** As the documentation shows it. */
  default: string;
}

/** A variable that stands in the documentation with this description. */
function variable<Schema extends z.ZodType>(schema: Schema, description: Description): Schema {
  return schema.meta({ ...description });
}

const wholeNumber = (min: number, max: number) => {
  const message = `must be a whole number from ${min} to ${max}`;
  return z.string().regex(/^\d{1,9}$/, message).transform(Number)
    .refine((value) => value >= min && value <= max, message);
};

const choice = <const Choices extends readonly [string, string]>(choices: Choices) =>
  z.enum(choices, `must be ${choices.join(" or ")}`);

const isOrigin = (text: string): boolean =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

/** What a client secret is sent to goes over https, except on this very machine. */
function isIssuer(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.search + url.hash + url.username + url.password !== "") return false;
  const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  return url.protocol === "https:" || url.protocol === "http:" && isLoopback;
}

/** All of these make single sign-on, or none. */
const OIDC = ["HOTLINE_OIDC_ISSUER", "HOTLINE_OIDC_CLIENT_ID", "HOTLINE_OIDC_CLIENT_SECRET"];

const environmentSchema = z.object({
  PORT: variable(wholeNumber(0, 65_535).default(8000), {
    meaning: "TCP port to listen on; 0 takes any free one",
    default: "8000",
  }),
  HOST: variable(
    z.string().regex(/^[\w.:-]+$/, "must be an IP address or a host name").optional(),
    { meaning: "address to listen on", default: "127.0.0.1 (dev), 0.0.0.0 (start)" },
  ),
  HOTLINE_KV: variable(
    z.string().refine(
      (location) =>
        !location.includes("://") || /^https?:/.test(location) && URL.canParse(location),
      "must be a file, :memory:, or the http(s) URL of a KV Connect server",
    ).optional(),
    {
      meaning: "the database: a file, `:memory:`, or the URL of a KV Connect server",
      default: ".data/hotline.sqlite3 (on Deno Deploy: the attached database)",
    },
  ),
  HOTLINE_POLL_MS: variable(wholeNumber(100, 60_000).default(2000), {
    meaning: "how often to look for what other processes wrote, in milliseconds",
    default: "2000",
  }),
  HOTLINE_ORIGINS: variable(
    z.string().transform((list) => list.split(",").map((origin) => origin.trim())).refine(
      (origins) => origins.every(isOrigin),
      "must be origins like https://example.org, separated by commas",
    ).default([]),
    { meaning: "other origins whose pages may open sockets, separated by commas", default: "none" },
  ),
  HOTLINE_TRUST_PROXY: variable(wholeNumber(0, 10).default(0), {
    meaning: "how many proxies stand in front, whose `X-Forwarded-*` headers are believed",
    default: "0",
  }),
  HOTLINE_RATE_LIMIT: variable(choice(["on", "off"]).default("on"), {
    meaning: "whether callers are limited in how much they send: `on` or `off`",
    default: "on",
  }),
  HOTLINE_SIGNUP: variable(choice(["on", "off"]).default("on"), {
    meaning: "whether people make accounts for themselves: `on` or `off`",
    default: "on",
  }),
  HOTLINE_GUESTS: variable(choice(["on", "off"]).default("on"), {
    meaning: "whether people may ask without an account: `on` or `off`",
    default: "on",
  }),
  HOTLINE_OIDC_ISSUER: variable(
    z.string().refine(isIssuer, "must be an https URL (http on this machine alone)").optional(),
    { meaning: "the OpenID Connect provider that people may sign in with", default: "none" },
  ),
  HOTLINE_OIDC_CLIENT_ID: variable(
    z.string().max(CLIENT_MAX, `must be at most ${CLIENT_MAX} characters`).optional(),
    { meaning: "as what the provider knows Hotline", default: "none" },
  ),
  HOTLINE_OIDC_CLIENT_SECRET: variable(
    z.string().max(CLIENT_MAX, `must be at most ${CLIENT_MAX} characters`).optional(),
    { meaning: "by what Hotline proves it to the provider", default: "none" },
  ),
  HOTLINE_OIDC_NAME: variable(
    z.string().max(NAME_MAX, `must be at most ${NAME_MAX} characters`).default("single sign-on"),
    { meaning: "how the button calls it: “Sign in with …”", default: "single sign-on" },
  ),
  HOTLINE_DEMO: variable(choice(["1", "0"]).default("0"), {
    meaning: "`1` makes demo accounts and shows their passwords on the sign-in page",
    default: "0",
  }),
});

/** The OpenID Connect provider that people may sign in with. */
export interface OidcConfig {
  issuer: URL;
  clientId: string;
  /** MUST NOT get into a log, an error or a page. */
  clientSecret: string;
  /** How people call it. */
  name: string;
}

/** What Hotline was told by its environment. */
export interface Config {
  port: number;
  /** Undefined leaves it to the command: see the documentation's default. */
  host: string | undefined;
  /** Undefined is the default database. */
  kv: string | undefined;
  pollMs: number;
  /** Foreign origins, as the Origin header writes them. */
  origins: string[];
  /** Proxies in front, one behind the other. */
  trustedProxies: number;
  limitsRates: boolean;
  allowsSignUp: boolean;
  allowsGuests: boolean;
  /** Null without single sign-on. */
  oidc: OidcConfig | null;
  isDemo: boolean;
}

/** The names of all variables: what a process must be permitted to read. */
export const variableNames = (): string[] => Object.keys(environmentSchema.shape);

/** Every variable, for the documentation. */
export function describeVariables(): (Description & { name: string })[] {
  return Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const { meaning, default: shown } = schema.meta() as unknown as Description;
    return { name, meaning, default: shown };
  });
}

/**
 * Reads the environment; an empty variable counts as not set.
 *
 * @throws {HotlineError} `invalid`, in one line that names every bad variable and what would be
 * right. It does not repeat values: they may hold secrets.
 */
export function parseConfig(environment: Record<string, string>): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const known = variableNames();
  const fields = Object.keys(set)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name))
    .map((path) => ({ path, message: `is not a variable of Hotline (${known.join(", ")})` }));
  const missing = OIDC.filter((name) => !(name in set));
  if (missing.length < OIDC.length) {
    fields.push(...missing.map((path) => ({ path, message: "must be set for single sign-on" })));
  }
  const result = environmentSchema.safeParse(set);
  for (const { path, message } of result.error?.issues ?? []) {
    fields.push({ path: path.join("."), message });
  }
  if (!result.success || fields.length > 0) {
    const faults = fields.map(({ path, message }) => `${path} ${message}`).join("; ");
    throw new HotlineError("invalid", `Cannot start with this environment: ${faults}.`, { fields });
  }
  const { data } = result;
  return {
    port: data.PORT,
    host: data.HOST,
    kv: data.HOTLINE_KV,
    pollMs: data.HOTLINE_POLL_MS,
    origins: data.HOTLINE_ORIGINS,
    trustedProxies: data.HOTLINE_TRUST_PROXY,
    limitsRates: data.HOTLINE_RATE_LIMIT === "on",
    allowsSignUp: data.HOTLINE_SIGNUP === "on",
    allowsGuests: data.HOTLINE_GUESTS === "on",
    oidc: oidcOf(data),
    isDemo: data.HOTLINE_DEMO === "1",
  };
}

function oidcOf(data: z.output<typeof environmentSchema>): OidcConfig | null {
  const { HOTLINE_OIDC_ISSUER: issuer, HOTLINE_OIDC_CLIENT_ID: clientId } = data;
  const { HOTLINE_OIDC_CLIENT_SECRET: clientSecret, HOTLINE_OIDC_NAME: name } = data;
  if (!issuer || !clientId || !clientSecret) return null;
  return { issuer: new URL(issuer), clientId, clientSecret, name };
}
