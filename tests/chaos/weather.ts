/** What prevails inside the servers: written by the run, read by every isolate while it serves. */

/** How likely each fault is, from 0 to 1; `hints` says what becomes of those on the bus. */
export interface Weather {
  hints: "kept" | "lost" | "shuffled";
  /** Commits and reads that meet SQLite's lock: nothing is written. */
  locked: number;
  /** Commits that are stored, and report a failure. */
  lost: number;
  /** Commits that are neither stored nor refused: a full or failing disk. */
  full: number;
  /** Reads that fail as on a failing disk. */
  unreadable: number;
  /** How far the clock is off. */
  clockMs: number;
}

export const CALM: Weather = {
  hints: "kept",
  locked: 0,
  lost: 0,
  full: 0,
  unreadable: 0,
  clockMs: 0,
};

export async function writeWeather(path: string, weather: Weather): Promise<void> {
  // Renamed into place: a reader never finds half of it.
  await Deno.writeTextFile(`${path}.new`, JSON.stringify(weather));
  await Deno.rename(`${path}.new`, path);
}

export function readWeather(path: string): Weather {
  return JSON.parse(Deno.readTextFileSync(path));
}
