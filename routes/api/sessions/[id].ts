import { define, personOf } from "../../../lib/http/define.ts";
import { visitorOf } from "../../../lib/http/visitor.ts";

export const handler = define.handlers({
  async DELETE(ctx) {
    const me = personOf(ctx);
    await ctx.state.hotline.ownSessions.end(me, ctx.params.id ?? "", visitorOf(ctx));
    return new Response(null, { status: 204 });
  },
});
