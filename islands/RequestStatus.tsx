import { useSignal } from "@preact/signals";
import { StatusChoice } from "../components/StatusChoice.tsx";
import { mayChange } from "../lib/chat/policy.ts";
import { liveRequestOf } from "../lib/client/live_requests.ts";
import type { Status } from "../lib/model/request.ts";

export interface RequestStatusProps {
  requestId: string;
  status: Status;
  /** What the reader may set, when the page was made. */
  choices: Status[];
}

/** The status as it stands now, and the way to another one. */
export default function RequestStatus({ requestId, ...initial }: RequestStatusProps) {
  const live = liveRequestOf(requestId).value;
  const failure = useSignal("");
  const request = live?.request.value;
  const choose = async (status: Status) => {
    failure.value = "";
    try {
      await live?.changeStatus(status);
    } catch (error) {
      failure.value = error instanceof Error ? error.message : String(error);
    }
  };
  return (
    <>
      <StatusChoice
        requestId={requestId}
        status={request?.status ?? initial.status}
        mayChoose={(status) =>
          live && request
            ? mayChange(live.me, request, { status })
            : initial.choices.includes(status)}
        onChoose={live ? choose : undefined}
      />
      {failure.value && <p class="field-error" role="alert">{failure}</p>}
    </>
  );
}
