import { Builder } from "fresh/dev";
import { developmentAddress } from "./lib/start.ts";

const builder = new Builder();
if (Deno.args.includes("build")) {
  await builder.build();
} else {
  await builder.listen(() => import("./main.ts"), await developmentAddress());
}
