/** The doors that a desk may close: making accounts for oneself, and asking without one. */
import { HotlineError } from "../model/errors.ts";
import type { State } from "./define.ts";

type Call = { state: Pick<State, "hotline"> };

/** @throws HotlineError `forbidden` with HOTLINE_SIGNUP=off. */
export function assertSignUpIsOpen({ state }: Call): void {
  if (state.hotline.config.allowsSignUp) return;
  throw new HotlineError(
    "forbidden",
    "Accounts are made by the people who run this desk. Ask them for one.",
  );
}

/** @throws HotlineError `forbidden` with HOTLINE_GUESTS=off. Links made before go on working. */
export function assertGuestsAreWelcome({ state }: Call): void {
  if (state.hotline.config.allowsGuests) return;
  throw new HotlineError("forbidden", "This desk takes questions from people with an account.");
}
