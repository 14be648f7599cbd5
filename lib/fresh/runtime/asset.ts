import { options, type VNode } from "preact";

/** The query parameter that ties an asset's URL to one build. */
export const BUILD_PARAM = "__frsh_c";

// Global, because it has to be set before the first module of the app runs,
// which may well call asset() at its top level.
const BUILD_ID = Symbol.for("fresh.build_id");
const scope = globalThis as { [BUILD_ID]?: string };

/** Names the build that `asset()` ties its URLs to. */
export function setBuildId(id: string): void {
  scope[BUILD_ID] = id;
}

/** The id of the running build. */
export function currentBuildId(): string {
  return scope[BUILD_ID] ?? "unbuilt";
}

/**
 * Adds a parameter to the URL of a static file that changes with every build,
 * so that browsers may keep the file for good. Only absolute paths of this site
 * are changed.
 */
export function asset(path: string): string {
  if (!path.startsWith("/") || path.startsWith("//")) return path;
  const [, file, query, hash] = /^([^?#]*)(\?[^#]*)?(.*)$/s.exec(path)!;
  if (query?.includes(`${BUILD_PARAM}=`)) return path;
  return `${file}${query ? `${query}&` : "?"}${BUILD_PARAM}=${currentBuildId()}${hash}`;
}

/** Applies `asset()` to every URL of a `srcset` attribute. */
export function assetSrcSet(srcset: string): string {
  const lock = (candidate: string) => candidate.replace(/\S+/, asset);
  return srcset.split(",").map(lock).join(",");
}

/** Gives `<img>` and `<source>` elements URLs of this build, whoever makes them. */
export function lockImages(): void {
  const { vnode: created } = options;
  options.vnode = (vnode) => {
    lockImage(vnode);
    created?.(vnode);
  };
}

function lockImage({ type, props }: VNode): void {
  if (type !== "img" && type !== "source") return;
  const image = props as Record<string, unknown>;
  if (image["data-fresh-disable-lock"]) return;
  if (typeof image.src === "string") image.src = asset(image.src);
  for (const name of ["srcset", "srcSet"]) {
    const value = image[name];
    if (typeof value === "string") image[name] = assetSrcSet(value);
  }
}
