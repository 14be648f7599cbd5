/** Starts Hotline in this isolate, and stops it when the process is told to. */
import { type Hotline, openHotline } from "./hotline.ts";
import { leaveOn } from "./leave.ts";
import { parseConfig, variableNames } from "./model/config.ts";
import { HotlineError } from "./model/errors.ts";

/** Opens Hotline as the environment says; with a bad one, the process ends with one clear line. */
export async function startHotline(): Promise<Hotline> {
  try {
    const hotline = await openHotline(parseConfig(readEnvironment()));
    leaveOn(["SIGTERM", "SIGINT"], () => hotline.close());
    return hotline;
  } catch (error) {
    if (!(error instanceof HotlineError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}

/** All of it where that is permitted, so that misspelt names are found; else what was granted. */
function readEnvironment(): Record<string, string> {
  if (Deno.permissions.querySync({ name: "env" }).state === "granted") return Deno.env.toObject();
  return Object.fromEntries(
    variableNames().flatMap((name) => {
      const value = Deno.env.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
