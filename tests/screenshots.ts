/**
 * `deno task screenshots`: takes the pictures of the documentation from the built app, with the
 * demo's people and requests. Here among the tests, since it takes a browser as they do.
 */
import { Buffer } from "node:buffer";
import { crc32, deflateSync, inflateSync } from "node:zlib";
import type { Browser, Page } from "puppeteer-core";
import { DEMO_ACCOUNTS } from "../lib/auth/demo.ts";
import type { Request } from "../lib/model/request.ts";
import { type AppServer, startAppServer } from "./helpers/app_server.ts";
import { openBrowser } from "./helpers/browser.ts";
import { type Account, call, signIn } from "./helpers/app_people.ts";
import { PROJECT_ROOT } from "./helpers/project_root.ts";

const FOLDER = `${PROJECT_ROOT}docs/screenshots`;
const DESKTOP = { width: 1280, height: 800, deviceScaleFactor: 1.5 };
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

interface Picture {
  name: string;
  path: string;
  account: Account | null;
  scheme: "light" | "dark";
  viewport: typeof DESKTOP;
  /** What must be there before the picture is taken. */
  waitFor: string;
}

async function take(browser: Browser, server: AppServer, picture: Picture): Promise<void> {
  const { name, path, account, scheme, viewport, waitFor } = picture;
  const context = await browser.createBrowserContext();
  try {
    if (account !== null) {
      const [cookie = "", value = ""] = account.cookie.split("=");
      await context.setCookie({ name: cookie, value, domain: "127.0.0.1", path: "/" });
    }
    const page: Page = await context.newPage();
    await page.setViewport(viewport);
    await page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: scheme },
      { name: "prefers-reduced-motion", value: "reduce" },
    ]);
    await page.goto(server.origin + path, { waitUntil: "load" });
    await page.waitForSelector(waitFor);
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const file = `${FOLDER}/${name}.png`;
    const png = packed(await page.screenshot({ type: "png" }));
    await Deno.writeFile(file, png);
    console.log(`docs/screenshots/${name}.png: ${Math.round(png.length / 1024)} KiB`);
  } finally {
    await context.close();
  }
}

/** The same picture in fewer bytes: browsers pack in haste. */
function packed(png: Uint8Array): Uint8Array {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const parts: Uint8Array[] = [png.slice(0, 8)];
  const data: Uint8Array[] = [];
  for (let at = 8; at < png.length;) {
    const end = at + 12 + view.getUint32(at);
    const type = new TextDecoder().decode(png.slice(at + 4, at + 8));
    if (type === "IDAT") data.push(png.slice(at + 8, end - 4));
    if (type === "IEND") {
      const pixels = inflateSync(Buffer.concat(data));
      parts.push(chunk("IDAT", deflateSync(pixels, { level: 9, memLevel: 9 })));
    }
    if (type !== "IDAT") parts.push(png.slice(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([new TextEncoder().encode(type), data]);
  const made = Buffer.alloc(body.length + 8);
  made.writeUInt32BE(data.length, 0);
  made.set(body, 4);
  made.writeUInt32BE(crc32(body), body.length + 4);
  return made;
}

await using server = await startAppServer({ env: { HOTLINE_DEMO: "1" } });
const [requester, agent] = await Promise.all(
  DEMO_ACCOUNTS.slice(0, 2).map(({ username, password }) => signIn(server, { username, password })),
);
const { requests } = await call<{ requests: Request[] }>(server, agent!, "GET", "/api/requests");
const longest = requests.toSorted((a, b) => b.messageCount - a.messageCount)[0]!;
const request = { path: `/requests/${longest.id}`, waitFor: ".chip.tone-good" };

await Deno.mkdir(FOLDER, { recursive: true });
const browser = await openBrowser();
try {
  const light = { scheme: "light", viewport: DESKTOP } as const;
  const pictures: Picture[] = [
    { ...light, name: "signin", path: "/signin", account: null, waitFor: ".demo" },
    { ...light, name: "list-light", path: "/", account: agent!, waitFor: ".row" },
    { ...light, ...request, name: "request-light", account: agent! },
    { ...light, ...request, name: "request-dark", account: agent!, scheme: "dark" },
    { ...light, ...request, name: "request-phone", account: requester!, viewport: PHONE },
  ];
  for (const picture of pictures) await take(browser, server, picture);
} finally {
  await browser.close();
}
