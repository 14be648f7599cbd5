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
  /** The day by whose light times are told: its start in UTC, in milliseconds since the epoch. */
  todayMs: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Reads the list that the page's query asks for. @throws HotlineError `invalid`, `bad_cursor`. */
export async function readSideList(
  { url, state }: { url: URL; state: State },
  user: User,
): Promise<SideList> {
  const query = readQuery(url, listRequestsSchema);
  const { requests, next } = await state.hotline.requests.list(user, query);
  return { requests, next, status: query.status, todayMs: startOfDay(Date.now()) };
}

/** A page stays the same for the whole day. */
export const startOfDay = (ms: number): number => ms - ms % DAY_MS;
