import { define, personOf } from "../../../lib/http/define.ts";
import { visitorOf } from "../../../lib/http/visitor.ts";

export const handler = define.handlers({
  async GET(ctx) {
    return ctx.json({ sessions: await ctx.state.hotline.ownSessions.list(personOf(ctx)) });
  },

  async DELETE(ctx) {
    await ctx.state.hotline.ownSessions.endOthers(personOf(ctx), visitorOf(ctx));
    return new Response(null, { status: 204 });
  },
});
