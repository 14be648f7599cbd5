import { Signal } from "@preact/signals";
import { DevalueError, stringify } from "devalue";
import { type ComponentChildren, isValidElement } from "preact";
import type { IslandModule } from "./build.ts";
import { currentBuildId } from "./runtime/asset.ts";

/** Islands by their component. */
export type IslandIndex = Map<unknown, { module: IslandModule; name: string }>;

const indexes = new WeakMap<IslandModule[], IslandIndex>();

/** Finds the islands among the exports of their modules, once for each build. */
export function indexIslands(modules: IslandModule[]): IslandIndex {
  return indexes.getOrInsertComputed(modules, makeIndex);
}

function makeIndex(modules: IslandModule[]): IslandIndex {
  const index: IslandIndex = new Map();
  for (const module of modules) {
    for (const [name, value] of Object.entries(module.exports)) {
      if (typeof value === "function") index.set(value, { module, name });
    }
  }
  return index;
}

interface Entry {
  src: string;
  name: string;
  props: object;
}

/** The islands of one page, as its rendering meets them. */
export class PageIslands {
  readonly modules = new Set<IslandModule>();
  readonly #basePath: string;
  readonly #entries: Entry[] = [];
  /** JSX among the props of islands: the browser gets it as markup. */
  readonly #slots: ComponentChildren[] = [];
  readonly #placed = new Set<number>();

  constructor(basePath: string) {
    this.#basePath = basePath;
  }

  /** Notes an island; its number stands in the markup and in the payload. */
  add(module: IslandModule, name: string, props: object): number {
    this.modules.add(module);
    const src = this.#basePath + module.src;
    return this.#entries.push({ src, name, props }) - 1;
  }

  /** Notes that a piece of JSX is part of the markup of its island; gives its slot. */
  place(jsx: ComponentChildren): number {
    const slot = this.#slotOf(jsx);
    this.#placed.add(slot);
    return slot;
  }

  /**
   * What brings the islands to life in the browser: JSX that no island has
   * rendered so far, and the props of all islands.
   */
  payload(render: (jsx: ComponentChildren) => string): string {
    if (this.#entries.length === 0) return "";
    let templates = "";
    let json: string;
    let slot = 0;
    do {
      // Rendering a slot may meet further islands, and their props hold slots.
      while (slot < this.#slots.length) {
        const jsx = this.#slots[slot++];
        if (this.#placed.has(slot)) continue;
        const markup = `<!--fresh:slot:${slot}-->${render(jsx)}<!--fresh:/slot:${slot}-->`;
        templates += `<template data-fresh-slot>${markup}</template>`;
      }
      json = this.#serialize();
    } while (slot < this.#slots.length);
    return `${templates}<script type="application/json" id="fresh-islands">${json}</script>`;
  }

  /** The number of a piece of JSX, from 1. */
  #slotOf(jsx: ComponentChildren): number {
    return this.#slots.indexOf(jsx) + 1 || this.#slots.push(jsx);
  }

  /** As JSON in which no string can end the script element around it. */
  #serialize(): string {
    const data = { build: currentBuildId(), islands: this.#entries };
    try {
      return stringify(data, {
        Slot: (value) => isSlot(value) && this.#slotOf(value),
        Signal: (value) => value instanceof Signal && [value.peek()],
        View: (value) => isPartialView(value) && ownPart(value),
      });
    } catch (error) {
      if (!(error instanceof DevalueError)) throw error;
      const { message, path } = error; // such as ".islands[2].props.onClick"
      const [, index] = /^\.islands\[(\d+)\]/.exec(path) ?? [];
      const { name, src } = this.#entries[Number(index)]!;
      throw new TypeError(
        `Props of islands must be data, signals or JSX: ${message} (${path}, ${name} of ${src})`,
        { cause: error },
      );
    }
  }
}

/** Whether a prop is JSX, which travels as markup instead of data. */
export function isSlot(value: unknown): value is ComponentChildren {
  return isJsx(value) || (Array.isArray(value) && value.some(isJsx));
}

function isJsx(value: unknown): boolean {
  // A signal can be rendered as well, but it is alive.
  return isValidElement(value) && !(value instanceof Signal);
}

function isPartialView(value: unknown): value is ArrayBufferView {
  return ArrayBuffer.isView(value) && value.byteLength !== value.buffer.byteLength;
}

/** A copy without the rest of the buffer, which is nobody's business. */
function ownPart({ constructor, buffer, byteOffset, byteLength }: ArrayBufferView) {
  const View = constructor as new (buffer: ArrayBufferLike) => ArrayBufferView;
  return new View(buffer.slice(byteOffset, byteOffset + byteLength));
}
