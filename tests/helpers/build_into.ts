/** Builds the project into the folder named on the command line; run by `built_app.ts`. */
import { Builder } from "fresh/dev";
import { PROJECT_ROOT } from "./project_root.ts";

const [outDir] = Deno.args;
if (outDir === undefined) throw new Error("Name the folder to build into.");
await new Builder({ root: PROJECT_ROOT, outDir }).build();
// The bundler's own process must not keep this one alive.
Deno.exit(0);
