/** Carries out a schedule on a site: each fault at its time, and its end when it has lasted. */
import { setTimeout as delay } from "node:timers/promises";
import type { NetworkState } from "./faulty_network.ts";
import type { Fault, FaultKind } from "./schedule.ts";
import type { Site } from "./site.ts";
import { CALM, type Weather } from "./weather.ts";

/** What befalls clients instead of the site. */
export interface ClientFaults {
  reloadPage(): void;
  /** False if nobody is left to sign out. */
  signOut(): boolean;
}

const CLOCK_MAX_MS = 60 * 60_000;

/** Gives how often each fault took place. */
export async function inflict(
  schedule: readonly Fault[],
  site: Site,
  clients: ClientFaults,
): Promise<Map<FaultKind, number>> {
  const counts = new Map<FaultKind, number>();
  const count = (kind: FaultKind) => counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const weather = new WeatherOver(site);
  const began = performance.now();
  const ends: Promise<void>[] = [];
  for (const fault of schedule) {
    await delay(Math.max(0, fault.atMs - (performance.now() - began)));
    const end = begin(fault, site, clients, weather);
    if (end === null) continue;
    count(fault.kind);
    ends.push(delay(fault.forMs).then(end));
  }
  await Promise.all(ends);
  return counts;
}

type End = () => void | Promise<void>;

/** Gives what ends the fault; null if it found nothing to befall. */
function begin(fault: Fault, site: Site, clients: ClientFaults, weather: WeatherOver): End | null {
  const { kind, target, strength } = fault;
  const server = site.servers[Math.floor(target * site.servers.length)]!;
  const network = site.networks[Math.floor(target * site.networks.length)]!;
  const nothing = () => {};
  const networkIn = (state: NetworkState): End => {
    network.enter(state);
    return () => network.enter("clear");
  };
  switch (kind) {
    case "kill":
      return server.signal("SIGKILL") ? nothing : null;
    case "terminate":
      return server.signal("SIGTERM") ? nothing : null;
    case "freeze":
      return server.freeze() ? () => server.thaw() : null;
    case "cut":
      network.cut();
      return nothing;
    case "silence":
      return networkIn("silent");
    case "slowNetwork":
      return networkIn("slow");
    case "slowReading":
      return networkIn("sipping");
    case "loseHints":
      return weather.with({ hints: "lost" });
    case "shuffleHints":
      return weather.with({ hints: "shuffled" });
    case "lockDatabase":
      return weather.with({ locked: 0.1 + 0.9 * strength });
    case "loseAnswers":
      return weather.with({ lost: 0.1 + 0.4 * strength });
    case "fillDisk":
      return weather.with({ full: 0.1 + 0.9 * strength });
    case "failReads":
      return weather.with({ unreadable: 0.05 + 0.4 * strength });
    case "jumpClock":
      return weather.with({ clockMs: Math.round((strength - 0.5) * 2 * CLOCK_MAX_MS) });
    case "reloadPage":
      clients.reloadPage();
      return nothing;
    case "signOut":
      return clients.signOut() ? nothing : null;
  }
}

/** Faults inside the servers overlap: what is over goes, and the others stay. */
class WeatherOver {
  readonly #site: Site;
  readonly #faults = new Set<Partial<Weather>>();
  #written: Promise<void> = Promise.resolve();

  constructor(site: Site) {
    this.#site = site;
  }

  with(fault: Partial<Weather>): End {
    this.#faults.add(fault);
    this.#write();
    return () => {
      this.#faults.delete(fault);
      return this.#write();
    };
  }

  #write(): Promise<void> {
    const weather = Object.assign({}, CALM, ...this.#faults);
    return this.#written = this.#written.then(() => this.#site.setWeather(weather));
  }
}
