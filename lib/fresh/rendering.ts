import { type ComponentChildren, Fragment, h, type VNode } from "preact";
import type { IslandIndex, PageIslands } from "./islands.ts";

/** An element of the head; another one of the same identity replaces it. */
export interface HeadElement {
  identity: string | undefined;
  vnode: VNode;
}

/** What the rendering of one document gathers on its way. */
export interface Rendering {
  nonce: string | undefined;
  index: IslandIndex;
  islands: PageIslands;
  /** Which of `<html>`, `<head>` and `<body>` the page brings along. */
  tags: Set<string>;
  /** Replaceable elements of the page's own `<head>`. */
  ownHead: HeadElement[];
  /** Elements from `<Head>` components. */
  addedHead: HeadElement[];
}

let current: Rendering | undefined;

/** The rendering under way, if any: rendering is synchronous. */
export function currentRendering(): Rendering | undefined {
  return current;
}

/** Makes `rendering` the current one while `fn` runs. */
export function during<T>(rendering: Rendering, fn: () => T): T {
  const outer = current;
  current = rendering;
  try {
    return fn();
  } finally {
    current = outer;
  }
}

/** A comment, `<!--fresh:name-->`, that stands for a place in the markup. */
export function mark(name: string): VNode {
  return h(Fragment, { UNSTABLE_comment: `fresh:${name}` } as object);
}

const untreated = new WeakSet<VNode>();

/** Makes a virtual node that `treat()` in render_hooks.tsx leaves alone. */
export function plainNode(type: VNode["type"], props: object, children?: ComponentChildren): VNode {
  const vnode = children === undefined
    ? h(type as "div", props)
    : h(type as "div", props, children);
  untreated.add(vnode as VNode);
  return vnode as VNode;
}

/** Whether a virtual node was made by `plainNode()`. */
export function isPlain(vnode: VNode): boolean {
  return untreated.has(vnode);
}
