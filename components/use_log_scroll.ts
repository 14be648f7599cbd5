import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ShownMessage } from "./shown_message.ts";

/** So near to the end counts as there. */
const END_PX = 48;

/**
 * Keeps what is read in its place while a conversation grows at either side: at the
 * end it stays at the end, elsewhere the first visible message does not move.
 *
 * The log is a reversed column, so a scroll position of 0 is its end and those
 * further up are negative. Own messages always lead to the end.
 */
export function useLogScroll(messages: readonly ShownMessage[], readerId: string) {
  const log = useRef<HTMLDivElement>(null);
  const anchor = useRef<{ element: Element; top: number } | null>(null);
  const last = messages.at(-1);
  const [seenKey, setSeenKey] = useState(last?.key);
  const isOwnNew = last !== undefined && last.key !== seenKey && last.author.id === readerId;

  function toEnd(): void {
    anchor.current = null;
    log.current?.scrollTo({ top: 0 });
    setSeenKey(last?.key);
  }

  function look(): void {
    const element = log.current;
    if (element === null) return;
    const isAtEnd = -element.scrollTop < END_PX;
    anchor.current = isAtEnd ? null : firstVisible(element);
    if (isAtEnd) setSeenKey(last?.key);
  }

  useLayoutEffect(() => {
    const element = log.current;
    if (element === null) return;
    if (isOwnNew || anchor.current === null) return toEnd();
    const { element: kept, top } = anchor.current;
    if (kept.isConnected) element.scrollTop += kept.getBoundingClientRect().top - top;
    look();
  });

  useEffect(() => {
    const { hash } = location;
    // A link to one message leads there; everything else opens at the end.
    if (hash.startsWith("#m-")) document.getElementById(hash.slice(1))?.scrollIntoView();
    look();
  }, []);

  const seen = messages.findLastIndex((message) => message.key === seenKey);
  const unseen = messages.slice(seen + 1).filter((message) => message.author.id !== readerId);
  return { log, onScroll: look, toEnd, newCount: unseen.length };
}

/** Found by halving: reading a place costs a layout, and there may be thousands. */
function firstVisible(log: HTMLElement): { element: Element; top: number } | null {
  const items = log.querySelectorAll(".message");
  const edge = log.getBoundingClientRect().top;
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle]!.getBoundingClientRect().bottom > edge) high = middle;
    else low = middle + 1;
  }
  const element = items[low];
  return element === undefined ? null : { element, top: element.getBoundingClientRect().top };
}
