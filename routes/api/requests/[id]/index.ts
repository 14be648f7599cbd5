import { idempotencyKey, readJson } from "../../../../lib/http/body.ts";
import { callerOf, define } from "../../../../lib/http/define.ts";
import { changeRequestSchema } from "../../../../lib/model/request.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const request = await ctx.state.hotline.requests.get(callerOf(ctx), ctx.params.id!);
    return ctx.json({ request });
  },

  async PATCH(ctx) {
    const caller = callerOf(ctx);
    const input = await readJson(ctx.req, changeRequestSchema, idempotencyKey(ctx.req));
    return ctx.json(await ctx.state.hotline.requests.change(caller, ctx.params.id!, input));
  },
});
