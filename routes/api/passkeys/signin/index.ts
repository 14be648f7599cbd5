import { relyingPartyAt } from "../../../../lib/auth/relying_party.ts";
import { setCookies } from "../../../../lib/http/begun_session.ts";
import { readJson } from "../../../../lib/http/body.ts";
import { define } from "../../../../lib/http/define.ts";
import { readBrowserSecret } from "../../../../lib/http/passkey_cookie.ts";
import { visitorOf } from "../../../../lib/http/visitor.ts";
import { passkeyProofSchema } from "../../../../lib/model/passkey.ts";

export const handler = define.handlers({
  async POST(ctx) {
    const proof = await readJson(ctx.req, passkeyProofSchema);
    const signedIn = await ctx.state.hotline.passkeySignIn.finish(proof, {
      // A browser without a secret was asked nothing: no challenge is found for it.
      browser: readBrowserSecret(ctx) ?? "",
      party: relyingPartyAt(ctx.state.origin),
      visitor: visitorOf(ctx),
    });
    const response = ctx.json({ user: signedIn.session.user });
    setCookies(response.headers, ctx, signedIn);
    return response;
  },
});
