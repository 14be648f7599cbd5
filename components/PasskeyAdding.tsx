import type { ComponentChildren } from "preact";
import { PASSKEYS_MAX } from "../lib/model/limits.ts";

export interface PasskeyAddingProps {
  /** How many there are. */
  count: number;
  /** Whether the person signed in a moment ago. */
  isRecent: boolean;
  /** Whether the site is reached by a name. */
  hasHostName: boolean;
  /** The button that adds one. */
  children: ComponentChildren;
}

/** The way to a further passkey, or what stands in it. */
export function PasskeyAdding({ count, isRecent, hasHostName, children }: PasskeyAddingProps) {
  if (count >= PASSKEYS_MAX) {
    return <p class="field-hint">That is as many as one can have. Remove one to add another.</p>;
  }
  if (!hasHostName) {
    return (
      <p class="field-hint">
        Browsers make passkeys only for sites with a name: open this page by its host name, or as
        {" "}
        <span class="code">localhost</span>.
      </p>
    );
  }
  if (!isRecent) {
    return (
      <form class="sign-in-again" method="post" action="/signout?next=/account/passkeys">
        <p>To add a passkey, sign in once more: so nobody does it at a desk that you left.</p>
        <button type="submit" class="button">Sign in again</button>
      </form>
    );
  }
  return (
    <>
      {children}
      <noscript>
        <p class="field-hint">Adding a passkey takes JavaScript, which is off in this browser.</p>
      </noscript>
    </>
  );
}
