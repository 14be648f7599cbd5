import { backoffMs } from "./backoff.ts";
import type { Cancel, Environment } from "./environment.ts";
import type { ClientFrame } from "./frames.ts";
import { isWaiting, type Pending } from "./pending.ts";

/** Brings pending commands to the server: in order, and again until each is answered. */
export interface Outgoing {
  /**
   * The commands as the feed has them now, and whether the server takes any. What is
   * acknowledged, failed or gone is not sent; what is unanswered is sent on each joining.
   */
  update(pending: readonly Pending[], isJoined: boolean): void;
  /** The server asked to try this command later; without `afterMs`, with back-off. */
  postpone(clientId: string, afterMs?: number): void;
  /** The command that was sent and is not answered. */
  inFlight(): string | null;
}

/** The way to the server; `transmit` is called again where nothing is answered. */
export interface OutgoingOptions {
  requestId: string;
  transmit(frame: ClientFrame): boolean;
  environment: Pick<Environment, "setTimer" | "random">;
}

/** Silence after which a command is sent again on a connection that seems fine. */
export const ACK_TIMEOUT_MS = 10_000;

/**
 * One command is under way at a time: with several, one that the server postpones
 * would be overtaken by the next, and people's words would change their order.
 * A command keeps its `clientId`, so sending it twice takes effect once.
 */
export function createOutgoing(options: OutgoingOptions): Outgoing {
  const { environment } = options;
  let pending: readonly Pending[] = [];
  let isJoined = false;
  let inFlight: string | null = null;
  let postponements = 0;
  let cancelTimer: Cancel = () => {};

  function advance(): void {
    const next = isJoined ? pending.find(isWaiting) : undefined;
    if (next !== undefined && next.clientId === inFlight) return;
    cancelTimer();
    postponements = 0;
    inFlight = next?.clientId ?? null;
    if (next !== undefined) post(next);
  }

  function post(next: Pending): void {
    cancelTimer();
    cancelTimer = environment.setTimer(() => post(next), ACK_TIMEOUT_MS);
    const { requestId } = options;
    const { clientId, command } = next;
    // `ref` ties even an error about an unreadable frame to its command.
    options.transmit({ ...command, requestId, clientId, ref: clientId });
  }

  return {
    update(newest, isNowJoined) {
      pending = newest;
      isJoined = isNowJoined;
      advance();
    },
    postpone(clientId, afterMs) {
      const next = pending.find((one) => one.clientId === clientId);
      if (next === undefined || clientId !== inFlight) return;
      cancelTimer();
      // At least one step of the back-off: zero would ask a busy server without a pause.
      const waitMs = afterMs ??
        backoffMs(++postponements, 0.5 + environment.random() / 2);
      cancelTimer = environment.setTimer(() => post(next), waitMs);
    },
    inFlight: () => inFlight,
  };
}
