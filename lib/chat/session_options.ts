import type { Session } from "../auth/accounts.ts";
import type { Limiter } from "../limits/limiter.ts";
import type { Observer } from "./observer.ts";
import type { Rooms } from "./rooms.ts";
import type { Wire } from "./wire.ts";

/** A socket and whose it is, with the rooms that it may join. */
export interface ChatSessionOptions {
  id: string;
  wire: Wire;
  session: Session;
  /** The client's IP address. */
  address: string;
  limiter: Limiter;
  rooms: Rooms;
  epoch: string;
  /** Whether the client takes several frames in one text (`hotline.v1.batch`). */
  takesBatches: boolean;
  /** The request of a `/live` socket: losing it closes the socket. */
  primaryRequestId: string | null;
  clock: () => number;
  observer: Observer;
  onError: (error: unknown) => void;
}
