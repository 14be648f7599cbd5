import { listRequestsSchema, type Request, type Status } from "../model/request.ts";
import type { User } from "../model/user.ts";
import { readQuery } from "./body.ts";
import type { State } from "./define.ts";

/** The requests that stand beside a page. */
export interface SideList {
  requests: Request[];
  /** The cursor of the next page, or null at the end. */
  next: string | null;
  /** The filter in force. */
  status: Status | undefined;
  nowMs: number;
}

/** Reads the list that the page's query asks for. @throws HotlineError `invalid`, `bad_cursor`. */
export async function readSideList(
  { url, state }: { url: URL; state: State },
  user: User,
): Promise<SideList> {
  const query = readQuery(url, listRequestsSchema);
  const { requests, next } = await state.hotline.requests.list(user, query);
  return { requests, next, status: query.status, nowMs: Date.now() };
}
