import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { ConnectionChip, type ConnectionFact } from "../components/ConnectionChip.tsx";
import { recently } from "../components/clock.ts";
import { useClock } from "../components/use_clock.ts";
import type { LiveRequest } from "../lib/client/live_request.ts";
import { liveRequestOf } from "../lib/client/live_requests.ts";
import { describeStatus, type Status } from "../lib/client/status.ts";

/** Without numbers: a countdown must not be read out second by second. */
const ANNOUNCEMENTS: Record<Status["kind"], string> = {
  connecting: "",
  live: "Live",
  catchingUp: "Catching up",
  reconnecting: "Connection lost, reconnecting",
  offline: "Offline",
  signedOut: "Signed out",
  noAccess: "No access to this request",
  stopped: "Connection stopped",
};

const SECOND_MS = 1000;

/** How far this page can be trusted to be complete, and what to do when it cannot. */
export default function ConnectionStatus({ requestId }: { requestId: string }) {
  const live = liveRequestOf(requestId).value;
  const status = live?.status.value ?? { kind: "connecting" } satisfies Status;
  const nowMs = useSignal(0);
  const clock = useClock();
  const counts = status.kind === "reconnecting";
  useEffect(() => {
    nowMs.value = Date.now();
    if (!counts) return;
    const timer = setInterval(() => nowMs.value = Date.now(), SECOND_MS);
    return () => clearInterval(timer);
  }, [status]);
  const canHurry = counts || status.kind === "stopped";
  return (
    <ConnectionChip
      status={describeStatus(status, nowMs.value)}
      announcement={ANNOUNCEMENTS[status.kind]}
      facts={live === null ? [] : factsOf(live, (iso) => recently(iso, clock))}
      onNow={canHurry ? live?.reconnectNow : undefined}
      signInHref={status.kind === "signedOut" ? `/signin?next=/requests/${requestId}` : undefined}
    />
  );
}

function factsOf(live: LiveRequest, words: (iso: string) => string): ConnectionFact[] {
  const { head, updatedAt } = live.request.value;
  const messages = live.messages.value;
  const newest = messages.at(-1);
  const status = live.status.value;
  const completeTo = status.kind === "live" ? status.completeTo : null;
  return [
    { name: "Newest known event", value: `#${Math.max(head, newest?.seq ?? 0, completeTo ?? 0)}` },
    { name: "Complete up to", value: completeTo === null ? "Not known" : `#${completeTo}` },
    {
      name: "Messages here",
      value: live.hasEarlier.value ? `The newest ${messages.length}` : `All ${messages.length}`,
    },
    { name: "Waiting to be sent", value: String(live.pending.value.length) },
    { name: "Newest message", value: words(newest?.createdAt ?? updatedAt) },
    {
      name: "Here now",
      value: live.members.value.map(({ name }) => name).join(", ") || "Only you",
    },
  ];
}
