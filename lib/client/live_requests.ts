/** The live requests of this page, each opened once and shared by its islands. */
import { type Signal, signal } from "@preact/signals";
import { type InitialRequest, type LiveRequest, openLiveRequest } from "./live_request.ts";

const opened = new Map<string, Signal<LiveRequest | null>>();

/**
 * The live request of this page, or null until an island has opened it with
 * `liveRequest`; islands may ask in any order. On the server always null.
 */
export function liveRequestOf(requestId: string): Signal<LiveRequest | null> {
  // Nothing is remembered on the server, where it would be shared by everyone's pages.
  if (typeof document === "undefined") return signal(null);
  let found = opened.get(requestId);
  if (found === undefined) opened.set(requestId, found = signal(null));
  return found;
}

/**
 * Opens the request, or gives the one that is open already. On the server it only
 * holds what was given, for rendering; nothing is connected.
 */
export function liveRequest(initial: InitialRequest): LiveRequest {
  const shared = liveRequestOf(initial.request.id);
  if (shared.value !== null) return shared.value;
  const live = openLiveRequest(initial);
  return shared.value = {
    ...live,
    close() {
      live.close();
      shared.value = null;
    },
  };
}
