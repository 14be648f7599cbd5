import { relyingPartyAt } from "../../../lib/auth/relying_party.ts";
import { define, personOf } from "../../../lib/http/define.ts";
import { limit } from "../../../lib/http/limit.ts";

export const handler = define.handlers({
  async POST(ctx) {
    const session = personOf(ctx);
    limit(ctx, "accountChange");
    const party = relyingPartyAt(ctx.state.origin);
    return ctx.json(await ctx.state.hotline.passkeys.beginAdding(session, party));
  },
});
