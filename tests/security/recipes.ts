/** How each route is tried: with what body, and on whose things. A route without an entry takes no body. */
import { newSecret } from "../../lib/auth/secret.ts";
import type { User } from "../../lib/model/user.ts";
import { jsonOf } from "../helpers/api.ts";
import type { AccessRow } from "./access_table.ts";
import { PASSWORD } from "./cast.ts";
import { PASSKEY_RECIPES } from "./passkey_recipes.ts";
import { type Scene, tryCall, tryFrame, tryUpgrade } from "./scene.ts";

type Recipe = (scene: Scene, row: AccessRow) => Promise<string>;

const clientId = () => crypto.randomUUID();
const aName = () => `new-${crypto.randomUUID().slice(0, 8)}`;

/** The call with this body, made anew for each try. */
const json = (body: (scene: Scene) => unknown): Recipe => (scene, row) =>
  tryCall(scene, row, { body: body(scene) });
const form = (fields: (scene: Scene) => Record<string, string>): Recipe => (scene, row) =>
  tryCall(scene, row, { form: fields(scene) });
const upgrade: Recipe = (scene, { route }) => tryUpgrade(scene, route);

/** On a guest's request and link, while nobody of the scene is that guest. */
const onGuest = (form?: Record<string, string>): Recipe => async (scene, row) => {
  const { requestId, link } = await scene.cast.guest();
  return await tryCall(scene, row, {
    names: { id: requestId, token: link },
    ...(form && { form }),
  });
};

const credentials = ({ requester }: Scene) => ({
  username: requester.username,
  password: PASSWORD,
});
const newcomer = () => ({ username: aName(), name: "New", password: PASSWORD });

/** Somebody who has been let into the scene's request. */
async function letIn({ cast, request }: Scene): Promise<User> {
  const [agent, person] = [await cast.person("agent"), await cast.person()];
  const path = `/api/requests/${request.id}/access/${person.id}`;
  jsonOf(await (await cast.caller(agent)).call("PUT", path));
  return person;
}

const RECIPES: Record<string, Recipe> = {
  "POST /ask": form(() => ({ name: "New", email: "", question: "Q", link: newSecret() })),
  "POST /account/claim": form(() => ({ username: aName(), password: PASSWORD })),
  "GET /g/{token}": onGuest(),
  "POST /g/{token}": onGuest({}),
  "GET /requests/{id}/link": onGuest(),
  "POST /requests/{id}/link": onGuest({ action: "renew" }),
  "POST /api/session": json(credentials),
  "POST /signin": form(credentials),
  "POST /api/users": json(newcomer),
  "POST /signup": form(newcomer),
  "POST /api/requests": json(() => ({ title: "T", body: "B", clientId: clientId() })),
  "POST /requests/new": form(() => ({ title: "T", body: "B", clientId: clientId() })),
  "PATCH /api/requests/{id}": json(() => ({ status: "solved", clientId: clientId() })),
  "POST /requests/{id}": form(() => ({ status: "solved" })),
  "POST /api/requests/{id}/messages": json(() => ({ body: "B", clientId: clientId() })),
  "POST /requests/{id}/messages": form(() => ({ body: "B", clientId: clientId() })),
  "PATCH /api/requests/{id}/messages/{messageId}": json(() => ({
    body: "B",
    clientId: clientId(),
  })),
  "DELETE /api/requests/{id}/messages/{messageId}": json(() => ({ clientId: clientId() })),
  "POST /requests/{id}/messages/{messageId}": form(() => ({
    action: "edit",
    body: "B",
    clientId: clientId(),
  })),
  "GET /admin/people/{id}": (scene, row) =>
    tryCall(scene, row, { names: { id: scene.requester.id } }),
  "POST /admin/people/{id}": (scene, row) =>
    tryCall(scene, row, { names: { id: scene.requester.id }, form: { action: "end-sessions" } }),
  "POST /api/tokens": json(() => ({ name: "Bot" })),
  "POST /account": form(() => ({ current: PASSWORD, password: PASSWORD })),
  "POST /account/sessions": form(() => ({ end: "others" })),
  "POST /account/tokens": form(() => ({ name: "Bot", read: "on", clientId: clientId() })),
  ...PASSKEY_RECIPES,
  "POST /requests/{id}/access": form(() => ({ action: "grant", username: aName() })),
  "PUT /api/requests/{id}/access/{userId}": async (scene, row) => {
    const { id: userId } = await scene.cast.person();
    return await tryCall(scene, row, { names: { userId } });
  },
  "DELETE /api/requests/{id}/access/{userId}": async (scene, row) => {
    const { id: userId } = await letIn(scene);
    return await tryCall(scene, row, { names: { userId } });
  },
  "GET /api/live": upgrade,
  "GET /api/requests/{id}/live": upgrade,
};

/** What a try comes to, in the table's words. */
export function attempt(scene: Scene, row: AccessRow): Promise<string> {
  if (row.route === "socket") return tryFrame(scene, row.method);
  const recipe = RECIPES[`${row.method} ${row.route}`];
  return recipe ? recipe(scene, row) : tryCall(scene, row);
}
