/** The same words in the fields of accounts, tokens, guests and access, and on the admins' pages. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { GUEST_TITLE_MAX } from "../../lib/model/limits.ts";
import { TOKEN_NAME_MAX } from "../../lib/model/session.ts";
import { lineSchema } from "../../lib/model/text.ts";
import { call, newAccount, newRequest } from "../helpers/app_people.ts";
import { story } from "../helpers/browser.ts";
import { inParallel } from "../helpers/in_parallel.ts";
import { PAYLOADS } from "./xss_payloads.ts";
import { assertShown, IN_ONE_LINE, NAMES, peopleNamedSo, TITLES, watched } from "./xss_showing.ts";

const AT_ONCE = 8;
/** As many tokens as one person may have. */
const TOKENS_MAX = 50;
const PEOPLE_A_PAGE = 50;

const TOKEN_NAMES = PAYLOADS
  .map((payload) => lineSchema(TOKEN_NAME_MAX).safeParse(payload.slice(0, TOKEN_NAME_MAX)).data)
  .filter((name) => name !== undefined);

const ASCII = PAYLOADS.join(" ").replaceAll(/[^\x20-\x7e]/g, "").trim();

story(
  "words that would be code are no more than words on the pages about accounts",
  async (scene) => {
    const { server } = scene;
    const people = await peopleNamedSo(server);
    const ada = await watched(scene, await scene.person({ name: "Ada", role: "admin" }));
    const mia = await watched(scene, await scene.person({ name: "Mia", role: "agent" }));
    const stranger = await watched(scene, await scene.stranger());

    await scene.step("names of API tokens", async () => {
      for (let first = 0; first < TOKEN_NAMES.length; first += TOKENS_MAX) {
        const names = TOKEN_NAMES.slice(first, first + TOKENS_MAX);
        const account = await newAccount(server, { name: "Ann", username: `ann${first}` });
        await inParallel(AT_ONCE, names.length, async (number) => {
          const body = { name: names[number], clientId: crypto.randomUUID() };
          await call(server, account, "POST", "/api/tokens", body);
        });
        const tab = await watched(scene, await scene.tabOf(account));
        await assertShown(tab, { path: "/account/tokens", shows: { ".entry-title": names } });
        await tab.page.close();
      }
    });

    await scene.step("what a browser calls itself", async () => {
      const account = await newAccount(server, { name: "Bea" });
      // A header takes printable ASCII alone, and each sign-in half a second.
      const devices = ["<script>xss()</script>", ASCII.slice(0, 300), ASCII.slice(-300)];
      for (const device of devices) {
        const answer = await fetch(`${server.origin}/api/session`, {
          method: "POST",
          headers: { "user-agent": device, "content-type": "application/json" },
          body: JSON.stringify({ username: "bea", password: account.password }),
        });
        assert.equal(answer.status, 200, await answer.text());
      }
      const tab = await watched(scene, await scene.tabOf(account));
      await assertShown(tab, { path: "/account/sessions", shows: {} });
    });

    await scene.step("guests and their questions, for themselves and for the desk", async () => {
      await inParallel(AT_ONCE, NAMES.length, async (number) => {
        const form = {
          name: NAMES[number]!,
          question: TITLES[number]!,
          email: "",
          link: randomBytes(32).toString("base64url"),
        };
        const answer = await fetch(`${server.origin}/ask`, {
          method: "POST",
          body: new URLSearchParams(form),
          redirect: "manual",
        });
        assert.equal(answer.status, 303, await answer.text());
      });
      const short = TITLES.filter((title) => title.length <= GUEST_TITLE_MAX);
      await assertShown(mia, { path: "/?limit=200", shows: { ".row-title": short } });
      await stranger.open("/ask");
      for (const field of ["#name", "#question"]) await stranger.fill(field, IN_ONE_LINE);
      await stranger.goesBy("main .form button");
      const shows = { "#name": [IN_ONE_LINE], "#question": [IN_ONE_LINE] };
      await assertShown(stranger, { path: "", shows });
      await assertShown(stranger, { path: `/g/${encodeURIComponent(PAYLOADS[0]!)}`, shows: {} });
    });

    await scene.step("people let into a request, and who cannot be found", async () => {
      const { id } = await newRequest(server, mia.account!);
      await mia.open(`/requests/${id}/access`);
      await mia.fill("#username", IN_ONE_LINE);
      await mia.goesBy("main .form button, main form .button");
      await assertShown(mia, { path: "", shows: {} });
    });

    await scene.step("people and their accounts, for admins", async () => {
      const seen = new Set<string>();
      let path = "/admin/people";
      for (let page = 0; page * PEOPLE_A_PAGE < people.length + 200; page++) {
        await assertShown(ada, { path, shows: {} });
        const names = await ada.page.$$eval(
          ".person-name",
          (all) => all.map((it) => it.textContent),
        );
        names.forEach((name) => seen.add(name ?? ""));
        const next = await ada.page.$eval("main a.more", (link) => link.getAttribute("href"))
          .catch(() => null);
        if (next === null) break;
        path = `/admin/people${next}`;
      }
      assert.deepEqual(NAMES.filter((name) => !seen.has(name)), []);
      for (const { user } of people.slice(0, 10)) {
        await assertShown(ada, { path: `/admin/people/${user.id}`, shows: { h1: [user.name] } });
      }
    });

    await scene.step("searches, and the audit log", async () => {
      for (const query of ["q", "action", "user", "before", "after"]) {
        for (const path of ["/admin/people", "/admin/audit"]) {
          const words = encodeURIComponent(IN_ONE_LINE.slice(0, 80));
          await assertShown(ada, { path: `${path}?${query}=${words}`, shows: {} });
        }
      }
      await assertShown(ada, { path: "/admin/audit", shows: {} });
      await assertShown(ada, { path: "/admin/audit?action=token.added", shows: {} });
    });
  },
  { env: { HOTLINE_RATE_LIMIT: "off" } },
);
