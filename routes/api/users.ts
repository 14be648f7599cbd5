import { setCookies } from "../../lib/http/begun_session.ts";
import { assertSignUpIsOpen } from "../../lib/http/doors.ts";
import { readJson } from "../../lib/http/body.ts";
import { define } from "../../lib/http/define.ts";
import { signUp } from "../../lib/http/gate.ts";
import { signUpSchema } from "../../lib/model/user.ts";

export const handler = define.handlers({
  async POST(ctx) {
    assertSignUpIsOpen(ctx);
    const input = await readJson(ctx.req, signUpSchema);
    const signedIn = await signUp(ctx, input);
    const response = ctx.json({ user: signedIn.session.user }, { status: 201 });
    setCookies(response.headers, ctx, signedIn);
    return response;
  },
});
