import { type ComponentChildren, createContext, options, type VNode } from "preact";
import { useContext } from "preact/hooks";
import { isSlot } from "./islands.ts";
import { currentRendering, isPlain, mark, plainNode, type Rendering } from "./rendering.ts";
import { lockImages } from "./runtime/asset.ts";
import { HeadScope } from "./runtime/head.tsx";

type Props = Record<string, unknown>;

/**
 * A node that something else is rendered in place of. It stays replaced: if it
 * is used again, there may be another rendering, or none.
 */
interface Replaced {
  type: VNode["type"];
  /** The key that the node was given. */
  name: string | undefined;
  props: Props;
}

/** Whether this is part of an island already, whose script covers it. */
const InIsland = createContext(false);

/** Rendered in place of an island: the island between two marks. */
function IslandPlace({ type, props }: Replaced) {
  const isInside = useContext(InIsland);
  const rendering = currentRendering();
  const island = rendering?.index.get(type);
  if (isInside || !rendering || !island) return plainNode(type, props);

  const id = rendering.islands.add(island.module, island.name, props);
  const placed: Props = {};
  for (const [name, value] of Object.entries(props)) {
    placed[name] = isSlot(value) ? <Slot jsx={value} /> : value;
  }
  return (
    <>
      {mark(`island:${id}`)}
      <InIsland.Provider value>{plainNode(type, placed)}</InIsland.Provider>
      {mark(`/island:${id}`)}
    </>
  );
}

/** Rendered in place of JSX that an island was given. */
function Slot({ jsx }: { jsx: ComponentChildren }) {
  const slot = currentRendering()!.islands.place(jsx);
  return (
    <>
      {mark(`slot:${slot}`)}
      <InIsland.Provider value={false}>{jsx}</InIsland.Provider>
      {mark(`/slot:${slot}`)}
    </>
  );
}

/** Rendered in place of the elements that make up a document. */
function DocumentElement({ type, name, props }: Replaced) {
  const scope = useContext(HeadScope);
  const rendering = currentRendering();
  if (!rendering) return plainNode(type, props);
  if (type === "html" || type === "head" || type === "body") {
    return renderFrame(type, props, rendering);
  }
  const added: Props = {};
  if (type === "script" || type === "style") added.nonce = rendering.nonce;
  if (name !== undefined) added["data-key"] = name;
  const vnode = plainNode(type, { ...props, ...added });
  const identity = identify(type as string, name, props);
  if (scope === "component") {
    rendering.addedHead.set(identity ?? vnode, vnode);
    return null;
  }
  if (scope === undefined || identity === undefined) return vnode;
  const place = rendering.ownHead.push({ identity, vnode }) - 1;
  // Within another fragment, as the renderer unwraps one that is all of a component.
  return <>{mark(`head:${place}`)}</>;
}

/** Marks where more can be added to the document. */
function renderFrame(tag: "html" | "head" | "body", props: Props, { tags }: Rendering) {
  tags.add(tag);
  const children = (
    <>
      {tag === "html" && mark("html")}
      <HeadScope.Provider value={tag === "head" ? "document" : undefined}>
        {props.children as ComponentChildren}
      </HeadScope.Provider>
      {mark(`/${tag}`)}
    </>
  );
  return plainNode(tag, { ...props, children });
}

/** What there can be only one of in a head. */
function identify(tag: string, name: string | undefined, attributes: Props): string | undefined {
  if (name !== undefined) return `${tag} key ${name}`;
  if (tag === "title") return tag;
  if (tag === "meta" && attributes.name) return `meta ${attributes.name}`;
  return undefined;
}

const DOCUMENT_TAGS = new Set<unknown>(
  "html head body title meta link base script style noscript template".split(" "),
);

/** Puts our components in the place of what needs treatment. */
function treat(vnode: VNode): void {
  const rendering = currentRendering();
  if (!rendering) return;
  const { type, props, key } = vnode;
  const isIsland = rendering.index.has(type);
  if (!isIsland && !DOCUMENT_TAGS.has(type) || isPlain(vnode)) return;
  vnode.type = (isIsland ? IslandPlace : DocumentElement) as VNode["type"];
  vnode.props = { type, name: key ?? undefined, props } as object as VNode["props"];
}

/** Lets documents be rendered with islands, `<Head>` and nonces. */
export function installRenderHooks(): void {
  lockImages();
  // "__b" is what Preact's build calls its hook before a node is rendered. Nodes
  // are replaced no earlier, so that components still see what they were given.
  const hooks = options as { __b?: (vnode: VNode) => void };
  const { __b: before } = hooks;
  hooks.__b = (vnode) => {
    treat(vnode);
    before?.(vnode);
  };
}
