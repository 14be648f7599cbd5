/** What is done to the servers, and to which of them. */
import type { Work } from "./job.ts";
import { PEERS, type TargetName } from "./targets.ts";

export const SCENARIO_NAMES = [
  "hot-room",
  "many-rooms",
  "open-loop",
  "frozen",
  "fairness",
  "idle",
  "storm",
  "page",
  "history",
  "members",
  "signins",
] as const;
export type ScenarioName = (typeof SCENARIO_NAMES)[number];

export interface Scenario {
  /** Also of its results; the members of the sweep have one for each size. */
  id: string;
  name: ScenarioName;
  title: string;
  targets: readonly TargetName[];
  rooms: number;
  work: Work;
  /** Messages that stand in the first room before the server starts. */
  seeded?: number;
}

const CHAT_SERVERS: readonly TargetName[] = ["hotline", ...PEERS];
const SWEPT: readonly TargetName[] = ["hotline", "socket.io+sqlite", "socket.io", "ws", "deno"];
const MEMBERS = [10, 30, 100, 300];
const SENDERS = 10;
const PAGE_MESSAGES = 50;
/** Who sign in at the same moment. */
export const SIGN_INS = 50;
/** In every seeded message, and in those of the peers' pages. */
export const PAGE_MARKER = "bench-body ";

/** The path of a page is known once the request is; the peers serve the same for any path. */
export const REQUEST_PATH = "/requests/:id";

export interface Extent {
  isQuick: boolean;
  /** Measured in each run under load. */
  seconds: number;
  /** Messages in the longest request. */
  historySize: number;
}

export function scenariosOf(names: readonly ScenarioName[], extent: Extent): Scenario[] {
  const measureMs = extent.seconds * 1000;
  const times = { warmUpMs: measureMs / 2, measureMs };
  return names.flatMap((name) => scenarioOf(name, extent, times));
}

function scenarioOf(
  name: ScenarioName,
  { isQuick, historySize }: Extent,
  times: { warmUpMs: number; measureMs: number },
): Scenario[] {
  switch (name) {
    case "hot-room":
      return [{
        id: name,
        name,
        title: `Hot room: 100 members, ${SENDERS} senders, closed loop`,
        targets: ["hotline", "hotline-plain", ...PEERS],
        rooms: 1,
        work: { kind: "closed", membersPerRoom: 100, sendersPerRoom: SENDERS, ...times },
      }];
    case "many-rooms":
      return [{
        id: name,
        name,
        title: "Many rooms: 100 of 5 members, one sender each, closed loop",
        targets: CHAT_SERVERS,
        rooms: 100,
        work: { kind: "closed", membersPerRoom: 5, sendersPerRoom: 1, ...times },
      }];
    case "open-loop":
      return [{
        id: name,
        name,
        title: "Open loop: 500 messages/s over 50 rooms of 10, latencies from the due time",
        targets: CHAT_SERVERS,
        rooms: 50,
        work: { kind: "open", membersPerRoom: 10, perSecond: 500, ...times },
      }];
    case "frozen":
      return [{
        id: name,
        name,
        title: "Frozen reader: one of a room of 100 reads nothing, 200 messages/s of 4 KiB",
        targets: ["hotline"],
        rooms: 1,
        work: {
          kind: "frozen",
          membersPerRoom: 100,
          perSecond: 200,
          bodyChars: 4_096,
          measureMs: times.measureMs,
        },
      }];
    case "fairness": {
      const crowd = isQuick ? 2_000 : 5_000;
      return [{
        id: name,
        name,
        title: `Fairness: a room of 2 beside a flood in a room of ${crowd.toLocaleString("en")}`,
        targets: ["hotline"],
        rooms: 2,
        work: {
          kind: "fairness",
          crowd,
          sendersInCrowd: SENDERS,
          everyMs: 20,
          measureMs: times.measureMs,
        },
      }];
    }
    case "idle": {
      const connections = isQuick ? 1_000 : 5_000;
      return [{
        id: name,
        name,
        title: `Idle: ${connections.toLocaleString("en")} joined connections in 500 rooms`,
        targets: CHAT_SERVERS.filter((target) => !target.endsWith("full")),
        rooms: 500,
        work: { kind: "idle", connections, settleMs: isQuick ? 500 : 2_000 },
      }];
    }
    case "storm":
      return [{
        id: name,
        name,
        title: "Reconnect storm: 1,000 at once into 50 rooms, each 50 events behind",
        targets: CHAT_SERVERS.filter((target) => !target.endsWith("full")),
        rooms: 50,
        work: { kind: "storm", connections: 1_000, behind: 50 },
      }];
    case "page":
      return [{
        id: name,
        name,
        title: `Request page: ${PAGE_MESSAGES} messages, 16 connections kept alive`,
        targets: ["hotline", "deno-preact", "deno-html"],
        rooms: 1,
        seeded: PAGE_MESSAGES - 1,
        work: {
          kind: "pages",
          path: REQUEST_PATH,
          connections: 16,
          marker: PAGE_MARKER,
          messages: PAGE_MESSAGES,
          ...times,
        },
      }];
    case "history":
      return [{
        id: name,
        name,
        title: "History: opening a request, paging back from its middle, sending; median in ms",
        targets: ["hotline"],
        rooms: 0,
        work: {
          kind: "history",
          requests: historySizes(historySize).map((size) => ({ id: "", size })),
          samples: isQuick ? 60 : 300,
        },
      }];
    case "signins":
      return [{
        id: name,
        name,
        title: `Sign-in storm: a room of 20 while ${SIGN_INS} people sign in at once`,
        targets: ["hotline"],
        rooms: 1,
        work: {
          kind: "signins",
          members: 20,
          everyMs: 20,
          measureMs: times.measureMs,
          people: [],
        },
      }];
    case "members":
      return (isQuick ? [10, 100] : MEMBERS).map((members) => ({
        id: `members-${members}`,
        name,
        title: `${members} members in one room, ${SENDERS} senders, closed loop`,
        targets: SWEPT,
        rooms: 1,
        work: {
          kind: "closed",
          membersPerRoom: members,
          sendersPerRoom: SENDERS,
          warmUpMs: times.warmUpMs / 2,
          measureMs: times.measureMs / 2,
        },
      }));
  }
}

/** 1,000, tenfold of that and so on, up to the longest. */
function historySizes(longest: number): number[] {
  const sizes = [];
  for (let size = 1_000; size < longest; size *= 10) sizes.push(size);
  return [...sizes, longest];
}
