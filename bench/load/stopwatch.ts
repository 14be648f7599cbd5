/** What a stretch of time cost the server and this process. */
import process from "node:process";
import { cpuMicros, machineCpuMicros } from "../process_usage.ts";

export interface Stretch {
  seconds: number;
  serverCpuMicros: number;
  /** Of this process: 1 is a full core. */
  generatorCpu: number;
  /** Of whatever else runs on the machine. */
  othersCpu: number;
}

/** Begins now; the function that it gives ends it. */
export function startStopwatch(serverPid: number): () => Stretch {
  const began = performance.now();
  const server = cpuMicros(serverPid);
  const machine = machineCpuMicros();
  const own = process.cpuUsage();
  return () => {
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(own);
    const serverCpuMicros = cpuMicros(serverPid) - server;
    const others = machineCpuMicros() - machine - serverCpuMicros - user - system;
    return {
      seconds,
      serverCpuMicros,
      generatorCpu: (user + system) / 1e6 / seconds,
      othersCpu: Math.max(0, others / 1e6 / seconds),
    };
  };
}

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));
