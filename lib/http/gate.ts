/** The two ways through the gate, signing in and signing up: one form, which begins a session. */
import { page } from "fresh";
import type { z } from "zod";
import type { Accounts, SignedIn } from "../auth/accounts.ts";
import { HotlineError } from "../model/errors.ts";
import type { Visitor } from "../model/session.ts";
import type { SignIn } from "../model/user.ts";
import { define } from "./define.ts";
import { EMPTY_FORM, parseForm } from "./form.ts";
import { nextPath } from "./next_path.ts";
import { setSessionCookie } from "./session_cookie.ts";
import { visitorOf } from "./visitor.ts";

/**
 * The handlers of such a page. Who has come in goes on to where they wanted to be; a refusal by
 * `enter` comes back beside its field, with everything but the password still filled in.
 */
export function gateHandlers<Input extends SignIn & { name?: string }>(
  schema: z.ZodType<Input>,
  enter: (accounts: Accounts, input: Input, visitor: Visitor) => Promise<SignedIn>,
) {
  return define.handlers({
    GET(ctx) {
      if (ctx.state.session) return ctx.redirect(nextPath(ctx.url), 303);
      return page(EMPTY_FORM);
    },

    async POST(ctx) {
      const form = await parseForm(ctx.req, schema);
      if (!form.ok) return page({ errors: form.errors, values: form.values }, { status: 422 });
      try {
        const { session, token } = await enter(
          ctx.state.hotline.accounts,
          form.value,
          visitorOf(ctx),
        );
        const response = ctx.redirect(nextPath(ctx.url), 303);
        response.headers.append("set-cookie", setSessionCookie(ctx, token, session));
        return response;
      } catch (error) {
        if (!(error instanceof HotlineError)) throw error;
        const errors = [{ path: error.fields[0]?.path ?? "form", message: error.message }];
        const { username, name = "" } = form.value;
        return page({ errors, values: { username, name } }, { status: error.status });
      }
    },
  });
}
