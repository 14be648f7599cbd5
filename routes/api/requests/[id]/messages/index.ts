import { sendCommand } from "../../../../../lib/chat/commands.ts";
import { idempotencyKey, readJson, readQuery } from "../../../../../lib/http/body.ts";
import { callerOf, define } from "../../../../../lib/http/define.ts";
import { pathId } from "../../../../../lib/http/path_id.ts";
import { listMessagesSchema, sendMessageSchema } from "../../../../../lib/model/message.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const caller = callerOf(ctx);
    const query = readQuery(ctx.url, listMessagesSchema);
    return ctx.json(await ctx.state.hotline.requests.messages(caller, pathId(ctx), query));
  },

  async POST(ctx) {
    const caller = callerOf(ctx);
    const input = await readJson(ctx.req, sendMessageSchema, idempotencyKey(ctx.req));
    const { message, seq, isDuplicate } = await ctx.state.hotline.requests
      .submitMessage(pathId(ctx), sendCommand(caller, input));
    return ctx.json({ message, seq }, { status: isDuplicate ? 200 : 201 });
  },
});
