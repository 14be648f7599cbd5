import { assertMayCreate } from "../../../lib/chat/policy.ts";
import { idempotencyKey, readJson, readQuery } from "../../../lib/http/body.ts";
import { callerOf, define, sessionOf } from "../../../lib/http/define.ts";
import { limit } from "../../../lib/http/limit.ts";
import { createRequestSchema, listRequestsSchema } from "../../../lib/model/request.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const caller = callerOf(ctx);
    const query = readQuery(ctx.url, listRequestsSchema);
    return ctx.json(await ctx.state.hotline.requests.list(caller, query));
  },

  async POST(ctx) {
    const caller = callerOf(ctx);
    assertMayCreate(sessionOf(ctx));
    const input = await readJson(ctx.req, createRequestSchema, idempotencyKey(ctx.req));
    limit(ctx, "newRequest");
    const { request, isDuplicate } = await ctx.state.hotline.requests.create(caller, input);
    const headers = { location: `/api/requests/${request.id}` };
    return ctx.json({ request }, { status: isDuplicate ? 200 : 201, headers });
  },
});
