/** Whether an app is served by a build or by the development server. */
export type Mode = "development" | "production";

/** What an app can be configured with. */
export interface FreshConfig {
  /** A path that all routes of the app lie beneath, such as `/docs`. */
  basePath?: string;
  /** Set by the builder; give it only to an app without one. */
  mode?: Mode;
  /** Believe `X-Forwarded-Proto` and `X-Forwarded-Host` of every request. */
  trustProxy?: boolean;
}

/** The configuration of an app with all defaults filled in. */
export type ResolvedFreshConfig = Required<FreshConfig>;

/** Fills in the defaults of a configuration. */
export function resolveConfig(config: FreshConfig): ResolvedFreshConfig {
  return {
    basePath: (config.basePath ?? "").replace(/\/+$/, ""),
    mode: config.mode ?? "production",
    trustProxy: config.trustProxy ?? false,
  };
}
