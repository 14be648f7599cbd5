import { type ComponentChildren, createContext, options, type VNode } from "preact";
import { useContext } from "preact/hooks";
import { isSlot } from "./islands.ts";
import { currentRendering, isPlain, mark, plainNode } from "./rendering.ts";
import type { Rendering } from "./rendering.ts";
import { lockImage } from "./runtime/asset.ts";
import { HeadScope } from "./runtime/head.tsx";

type Props = Record<string, unknown>;

/** Whether this is part of an island already, whose script covers it. */
const InIsland = createContext(false);

/** Rendered in place of an island: the island between two marks. */
function IslandPlace({ type, props }: { type: VNode["type"]; props: Props }) {
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
function Slot({ jsx }: { jsx: unknown }) {
  const { islands } = currentRendering()!;
  const slot = islands.slot(jsx);
  islands.place(slot);
  return (
    <>
      {mark(`slot:${slot}`)}
      <InIsland.Provider value={false}>
        {jsx as ComponentChildren}
      </InIsland.Provider>
      {mark(`/slot:${slot}`)}
    </>
  );
}

interface ElementProps {
  tag: string;
  /** The key that the element was given. */
  name: string | undefined;
  attributes: Props;
}

/** Rendered in place of the elements that make up a document. */
function DocumentElement({ tag, name, attributes }: ElementProps) {
  const scope = useContext(HeadScope);
  const rendering = currentRendering();
  if (!rendering) return plainNode(tag, attributes);
  if (tag === "html" || tag === "head" || tag === "body") {
    return renderFrame(tag, attributes, rendering);
  }
  const added: Props = {};
  if (tag === "script" || tag === "style") added.nonce = rendering.nonce;
  if (name !== undefined) added["data-key"] = name;
  const vnode = plainNode(tag, { ...attributes, ...added });
  const identity = identify(tag, name, attributes);
  if (scope === "component") {
    rendering.addedHead.push({ identity, vnode });
    return null;
  }
  if (scope === undefined || identity === undefined) return vnode;
  const place = rendering.ownHead.push({ identity, vnode }) - 1;
  return <>{mark(`head:${place}`)}</>;
}

/** Marks where more can be added to the document. */
function renderFrame(
  tag: "html" | "head" | "body",
  { children, ...attributes }: Props,
  { tags }: Rendering,
) {
  tags.add(tag);
  return plainNode(
    tag,
    attributes,
    <>
      {tag === "html" && mark("html")}
      <HeadScope.Provider value={tag === "head" ? "document" : undefined}>
        {children as ComponentChildren}
      </HeadScope.Provider>
      {mark(`/${tag}`)}
    </>,
  );
}

/** What there can be only one of in a head. */
function identify(tag: string, name: string | undefined, attributes: Props): string | undefined {
  if (name !== undefined) return `${tag} key ${name}`;
  if (tag === "title") return tag;
  if (tag === "meta" && attributes.name) return `meta ${attributes.name}`;
  return undefined;
}

const DOCUMENT_TAGS = new Set(
  "html head body title meta link base script style noscript template".split(" "),
);

/** Puts our components in the place of what needs treatment. */
function treat(vnode: VNode): void {
  const rendering = currentRendering();
  if (!rendering || isPlain(vnode)) return;
  const { type, props, key } = vnode;
  if (typeof type === "string") {
    if (!DOCUMENT_TAGS.has(type)) return;
    const attributes = props as Props;
    replace(vnode, <DocumentElement tag={type} name={key ?? undefined} attributes={attributes} />);
  } else if (rendering.index.has(type)) {
    replace(vnode, <IslandPlace type={type} props={props as Props} />);
  }
}

function replace(vnode: VNode, { type, props }: VNode): void {
  vnode.type = type;
  vnode.props = props as VNode["props"];
}

/** Lets documents be rendered with islands, `<Head>` and nonces. */
export function installRenderHooks(): void {
  const { vnode: created } = options;
  options.vnode = (vnode) => {
    lockImage(vnode);
    created?.(vnode);
  };
  // "__b" is what Preact's build calls its hook before a node is rendered. Nodes
  // are replaced no earlier, so that components still see what they were given.
  const hooks = options as { __b?: (vnode: VNode) => void };
  const { __b: before } = hooks;
  hooks.__b = (vnode) => {
    treat(vnode);
    before?.(vnode);
  };
}
