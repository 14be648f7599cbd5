import { deleteCommand, editCommand } from "../../../../../lib/chat/commands.ts";
import { idempotencyKey, readJson } from "../../../../../lib/http/body.ts";
import { callerOf, define } from "../../../../../lib/http/define.ts";
import { pathId } from "../../../../../lib/http/path_id.ts";
import { deleteMessageSchema, updateMessageSchema } from "../../../../../lib/model/message.ts";

export const handler = define.handlers({
  async PATCH(ctx) {
    const caller = callerOf(ctx);
    const input = await readJson(ctx.req, updateMessageSchema, idempotencyKey(ctx.req));
    const command = editCommand(caller, { ...input, messageId: pathId(ctx, "messageId") });
    const { message, seq } = await ctx.state.hotline.requests
      .submitMessage(pathId(ctx), command);
    return ctx.json({ message, seq });
  },

  async DELETE(ctx) {
    const caller = callerOf(ctx);
    const input = await readJson(ctx.req, deleteMessageSchema, idempotencyKey(ctx.req));
    const deletion = { ...input, messageId: pathId(ctx, "messageId") };
    const command = deleteCommand(caller, deletion, ctx.state.address);
    const { message, seq } = await ctx.state.hotline.requests
      .submitMessage(pathId(ctx), command);
    return ctx.json({ message, seq });
  },
});
