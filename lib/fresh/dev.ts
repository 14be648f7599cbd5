/** The part of Fresh that builds apps, and serves them during development. */
export { Builder, type BuildOptions } from "./dev/builder.ts";
export type { LoadApp } from "./dev/dev_server.ts";
