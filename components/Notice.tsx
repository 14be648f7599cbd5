import type { ComponentChildren } from "preact";

/** What has just been done, at the top of the page that follows. */
export function Notice({ children }: { children: ComponentChildren }) {
  return <p class="notice" role="status">{children}</p>;
}
