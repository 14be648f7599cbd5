import { BackIcon } from "./icons.tsx";

/** The way back to the list, where there is no room for it beside the page. */
export function BackLink() {
  return (
    <a class="icon-button back only-narrow" href="/" title="All requests">
      <BackIcon />
      <span class="visually-hidden">All requests</span>
    </a>
  );
}
