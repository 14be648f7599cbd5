import { relyingPartyAt } from "../../../lib/auth/relying_party.ts";
import { readJson } from "../../../lib/http/body.ts";
import { define, personOf } from "../../../lib/http/define.ts";
import { limit } from "../../../lib/http/limit.ts";
import { visitorOf } from "../../../lib/http/visitor.ts";
import { newPasskeySchema } from "../../../lib/model/passkey.ts";

export const handler = define.handlers({
  async GET(ctx) {
    return ctx.json({ passkeys: await ctx.state.hotline.passkeys.list(personOf(ctx)) });
  },

  async POST(ctx) {
    const session = personOf(ctx);
    limit(ctx, "accountChange");
    const passkey = await ctx.state.hotline.passkeys.finishAdding(
      session,
      await readJson(ctx.req, newPasskeySchema),
      { party: relyingPartyAt(ctx.state.origin), visitor: visitorOf(ctx) },
    );
    return ctx.json({ passkey }, { status: 201 });
  },
});
