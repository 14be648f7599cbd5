/** What the bench tells its load generator, and what that reports. Passed as JSON. */

/** What a server speaks over its sockets. */
export type DialectName = "hotline" | "hotline-plain" | "socket.io" | "json";

/** Every sender has one message under way, and sends the next once it is acknowledged. */
export interface ClosedLoop {
  kind: "closed";
  membersPerRoom: number;
  sendersPerRoom: number;
  warmUpMs: number;
  measureMs: number;
  /** Whether it says so on stderr when what is measured begins. */
  isAnnounced?: boolean;
}

/** One of a room reads nothing any more, while messages go out at their times. */
export interface Frozen {
  kind: "frozen";
  membersPerRoom: number;
  perSecond: number;
  /** Long bodies fill what the kernel keeps for a socket sooner. */
  bodyChars: number;
  /** Without the frozen reader; with it, at least so long, and as long as its closing takes. */
  measureMs: number;
}

/** Two people in the second room, without and with a flood in the crowded first one. */
export interface Fairness {
  kind: "fairness";
  crowd: number;
  sendersInCrowd: number;
  /** One message in the small room after another, so long apart. */
  everyMs: number;
  measureMs: number;
}

/** Messages go out at their times, whether or not those before them have arrived. */
export interface OpenLoop {
  kind: "open";
  membersPerRoom: number;
  perSecond: number;
  warmUpMs: number;
  measureMs: number;
}

/** Connections that have joined and do nothing. */
export interface Idle {
  kind: "idle";
  connections: number;
  settleMs: number;
}

/** All connections are cut, miss some events, and come back in the same moment. */
export interface Storm {
  kind: "storm";
  connections: number;
  /** Events between a client's cursor and the head. */
  behind: number;
}

/** Pages over connections that are kept alive, one request under way on each. */
export interface Pages {
  kind: "pages";
  path: string;
  connections: number;
  warmUpMs: number;
  measureMs: number;
  /** Stands in every message, before its number. */
  marker: string;
  messages: number;
}

/** Requests of different lengths, asked in turn. */
export interface History {
  kind: "history";
  requests: { id: string; size: number }[];
  samples: number;
}

/** A room in which people write, without and with many who sign in at the same moment. */
export interface SignIns {
  kind: "signins";
  members: number;
  /** One message after another, so long apart. */
  everyMs: number;
  /** Of each of the two parts; the storm at least so long, and as long as it takes. */
  measureMs: number;
  people: { username: string; password: string }[];
}

export type Work =
  | ClosedLoop
  | OpenLoop
  | Frozen
  | Fairness
  | Idle
  | Storm
  | Pages
  | History
  | SignIns;

export interface Job {
  port: number;
  /** The process whose CPU time and memory are read. */
  pid: number;
  dialect: DialectName;
  /** Members take turns among them; empty where nobody signs in. */
  cookies: string[];
  rooms: string[];
  work: Work;
}

export interface Report {
  figures: Record<string, number>;
  /** Broken promises, and what did not come; none in a run that counts. */
  violations: string[];
  /** The generator's own CPU time over the measured time: 1 is a full core. */
  generatorCpu: number;
  /** That of whatever else ran on the machine meanwhile: a noisy neighbour. */
  othersCpu: number;
}
