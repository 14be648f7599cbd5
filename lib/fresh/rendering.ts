import { Fragment, h, type VNode } from "preact";
import type { Build } from "./build.ts";
import type { IslandIndex, PageIslands } from "./islands.ts";

/** What a document depends on besides its content. */
export interface DocumentOptions {
  build: Build | undefined;
  /** Marks scripts and styles as ours. */
  nonce: string | undefined;
  basePath: string;
}

/** What the rendering of one document gathers on its way. */
export interface Rendering extends DocumentOptions {
  index: IslandIndex;
  islands: PageIslands;
  /** Which of `<html>`, `<head>` and `<body>` the page brings along. */
  tags: Set<string>;
  /** Elements of the page's own `<head>` that others of the same identity replace. */
  ownHead: { identity: string; vnode: VNode }[];
  /** Elements from `<Head>` components, by identity or, without one, by themselves. */
  addedHead: Map<string | VNode, VNode>;
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
export function plainNode(type: VNode["type"], props: object): VNode {
  const vnode: VNode = h(type as "div", props);
  untreated.add(vnode);
  return vnode;
}

/** Whether a virtual node was made by `plainNode()`. */
export function isPlain(vnode: VNode): boolean {
  return untreated.has(vnode);
}
