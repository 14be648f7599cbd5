import { idempotencyKey, readJson } from "../../../lib/http/body.ts";
import { define, personOf } from "../../../lib/http/define.ts";
import { visitorOf } from "../../../lib/http/visitor.ts";
import { tokenCallSchema } from "../../../lib/model/session.ts";

export const handler = define.handlers({
  async GET(ctx) {
    return ctx.json({ tokens: await ctx.state.hotline.tokens.list(personOf(ctx)) });
  },

  async POST(ctx) {
    const me = personOf(ctx);
    const defaults = { clientId: crypto.randomUUID(), ...idempotencyKey(ctx.req) };
    const input = await readJson(ctx.req, tokenCallSchema, defaults);
    const made = await ctx.state.hotline.tokens.make(me, input, visitorOf(ctx));
    return ctx.json(made, { status: 201 });
  },
});
