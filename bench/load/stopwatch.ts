/** What a stretch of time cost the server and this process. */
import process from "node:process";
import { cpuMicros } from "../process_usage.ts";

export interface Stretch {
  seconds: number;
  serverCpuMicros: number;
  /** Of this process: 1 is a full core. */
  generatorCpu: number;
}

/** Begins now; the function that it gives ends it. */
export function startStopwatch(serverPid: number): () => Stretch {
  const began = performance.now();
  const server = cpuMicros(serverPid);
  const own = process.cpuUsage();
  return () => {
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(own);
    return {
      seconds,
      serverCpuMicros: cpuMicros(serverPid) - server,
      generatorCpu: (user + system) / 1e6 / seconds,
    };
  };
}

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));
