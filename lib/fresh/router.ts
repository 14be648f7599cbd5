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

interface Path<T> {
  /** Null for a path without parameters. */
  matcher: URLPattern | null;
  targets: Map<string, T>;
}

/** Stands for every method. */
export const ANY_METHOD = "*";

/**
 * Finds the target of a method and a path. A fixed path wins over a pattern;
 * among patterns, the one added first wins.
 */
export class Router<T> {
  readonly #paths = new Map<string, Path<T>>();

  /** Adds a target, unless the same method and path have one already. */
  add(method: string, pattern: string, target: T): void {
    const isFixed = !/[:*{}()?+\\]/.test(pattern);
    const key = isFixed ? fixedKey(pattern) : pattern;
    let path = this.#paths.get(key);
    if (!path) {
      const matcher = isFixed ? null : new URLPattern({ pathname: pattern });
      this.#paths.set(key, path = { matcher, targets: new Map() });
    }
    if (!path.targets.has(method)) path.targets.set(method, target);
  }

  /** Null if no path matches. */
  match(method: string, pathname: string): Match<T> | MethodMismatch | null {
    const allow = new Set<string>();
    for (const [{ targets }, groups] of this.#candidates(pathname)) {
      const target = targets.get(method) ??
        (method === "HEAD" ? targets.get("GET") : undefined) ??
        targets.get(ANY_METHOD);
      if (target !== undefined) {
        return { target, params: decodeParams(groups) };
      }
      for (const known of targets.keys()) allow.add(known);
    }
    if (allow.size === 0) return null;
    if (allow.has("GET")) allow.add("HEAD");
    return { allow: [...allow] };
  }

  *#candidates(
    pathname: string,
  ): Generator<[Path<T>, Record<string, string | undefined>]> {
    const fixed = this.#paths.get(fixedKey(pathname));
    if (fixed && !fixed.matcher) yield [fixed, {}];
    for (const path of this.#paths.values()) {
      const result = path.matcher?.exec({ pathname });
      if (result) yield [path, result.pathname.groups];
    }
  }
}

/** A fixed path as it is in a URL, without a slash at its end. */
function fixedKey(path: string): string {
  return new URL(`http://host${path}`).pathname.replace(/(?<=.)\/$/, "");
}

function decodeParams(
  groups: Record<string, string | undefined>,
): Record<string, string> {
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
