import { type ComponentChild, type ContainerNode, h } from "preact";

/** An island in the markup, dressed up as the only content of a parent. */
export interface IslandRoot {
  id: number;
  parent: ContainerNode;
}

const MARK = /^fresh:(island|slot):(\d+)$/;

/** The islands of the document that are not part of another island. */
export function islandRoots(): IslandRoot[] {
  const roots: IslandRoot[] = [];
  let end: Comment | undefined;
  for (const comment of comments(document)) {
    if (comment === end) end = undefined;
    if (end) continue;
    const [, name, id] = MARK.exec(comment.data) ?? [];
    if (name !== "island") continue;
    end = closing(comment);
    roots.push({ id: Number(id), parent: parentOf(comment, end) });
  }
  return roots;
}

/** Reads JSX that islands were given back from the markup, by slot number. */
export function readSlots(island: (id: number) => ComponentChild): Map<number, ComponentChild[]> {
  const slots = new Map<number, ComponentChild[]>();
  const templates = document.querySelectorAll<HTMLTemplateElement>("template[data-fresh-slot]");
  for (const root of [document, ...[...templates].map(({ content }) => content)]) {
    for (const comment of comments(root)) {
      const [, name, id] = MARK.exec(comment.data) ?? [];
      if (name !== "slot") continue;
      slots.set(Number(id), read(comment.nextSibling, closing(comment), island));
    }
  }
  return slots;
}

/** Turns nodes into virtual nodes, up to `end`. */
function read(
  start: Node | null,
  end: Node | null,
  island: (id: number) => ComponentChild,
): ComponentChild[] {
  const children: ComponentChild[] = [];
  for (let node = start; node && node !== end; node = node.nextSibling) {
    if (node instanceof Text) children.push(node.data);
    if (node instanceof Element) {
      children.push(h(node.localName, attributes(node), ...read(node.firstChild, null, island)));
    }
    const [, name, id] = node instanceof Comment && MARK.exec(node.data) || [];
    if (name === "island") {
      children.push(island(Number(id)));
      node = closing(node as Comment);
    }
  }
  return children;
}

function attributes(element: Element): Record<string, unknown> {
  const props: Record<string, unknown> = {};
  for (const { name, value } of element.attributes) {
    // Preact sets `checked` and its like as properties, which are no strings.
    const property = (element as unknown as Record<string, unknown>)[name];
    props[name] = typeof property === "boolean" ? property : value;
  }
  return props;
}

function* comments(root: Node): Generator<Comment> {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  while (walker.nextNode()) yield walker.currentNode as Comment;
}

/** The mark that ends what `comment` begins. */
function closing(comment: Comment): Comment {
  const data = comment.data.replace(":", ":/");
  let node = comment.nextSibling;
  while (node && (node as Comment).data !== data) node = node.nextSibling;
  if (!node) throw new Error(`No ${data} after ${comment.data}`);
  return node as Comment;
}

/** Lets Preact own the nodes between two marks as if it owned their parent. */
function parentOf(start: Comment, end: Comment): ContainerNode {
  const parent = start.parentNode!;
  const childNodes: ChildNode[] = [];
  let node = start.nextSibling;
  for (; node && node !== end; node = node.nextSibling) childNodes.push(node);
  const insertBefore = (child: Node, next: Node | null) => parent.insertBefore(child, next ?? end);
  const root = {
    nodeType: 1,
    namespaceURI: (parent as Element).namespaceURI,
    parentNode: parent,
    firstChild: childNodes[0] ?? null,
    childNodes,
    insertBefore,
    appendChild: (child: Node) => insertBefore(child, null),
    removeChild: (child: Node) => parent.removeChild(child),
    contains: (child: Node) => parent.contains(child),
  };
  return root as object as ContainerNode;
}
