/** The servers that are driven. */
import type { DialectName } from "./job.ts";

interface Target {
  label: string;
  /** What it does with a message before it is acknowledged. */
  storage: string;
  dialect: DialectName;
}

export const TARGETS = {
  "hotline": {
    label: "Hotline",
    storage: "Deno KV, synced at each commit",
    dialect: "hotline",
  },
  "hotline-plain": {
    label: "Hotline, frames one by one",
    storage: "Deno KV, synced at each commit",
    dialect: "hotline-plain",
  },
  "socket.io+sqlite": {
    label: "Socket.IO + SQLite",
    storage: "WAL, synchronous NORMAL",
    dialect: "socket.io",
  },
  "socket.io+sqlite-full": {
    label: "Socket.IO + SQLite FULL",
    storage: "WAL, synchronous FULL",
    dialect: "socket.io",
  },
  "socket.io": { label: "Socket.IO", storage: "none", dialect: "socket.io" },
  "ws": { label: "ws", storage: "none", dialect: "json" },
  "deno": { label: "bare Deno", storage: "none", dialect: "json" },
  "deno-preact": { label: "bare Deno + Preact", storage: "none", dialect: "json" },
  "deno-html": { label: "bare Deno, ready HTML", storage: "none", dialect: "json" },
} as const satisfies Record<string, Target>;

export type TargetName = keyof typeof TARGETS;
export const TARGET_NAMES = Object.keys(TARGETS) as TargetName[];

/** Those that chat, beside Hotline itself. */
export const PEERS: readonly TargetName[] = [
  "socket.io+sqlite",
  "socket.io+sqlite-full",
  "socket.io",
  "ws",
  "deno",
];

export const needsPackages = (name: TargetName): boolean =>
  name.startsWith("socket.io") || name === "ws";
