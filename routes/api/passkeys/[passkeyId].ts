import { readJson } from "../../../lib/http/body.ts";
import { define, personOf } from "../../../lib/http/define.ts";
import { limit } from "../../../lib/http/limit.ts";
import { pathId } from "../../../lib/http/path_id.ts";
import { visitorOf } from "../../../lib/http/visitor.ts";
import { renamePasskeySchema } from "../../../lib/model/passkey.ts";

export const handler = define.handlers({
  async PATCH(ctx) {
    const session = personOf(ctx);
    limit(ctx, "accountChange");
    const { name } = await readJson(ctx.req, renamePasskeySchema);
    await ctx.state.hotline.passkeys.rename(session, pathId(ctx, "passkeyId"), name);
    return new Response(null, { status: 204 });
  },

  async DELETE(ctx) {
    const session = personOf(ctx);
    limit(ctx, "accountChange");
    await ctx.state.hotline.passkeys.remove(session, pathId(ctx, "passkeyId"), visitorOf(ctx));
    return new Response(null, { status: 204 });
  },
});
