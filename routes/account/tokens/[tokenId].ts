import { define, personOf } from "../../../lib/http/define.ts";
import { pathId } from "../../../lib/http/path_id.ts";
import { visitorOf } from "../../../lib/http/visitor.ts";

export const handler = define.handlers({
  async POST(ctx) {
    const me = personOf(ctx);
    await ctx.state.hotline.tokens.revoke(me, pathId(ctx, "tokenId"), visitorOf(ctx));
    return ctx.redirect("/account/tokens?done=revoked", 303);
  },
});
