import { useEffect } from "preact/hooks";
import { exactTime, fully, shortly } from "../components/clock.ts";
import { useClock } from "../components/use_clock.ts";

const WORDS: Record<string, typeof fully> = { fully, shortly };

/** Retells, by the reader's own clock, the times that the server wrote outside of islands. */
export default function LocalTimes() {
  const clock = useClock();
  useEffect(() => {
    if (clock.now === null) return;
    for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-words]")) {
      const words = WORDS[time.dataset.words ?? ""];
      if (words === undefined) continue;
      time.textContent = words(time.dateTime, clock);
      time.title = exactTime(time.dateTime, clock);
    }
  }, [clock]);
  return null;
}
