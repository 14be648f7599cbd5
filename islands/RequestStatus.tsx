import { useSignal } from "@preact/signals";
import { StatusChoice } from "../components/StatusChoice.tsx";
import { liveRequestOf } from "../lib/client/live_requests.ts";
import type { Request, Status } from "../lib/model/request.ts";
import type { User } from "../lib/model/user.ts";

export interface RequestStatusProps {
  request: Pick<Request, "id" | "status" | "requester">;
  reader: User;
}

/** The status as it stands now, and the way to another one. */
export default function RequestStatus({ request, reader }: RequestStatusProps) {
  const live = liveRequestOf(request.id).value;
  const failure = useSignal("");
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
        request={live?.request.value ?? request}
        reader={reader}
        onChoose={live ? choose : undefined}
      />
      {failure.value && <p class="field-error" role="alert">{failure}</p>}
    </>
  );
}
