import { HttpError } from "./runtime/http_error.ts";

/** What a request is for. */
export interface Match<T> {
  target: T;
  params: Record<string, string>;
}

/** A path that is known, but not with the method asked for. */
export interface MethodMismatch {
  allow: string[];
}

/** What answers at one path, by method. */
type Targets<T> = Map<string, T>;

/** Stands for every method. */
export const ANY_METHOD = "*";

/**
 * Finds the target of a method and a path. A fixed path wins over a pattern;
 * among patterns, the one added first wins.
 */
export class Router<T> {
  readonly #fixed = new Map<string, Targets<T>>();
  readonly #patterns = new Map<string, { matcher: URLPattern; targets: Targets<T> }>();

  /** Adds a target, unless the same method and path have one already. */
  add(method: string, pattern: string, target: T): void {
    const targets = this.#targetsOf(pattern);
    if (!targets.has(method)) targets.set(method, target);
  }

  /** Null if no path matches. */
  match(method: string, pathname: string): Match<T> | MethodMismatch | null {
    const allow = new Set<string>();
    for (const [targets, groups] of this.#candidates(pathname)) {
      const target = targets.get(method) ??
        (method === "HEAD" ? targets.get("GET") : undefined) ??
        targets.get(ANY_METHOD);
      if (target !== undefined) return { target, params: decodeParams(groups) };
      for (const known of targets.keys()) allow.add(known);
    }
    if (allow.size === 0) return null;
    if (allow.has("GET")) allow.add("HEAD");
    return { allow: [...allow] };
  }

  #targetsOf(pattern: string): Targets<T> {
    if (!/[:*{}()?+\\]/.test(pattern)) {
      const { pathname } = new URL(pattern, "http://host"); // escaped as in requests
      return this.#fixed.getOrInsertComputed(withoutSlash(pathname), () => new Map());
    }
    const added = () => ({ matcher: new URLPattern({ pathname: pattern }), targets: new Map() });
    return this.#patterns.getOrInsertComputed(pattern, added).targets;
  }

  *#candidates(pathname: string): Generator<[Targets<T>, Groups]> {
    const fixed = this.#fixed.get(withoutSlash(pathname));
    if (fixed) yield [fixed, {}];
    for (const { matcher, targets } of this.#patterns.values()) {
      const result = matcher.exec({ pathname });
      if (result) yield [targets, result.pathname.groups];
    }
  }
}

type Groups = Record<string, string | undefined>;

/** A fixed path answers with and without a slash at its end. */
function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/$/, "");
}

function decodeParams(groups: Groups): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value = ""] of Object.entries(groups)) {
    try {
      // An encoded slash stays encoded: it separates no segments.
      params[name] = decodeURIComponent(value.replace(/%2f/gi, "%252F"));
    } catch (cause) {
      throw new HttpError(400, `Malformed URL: ${value}`, { cause });
    }
  }
  return params;
}
