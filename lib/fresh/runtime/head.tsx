import { type ComponentChildren, createContext, type JSX, render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { IS_BROWSER } from "./is_browser.ts";

/** Whether elements are being rendered within `<head>` or within `<Head>`. */
export const HeadScope = /* @__PURE__ */ createContext<
  "document" | "component" | undefined
>(undefined);

/**
 * Adds its children to the `<head>` of the document. A title, a meta tag of the
 * same name, or an element of the same `key` is replaced instead.
 */
export function Head({ children }: { children?: ComponentChildren }): JSX.Element {
  return IS_BROWSER
    ? <DocumentHead>{children}</DocumentHead>
    : <HeadScope.Provider value="component">{children}</HeadScope.Provider>;
}

function DocumentHead({ children }: { children?: ComponentChildren }): null {
  const placed = useRef<Element[]>([]);
  useEffect(() => {
    const draft = document.createElement("head");
    render(children, draft);
    placed.current = [...draft.children].map((element, i) => place(element, placed.current[i]));
  });
  return null;
}

/** Puts an element into the head, in place of the one it supersedes. */
function place(element: Element, previous: Element | undefined): Element {
  if (element.localName === "title") {
    document.title = element.textContent;
    return element;
  }
  const superseded = previous ??
    [...document.head.children].find((other) => supersedes(element, other));
  if (superseded) superseded.replaceWith(element);
  else document.head.append(element);
  return element;
}

function supersedes(element: Element, other: Element): boolean {
  if (element.localName !== other.localName) return false;
  const name = element.localName === "meta" && element.getAttribute("name");
  return name ? other.getAttribute("name") === name : element.isEqualNode(other);
}
