/** What the words of XSS tests come to, and pages that must show them as they were written. */
import { NAME_MAX, TITLE_MAX } from "../../lib/model/limits.ts";
import { bodySchema } from "../../lib/model/message.ts";
import { titleSchema } from "../../lib/model/request.ts";
import { nameSchema } from "../../lib/model/user.ts";
import type { Account } from "../helpers/app_people.ts";
import type { AppServer } from "../helpers/app_server.ts";
import type { Scene } from "../helpers/browser.ts";
import { eventually } from "../helpers/eventually.ts";
import { cookieFor, PASSWORD, withAccounts } from "../helpers/seeded_people.ts";
import type { Tab } from "../helpers/tab.ts";
import { PAYLOADS } from "./xss_payloads.ts";
import { assertHarmless, textsOf, watch } from "./xss_watch.ts";

// As the model keeps them: line ends and white space are what it changes.
export const BODIES = PAYLOADS.map((payload) => bodySchema.parse(payload));
export const TITLES = PAYLOADS.map((payload) => titleSchema.parse(payload.slice(0, TITLE_MAX)));
export const NAMES = PAYLOADS.map((payload) => nameSchema.parse(payload.slice(0, NAME_MAX)));
/** All of them at once, for fields that are long enough. */
export const IN_ONE_LINE = TITLES.join(" ");
export const IN_LINES = BODIES.join("\n");

/** A page with what it must show, and where. A new page or field is one more of these. */
export interface Showing {
  path: string;
  /** By selector: exactly these texts, in any order; more may stand between them. */
  shows: Record<string, readonly string[]>;
}

export async function assertShown(tab: Tab, { path, shows }: Showing): Promise<void> {
  if (path !== "") await tab.open(path);
  for (const [selector, expected] of Object.entries(shows)) {
    const wanted = new Set(expected);
    await eventually(
      `${path} shows all of ${selector}`,
      async () => {
        const texts = new Set(await textsOf(tab, selector));
        return [...wanted.difference(texts)];
      },
      (missing) => missing.length === 0,
    );
  }
  await assertHarmless(tab);
}

/** An agent for each payload, who has it as their name. */
export async function peopleNamedSo(server: AppServer): Promise<Account[]> {
  return await withAccounts(server.database, async (accounts) => {
    const made: Account[] = [];
    for (const [number, name] of NAMES.entries()) {
      const username = `p${number}`;
      const user = await accounts.addUser({ username, name, password: PASSWORD, role: "agent" });
      made.push({ user, password: PASSWORD, cookie: await cookieFor(accounts, username) });
    }
    return made;
  });
}

export async function watched(scene: Scene, tab: Tab): Promise<Tab> {
  await watch(tab, scene.server.origin);
  return tab;
}
