/**
 * The server as it is deployed, on a platform that fails: this module is served in its place, puts
 * its own database, channel and clock where Deno's were, and then loads the build. Of the app
 * itself nothing is replaced.
 */
import type { Hint } from "../../lib/bus/bus.ts";
import { type Fault, faulty } from "../helpers/faulty_kv.ts";
import { losing, type Mangling, shuffling } from "../helpers/unreliable_bus.ts";
import { readWeather, type Weather } from "./weather.ts";

/** The channel of the bus; that on which isolates leave together stays as it is. */
const BUS_CHANNEL = "hotline.v1";
const LOOK_EVERY_MS = 50;

const weatherFile = variable("CHAOS_WEATHER");
let weather: Weather = readWeather(weatherFile);
setInterval(() => weather = readWeather(weatherFile), LOOK_EVERY_MS);

const now = Date.now;
Date.now = () => now() + weather.clockMs;

const openKv = Deno.openKv;
Object.defineProperty(Deno, "openKv", {
  configurable: true,
  value: async (path?: string) => failingToRead(faulty(await openKv(path), commitFault)),
});

const shuffle = shuffling(Math.random);
const MANGLING: Record<Weather["hints"], Mangling> = {
  kept: (hint) => [hint],
  lost: losing,
  shuffled: shuffle,
};

globalThis.BroadcastChannel = class extends BroadcastChannel {
  override postMessage(message: unknown): void {
    if (this.name !== BUS_CHANNEL) return super.postMessage(message);
    const hints = (message as Hint[]).flatMap(MANGLING[weather.hints]);
    if (hints.length > 0) super.postMessage(hints);
  }
};

function commitFault(): Fault | undefined {
  const { locked, lost, full } = weather;
  const chance = Math.random();
  if (chance < locked) return "locked";
  if (chance < locked + lost) return Math.random() < 0.5 ? "lost" : "resent";
  if (chance < locked + lost + full) return Math.random() < 0.5 ? "silent" : "late";
  return undefined;
}

function failingToRead(kv: Deno.Kv): Deno.Kv {
  return new Proxy(kv, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function") return value;
      const isRead = property === "get" || property === "getMany" || property === "list";
      if (!isRead) return value.bind(target);
      return (...args: unknown[]) => {
        const chance = Math.random();
        if (chance < weather.locked) throw new TypeError("database is locked");
        if (chance < weather.locked + weather.unreadable) throw new Error("disk I/O error");
        return value.apply(target, args);
      };
    },
  });
}

function variable(name: string): string {
  const value = Deno.env.get(name);
  if (value === undefined) throw new Error(`${name} is not set.`);
  return value;
}

export default (await import(variable("CHAOS_APP"))).default;
