import { useEffect, useState } from "preact/hooks";
import { type Clock, SERVER_CLOCK } from "./clock.ts";

/** Often enough for "5 min ago". */
const TICK_MS = 30_000;

/** The clock to tell times by: the server's at first, the reader's own once the page is alive. */
export function useClock(): Clock {
  const [clock, setClock] = useState(SERVER_CLOCK);
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const tick = () => setClock({ now: Date.now(), zone: timeZone });
    tick();
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return clock;
}
