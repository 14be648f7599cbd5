/** CPU time and memory of a process, as Linux counts them. */
import { readFileSync } from "node:fs";

/** Linux counts in ticks of 1/100 s on every machine that Deno runs on (USER_HZ). */
const TICK_MICROS = 10_000;
const USER_TICKS = 14;
const SYSTEM_TICKS = 15;

/** User and system time of all threads of the process so far, in microseconds. */
export function cpuMicros(pid: number): number {
  return cpuMicrosOf(readFileSync(`/proc/${pid}/stat`, "utf8"));
}

/** Resident memory in KiB. */
export function residentKib(pid: number): number {
  return residentKibOf(readFileSync(`/proc/${pid}/status`, "utf8"));
}

/** Time that all cores together have worked so far, for whomever, in microseconds. */
export function machineCpuMicros(): number {
  return machineCpuMicrosOf(readFileSync("/proc/stat", "utf8"));
}

export function machineCpuMicrosOf(stat: string): number {
  const [, ...ticks] = (stat.split("\n")[0] ?? "").split(/\s+/);
  const [user, nice, system, _idle, _waiting, irq, softIrq, stolen] = ticks.map(Number);
  const busy = [user, nice, system, irq, softIrq, stolen].reduce<number>(
    (sum, one = 0) => sum + one,
    0,
  );
  return busy * TICK_MICROS;
}

export function cpuMicrosOf(stat: string): number {
  // The name of the program stands in brackets as field 2, and may hold spaces and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = (field: number) => Number(fields[field - 3]);
  return (ticks(USER_TICKS) + ticks(SYSTEM_TICKS)) * TICK_MICROS;
}

export function residentKibOf(status: string): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(status);
  if (!match) throw new Error("The status of the process does not tell its memory.");
  return Number(match[1]);
}
