import type { Mode } from "./config.ts";

/** A file that is served as it is. */
export interface StaticFile {
  /** Names the content: goes into the ETag. */
  hash: string;
  size: number;
  /** Where it is read from, or what it holds. */
  content: URL | Uint8Array<ArrayBuffer>;
}

/** A module with islands, and what the browser loads in its place. */
export interface IslandModule {
  exports: Record<string, unknown>;
  /** Path of its bundle beneath the base path. */
  src: string;
  /** Paths of all bundles that `src` imports. */
  preload: string[];
}

/** A file below the routes folder: its path, and its exports. */
export type RouteFile = [path: string, exports: Record<string, unknown>];

/** What a builder hands to an app. */
export interface Build {
  id: string;
  mode: Mode;
  routes: RouteFile[];
  islands: IslandModule[];
  /** The script that hydrates islands, and what it imports. */
  boot: { src: string; preload: string[] };
  /** Scripts of the development server that go on every page. */
  devScripts: string[];
  /** Files by their decoded path beneath the base path. */
  files: Map<string, StaticFile>;
}

/** Where a builder leaves the build on an app before it asks for a handler. */
export const BUILD: unique symbol = Symbol.for("fresh.build") as never;

/** Beneath this path, file names contain a hash of their content. */
export const BUNDLE_PATH = "/_fresh/js/";
