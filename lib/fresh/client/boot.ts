import { type Signal, signal } from "@preact/signals";
import { parse } from "devalue";
import { type ComponentType, h, hydrate } from "preact";
import { lockImages, setBuildId } from "../runtime/asset.ts";
import { islandRoots, readSlots } from "./marks.ts";

interface Payload {
  build: string;
  islands: { src: string; name: string; props: Record<string, unknown> }[];
}

// Signals get their values at the end, as one may contain itself.
const signals = new Map<[unknown], Signal>();

function reviveSignal(box: [unknown]): Signal {
  let revived = signals.get(box);
  if (!revived) signals.set(box, revived = signal());
  return revived;
}

const json = document.getElementById("fresh-islands")!.textContent;
const { build, islands }: Payload = parse(json, {
  Signal: reviveSignal,
  Slot: (id) => h(Slot, { id }),
  View: (bytes) => bytes,
});
for (const [[value], revived] of signals) revived.value = value;

setBuildId(build); // before any island's module runs
const modules: Record<string, ComponentType>[] = await Promise.all(
  islands.map(({ src }) => import(src)),
);

lockImages();

function Island({ id }: { id: number }) {
  const { name, props } = islands[id]!;
  return h(modules[id]![name]!, props);
}

// Slots are read before hydration touches the markup that they are part of.
const slots = readSlots((id) => h(Island, { id }));

function Slot({ id }: { id: number }) {
  return slots.get(id);
}

for (const { id, parent } of islandRoots()) hydrate(h(Island, { id }), parent);
