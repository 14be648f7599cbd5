/** What the two routes of single sign-on share. */
import { HttpError, page } from "fresh";
import type { SingleSignOn } from "../auth/single_sign_on.ts";
import { HotlineError } from "../model/errors.ts";
import type { State } from "./define.ts";
import { retryAfter } from "./problem.ts";

type Call = { state: Pick<State, "hotline" | "origin"> };

/** Where the provider sends people back to: it has to know this address. */
export const callbackOf = ({ state }: Call): string => `${state.origin}/signin/oidc/callback`;

/** @throws HttpError 404 without single sign-on. */
export function singleSignOnOf({ state }: Call): SingleSignOn {
  const { singleSignOn } = state.hotline;
  if (!singleSignOn) throw new HttpError(404);
  return singleSignOn;
}

/** The page of a sign-in that was refused. @throws whatever is no refusal. */
export function failedSignIn(error: unknown) {
  if (!(error instanceof HotlineError)) throw error;
  const headers = new Headers({ "cache-control": "no-store" });
  if (error.retryable) headers.set("retry-after", retryAfter(error));
  return page({ message: error.message }, { status: error.status, headers });
}
