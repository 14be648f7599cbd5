import { idempotencyKey, readJson } from "../../../../lib/http/body.ts";
import { callerOf, define } from "../../../../lib/http/define.ts";
import { pathId } from "../../../../lib/http/path_id.ts";
import { changeRequestSchema } from "../../../../lib/model/request.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const request = await ctx.state.hotline.requests.get(callerOf(ctx), pathId(ctx));
    return ctx.json({ request });
  },

  async PATCH(ctx) {
    const caller = callerOf(ctx);
    const input = await readJson(ctx.req, changeRequestSchema, idempotencyKey(ctx.req));
    return ctx.json(await ctx.state.hotline.requests.change(caller, pathId(ctx), input));
  },
});
