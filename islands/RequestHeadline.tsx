import { Status } from "../components/Status.tsx";
import { liveRequestOf } from "../lib/client/live_requests.ts";
import type { Request } from "../lib/model/request.ts";

/** The title and the status as they stand now. */
export default function RequestHeadline(props: Pick<Request, "id" | "title" | "status">) {
  const { title, status } = liveRequestOf(props.id).value?.request.value ?? props;
  return (
    <div class="headline">
      <h1 dir="auto" title={title}>{title}</h1>
      <Status status={status} />
    </div>
  );
}
