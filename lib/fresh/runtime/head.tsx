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
export function Head(props: { children?: ComponentChildren }): JSX.Element | null {
  if (IS_BROWSER) {
    useDocumentHead(props.children);
    return null;
  }
  return <HeadScope.Provider value="component">{props.children}</HeadScope.Provider>;
}

function useDocumentHead(children: ComponentChildren): void {
  const placed = useRef<Element[]>([]);
  useEffect(() => {
    const draft = document.createElement("head");
    render(children, draft);
    placed.current = [...draft.children].map((element, i) => place(element, placed.current[i]));
  });
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
