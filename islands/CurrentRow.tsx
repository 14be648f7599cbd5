import { RequestRow, type RequestRowProps } from "../components/RequestRow.tsx";
import { useClock } from "../components/use_clock.ts";
import type { LiveRequest } from "../lib/client/live_request.ts";
import { liveRequestOf } from "../lib/client/live_requests.ts";
import type { Request } from "../lib/model/request.ts";

/** The row of the request on the page, which must not say less than the page beside it. */
export default function CurrentRow(props: RequestRowProps) {
  const clock = useClock();
  const live = liveRequestOf(props.request.id).value;
  if (live === null || clock.now === null) return <RequestRow {...props} isLive />;
  return <RequestRow {...props} request={asItStands(live)} clock={clock} isLive />;
}

/** A new message is no change of the request, so those after its last one are added here. */
function asItStands({ request, messages }: LiveRequest): Request {
  const since = messages.value.filter(({ seq }) => seq > request.value.head);
  return {
    ...request.value,
    messageCount: request.value.messageCount + since.length,
    updatedAt: since.at(-1)?.createdAt ?? request.value.updatedAt,
  };
}
