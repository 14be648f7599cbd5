import { idempotencyKey, readJson } from "../../../../../lib/http/body.ts";
import { callerOf, define } from "../../../../../lib/http/define.ts";
import { pathId } from "../../../../../lib/http/path_id.ts";
import { changeAccessSchema } from "../../../../../lib/model/request.ts";

export const handler = define.handlers({
  async PUT(ctx) {
    const by = { user: callerOf(ctx), address: ctx.state.address };
    const { clientId } = await readJson(ctx.req, changeAccessSchema, idempotencyKey(ctx.req));
    const person = { userId: pathId(ctx, "userId") };
    const { requestAccess } = ctx.state.hotline;
    return ctx.json(await requestAccess.grant(by, pathId(ctx), person, clientId));
  },

  async DELETE(ctx) {
    const by = { user: callerOf(ctx), address: ctx.state.address };
    const { clientId } = await readJson(ctx.req, changeAccessSchema, idempotencyKey(ctx.req));
    const { requestAccess } = ctx.state.hotline;
    return ctx.json(
      await requestAccess.revoke(by, pathId(ctx), pathId(ctx, "userId"), clientId),
    );
  },
});
