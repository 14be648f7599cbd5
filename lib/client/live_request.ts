/** One request, live: the socket, the feed and what is on its way, as signals for islands. */
import type { ReadonlySignal } from "@preact/signals";
import type { Kind, Message } from "../model/message.ts";
import type { Request, Status as RequestStatus } from "../model/request.ts";
import type { User } from "../model/user.ts";
import type { EditCommand, Pending, RemoveCommand, SendCommand } from "./pending.ts";
import type { Status } from "./status.ts";

/** What the server rendered, and where the log stood then. */
export interface InitialRequest {
  request: Request;
  /** The newest page, ascending by `seq`. */
  messages: Message[];
  /** Everything up to here is in `messages` or earlier. */
  head: number;
  epoch: string;
  /** Whether there are messages before these. */
  hasMore: boolean;
  me: User;
  pageSize?: number;
}

export interface LiveRequest {
  readonly me: User;
  readonly request: ReadonlySignal<Request>;
  /** The loaded messages, ascending by `seq`; those that did not change stay the same objects. */
  readonly messages: ReadonlySignal<readonly Message[]>;
  /** Own new messages that are not among `messages` yet, in the order written. */
  readonly pending: ReadonlySignal<readonly Pending<SendCommand>[]>;
  /** Edits and removals on their way, by message id. */
  readonly pendingChanges: ReadonlySignal<ReadonlyMap<string, Pending<EditCommand | RemoveCommand>>>;
  /** Changes at most once in 400 ms; `describeStatus` has its words. */
  readonly status: ReadonlySignal<Status>;
  readonly members: ReadonlySignal<readonly User[]>;
  readonly hasEarlier: ReadonlySignal<boolean>;
  readonly isLoadingEarlier: ReadonlySignal<boolean>;
  /** Why the last `loadEarlier` failed, in words to show; null once it is tried again. */
  readonly earlierFailure: ReadonlySignal<string | null>;
  /** Sends a message, now or as soon as there is a connection; gives its `clientId`. */
  send(body: string, kind?: Kind): string;
  edit(messageId: string, body: string): string;
  remove(messageId: string): string;
  /** Sends a failed command again, under its old `clientId`. */
  retry(clientId: string): void;
  discard(clientId: string): void;
  loadEarlier(): Promise<void>;
  reconnectNow(): void;
  /** Rejects with words to show. */
  changeStatus(status: RequestStatus): Promise<void>;
  close(): void;
}
