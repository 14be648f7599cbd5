import { relyingPartyAt } from "../../../../lib/auth/relying_party.ts";
import { define } from "../../../../lib/http/define.ts";
import {
  newBrowserSecret,
  readBrowserSecret,
  setBrowserSecret,
} from "../../../../lib/http/passkey_cookie.ts";
import { visitorOf } from "../../../../lib/http/visitor.ts";

export const handler = define.handlers({
  async POST(ctx) {
    const browser = readBrowserSecret(ctx) ?? newBrowserSecret();
    const options = await ctx.state.hotline.passkeySignIn.begin({
      browser,
      party: relyingPartyAt(ctx.state.origin),
      visitor: visitorOf(ctx),
    });
    return ctx.json(options, { headers: { "set-cookie": setBrowserSecret(ctx, browser) } });
  },
});
