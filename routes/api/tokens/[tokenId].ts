import { define, personOf } from "../../../lib/http/define.ts";
import { pathId } from "../../../lib/http/path_id.ts";
import { visitorOf } from "../../../lib/http/visitor.ts";

export const handler = define.handlers({
  async DELETE(ctx) {
    const me = personOf(ctx);
    await ctx.state.hotline.tokens.revoke(me, pathId(ctx, "tokenId"), visitorOf(ctx));
    return new Response(null, { status: 204 });
  },
});
