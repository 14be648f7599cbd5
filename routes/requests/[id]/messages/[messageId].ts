import { z } from "zod";
import { deleteCommand, editCommand } from "../../../../lib/chat/commands.ts";
import { callerOf, define } from "../../../../lib/http/define.ts";
import { formValue, parseForm } from "../../../../lib/http/form.ts";
import { pathId } from "../../../../lib/http/path_id.ts";
import { deleteMessageSchema, updateMessageSchema } from "../../../../lib/model/message.ts";

/** A form has one method, so it says which of the two it means. */
const changeFormSchema = z.discriminatedUnion("action", [
  updateMessageSchema.extend({ action: z.literal("edit") }),
  deleteMessageSchema.extend({ action: z.literal("delete") }),
]);

/** Editing and deleting as plain forms. */
export const handler = define.handlers({
  async POST(ctx) {
    const caller = callerOf(ctx);
    const id = pathId(ctx);
    const messageId = pathId(ctx, "messageId");
    const input = formValue(await parseForm(ctx.req, changeFormSchema));
    const command = input.action === "edit"
      ? editCommand(caller, { ...input, messageId })
      : deleteCommand(caller, { ...input, messageId }, ctx.state.address);
    await ctx.state.hotline.requests.submit(id, command);
    return ctx.redirect(`/requests/${id}#m-${messageId}`, 303);
  },
});
