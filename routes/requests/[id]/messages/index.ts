import { sendCommand } from "../../../../lib/chat/commands.ts";
import { callerOf, define } from "../../../../lib/http/define.ts";
import { formValue, parseForm } from "../../../../lib/http/form.ts";
import { pathId } from "../../../../lib/http/path_id.ts";
import { sendMessageSchema } from "../../../../lib/model/message.ts";

/** The composer as a plain form. Posting it twice, by going back, sends once. */
export const handler = define.handlers({
  async POST(ctx) {
    const caller = callerOf(ctx);
    const id = pathId(ctx);
    const input = formValue(await parseForm(ctx.req, sendMessageSchema));
    const { messageId } = await ctx.state.hotline.requests.submit(id, sendCommand(caller, input));
    return ctx.redirect(`/requests/${id}#m-${messageId}`, 303);
  },
});
