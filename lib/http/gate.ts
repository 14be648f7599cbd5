/** The two ways through the gate, signing in and signing up: one form, which begins a session. */
import { type Context, page } from "fresh";
import type { z } from "zod";
import type { SignedIn } from "../auth/accounts.ts";
import type { SignIn, SignUp } from "../model/user.ts";
import { readDeviceToken, setCookies } from "./begun_session.ts";
import { define, type State } from "./define.ts";
import { EMPTY_FORM, parseForm, refusedForm } from "./form.ts";
import { limit } from "./limit.ts";
import { nextPath } from "./next_path.ts";
import { visitorOf } from "./visitor.ts";

/** Signs in from where the call comes. @throws HotlineError as `Accounts.signIn` does. */
export function signIn(ctx: Context<State>, input: SignIn): Promise<SignedIn> {
  const { accounts } = ctx.state.hotline;
  return accounts.signIn(input, visitorOf(ctx), readDeviceToken(ctx));
}

/** Makes an account. @throws HotlineError as `Accounts.signUp` does, or `rate_limited`. */
export function signUp(ctx: Context<State>, input: SignUp): Promise<SignedIn> {
  limit(ctx, "signUp");
  const { accounts } = ctx.state.hotline;
  return accounts.signUp(input, visitorOf(ctx), readDeviceToken(ctx));
}

/**
 * The handlers of such a page. Who has come in goes on to where they wanted to be; a refusal by
 * `enter` comes back beside its field, with everything but the password still filled in.
 * `assertIsOpen` throws where the gate is closed.
 */
export function gateHandlers<Input extends SignIn & { name?: string }>(
  schema: z.ZodType<Input>,
  enter: (ctx: Context<State>, input: Input) => Promise<SignedIn>,
  assertIsOpen: (call: { state: State }) => void = () => {},
) {
  return define.handlers({
    GET(ctx) {
      assertIsOpen(ctx);
      if (ctx.state.session) return ctx.redirect(nextPath(ctx.url), 303);
      return page(EMPTY_FORM);
    },

    async POST(ctx) {
      assertIsOpen(ctx);
      const form = await parseForm(ctx.req, schema);
      if (!form.ok) return page({ errors: form.errors, values: form.values }, { status: 422 });
      try {
        const signedIn = await enter(ctx, form.value);
        const response = ctx.redirect(nextPath(ctx.url), 303);
        setCookies(response.headers, ctx, signedIn);
        return response;
      } catch (error) {
        const { username, name = "" } = form.value;
        return page(...refusedForm(error, { username, name }));
      }
    },
  });
}
