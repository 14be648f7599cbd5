/** A bus whose hints get lost, doubled, late and out of order, as a real one may. */
import type { Bus, Hint } from "../../lib/bus/bus.ts";

/** Of each hint that arrives: what is passed on now. What is kept back may come with a later one. */
export type Mangling = (hint: Hint) => Hint[];

export function unreliable(bus: Bus, mangle: Mangling): Bus {
  return {
    publish: (hint) => bus.publish(hint),
    close: () => bus.close(),
    subscribe: (listener) =>
      bus.subscribe((hint) => {
        for (const mangled of mangle(hint)) listener(mangled);
      }),
  };
}

/** Loses all. */
export const losing: Mangling = () => [];

/** Loses some, doubles some, and keeps some back for later: in whatever order they come then. */
export function shuffling(random: () => number): Mangling {
  let late: Hint[] = [];
  return (hint) => {
    const chance = random();
    if (chance < 0.25) return [];
    if (chance < 0.5) {
      late.push(hint);
      return [];
    }
    const now = chance < 0.75 ? [hint, hint] : [hint];
    if (random() < 0.5) return now;
    const delayed = late.toSorted(() => random() - 0.5);
    late = [];
    return random() < 0.5 ? [...now, ...delayed] : [...delayed, ...now];
  };
}
