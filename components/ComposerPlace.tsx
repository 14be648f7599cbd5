import { isStaff, isWritable } from "../lib/chat/policy.ts";
import type { Request } from "../lib/model/request.ts";
import type { User } from "../lib/model/user.ts";
import { Composer, type ComposerProps } from "./Composer.tsx";
import { ComposerClosed } from "./ComposerClosed.tsx";

export interface ComposerPlaceProps extends Omit<ComposerProps, "requestId" | "mayNote"> {
  request: Request;
  reader: User;
}

/** The composer, or why there is none. */
export function ComposerPlace({ request, reader, ...composer }: ComposerPlaceProps) {
  return (
    <div class="composer-frame">
      {isWritable(request)
        ? <Composer {...composer} requestId={request.id} mayNote={isStaff(reader)} />
        : <ComposerClosed mayReopen={isStaff(reader)} />}
    </div>
  );
}
