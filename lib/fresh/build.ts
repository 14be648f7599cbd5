import type { Mode } from "./config.ts";

/** A file that is served as it is. */
export interface StaticFile {
  /** Names the content: goes into the ETag. */
  hash: string;
  /** Where it is read from, or what it holds. */
  content: URL | Uint8Array<ArrayBuffer>;
}

/** A script of the browser. */
export interface Bundle {
  /** Its path beneath the base path. */
  src: string;
  /** Paths of all scripts that it imports. */
  preload: string[];
}

/** A module with islands, and what the browser loads in its place. */
export interface IslandModule extends Bundle {
  exports: Record<string, unknown>;
}

/** A file below the routes folder: its path, and its exports. */
export type RouteFile = [path: string, exports: Record<string, unknown>];

/** What a builder hands to an app. */
export interface Build {
  id: string;
  mode: Mode;
  routes: RouteFile[];
  islands: IslandModule[];
  /** The script that hydrates islands. */
  boot: Bundle;
  /** Scripts of the development server that go on every page. */
  devScripts: string[];
  /** Files by their decoded path beneath the base path. */
  files: Map<string, StaticFile>;
}

/** Where a builder leaves the build on an app before it asks for a handler. */
export const BUILD: unique symbol = Symbol.for("fresh.build") as never;

/** Beneath this path, file names contain a hash of their content. */
export const BUNDLE_PATH = "/_fresh/js/";
