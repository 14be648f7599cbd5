import type { Build } from "./build.ts";
import type { Context } from "./context.ts";
import type { Layout, PageComponent } from "./route.ts";

/** What surrounds the page of one request. */
export interface Shell<State> {
  build?: Build | undefined;
  /** The app wrapper, if there is one. */
  wrapper?: PageComponent<State> | undefined;
  /** Layouts from the outermost to the innermost. */
  layouts: Layout<State>[];
  /** Asks the document to mark its scripts and styles. */
  useNonce?: boolean;
  /** The mark that the document got. */
  nonce?: string;
}

// Kept apart from the context, as apps have no business with it.
// deno-lint-ignore no-explicit-any -- each context has a shell of its own state
const shells = new WeakMap<Context<any>, Shell<any>>();

/** The shell of a request. */
export function shellOf<State>(ctx: Context<State>): Shell<State> {
  return shells.getOrInsertComputed(ctx, () => ({ layouts: [] }));
}
