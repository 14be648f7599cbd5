/** A real browser, and stories that are told with it. */
import chromium from "@sparticuz/chromium";
import { type Browser, type BrowserContext, launch, type Page } from "puppeteer-core";
import { type Account, newAccount, type Newcomer } from "./app_people.ts";
import { type AppServer, type AppServerOptions, startAppServer } from "./app_server.ts";
import { PROJECT_ROOT } from "./project_root.ts";
import { Tab } from "./tab.ts";

/** Git-ignored. */
const PICTURES = `${PROJECT_ROOT}tests/output`;
/**
 * What the package asks for with a view to functions in the cloud. One process cannot hold
 * several people's contexts; the others would switch off protections that are tested here.
 */
const UNWANTED = [
  "--single-process",
  "--disable-web-security",
  "--allow-running-insecure-content",
  "--disable-site-isolation-trials",
];

export interface TabOptions {
  /** Defaults to "desktop". */
  view?: keyof typeof VIEWS;
  /** Where the app is reached, when not directly: see `network.ts`. */
  origin?: string;
}

const VIEWS = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
};

export async function openBrowser(): Promise<Browser> {
  return await launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args.filter((arg) => !UNWANTED.includes(arg)), "--no-sandbox"],
    headless: "shell",
  });
}

/** What a story is told with: the app, a browser, and the people in it. */
export class Scene {
  readonly server: AppServer;
  readonly #browser: Browser;
  readonly #test: Deno.TestContext;
  readonly #tabs: Tab[] = [];

  constructor(server: AppServer, browser: Browser, test: Deno.TestContext) {
    this.server = server;
    this.#browser = browser;
    this.#test = test;
  }

  /** One sentence of the story. The ones after it build on it: they are not told if it fails. */
  async step(name: string, tell: () => Promise<void>): Promise<void> {
    const isSo = await this.#test.step({
      name,
      fn: async () => {
        try {
          await tell();
        } catch (error) {
          await this.#takePictures(name);
          throw error;
        }
      },
      // Browser and server outlive a step; the test around all steps is checked for leaks.
      sanitizeOps: false,
      sanitizeResources: false,
    });
    if (!isSo) throw new Error(`The story ends where this did not hold: ${name}`);
  }

  /** Somebody new, signed in, with a browser of their own. */
  async person(newcomer: Newcomer, options: TabOptions = {}): Promise<Tab> {
    return await this.tabOf(await newAccount(this.server, newcomer), options);
  }

  /** A browser of its own for who has an account. */
  async tabOf(account: Account, options: TabOptions = {}): Promise<Tab> {
    const context = await this.#browser.createBrowserContext();
    const [name = "", value = ""] = account.cookie.split("=");
    await context.setCookie({ name, value, domain: "127.0.0.1", path: "/", httpOnly: true });
    return await this.#newTab(context, account, options);
  }

  /** Somebody who is not signed in. */
  async stranger(options: TabOptions = {}): Promise<Tab> {
    return await this.#newTab(await this.#browser.createBrowserContext(), null, options);
  }

  /** The same person's next tab, with the same cookies. */
  async anotherTab(tab: Tab): Promise<Tab> {
    return await this.#newTab(tab.page.browserContext(), tab.account, {});
  }

  async #newTab(
    context: BrowserContext,
    account: Account | null,
    { view = "desktop", origin = this.server.origin }: TabOptions,
  ): Promise<Tab> {
    const page: Page = await context.newPage();
    await page.setViewport(VIEWS[view]);
    const tab = new Tab(page, origin, account, PICTURES);
    this.#tabs.push(tab);
    return tab;
  }

  async #takePictures(step: string): Promise<void> {
    const words = step.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").slice(0, 60);
    for (const [number, tab] of this.#tabs.entries()) {
      if (!tab.page.isClosed()) await tab.picture(`failed-${words}-${number}`);
    }
  }
}

/** Registers a story: one test with an app and a browser of its own, told in steps. */
export function story(
  name: string,
  tell: (scene: Scene) => Promise<void>,
  options: AppServerOptions = {},
): void {
  Deno.test(name, async (test) => {
    await using server = await startAppServer(options);
    const browser = await openBrowser();
    try {
      await tell(new Scene(server, browser, test));
    } finally {
      await browser.close();
    }
  });
}
