import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { PAGE_DEFAULT } from "../model/limits.ts";
import type { Kind, Message } from "../model/message.ts";
import type { Request, Status as RequestStatus } from "../model/request.ts";
import type { User } from "../model/user.ts";
import { type Environment, pageEnvironment } from "./environment.ts";
import { createFeed } from "./feed.ts";
import { createFeedSync } from "./feed_sync.ts";
import {
  type Command,
  type EditCommand,
  isChange,
  isSend,
  type Pending,
  type RemoveCommand,
  type SendCommand,
} from "./pending.ts";
import { createRequestApi } from "./rest.ts";
import { settle, type Status, statusOf } from "./status.ts";

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

/** One request, live: the socket, the feed and what is on its way, as signals for islands. */
export interface LiveRequest {
  readonly me: User;
  readonly request: ReadonlySignal<Request>;
  /** The loaded messages, ascending by `seq`; those that did not change stay the same objects. */
  readonly messages: ReadonlySignal<readonly Message[]>;
  /** Own new messages that are not among `messages` yet, in the order written. */
  readonly pending: ReadonlySignal<readonly Pending<SendCommand>[]>;
  /** Edits and removals on their way, by message id. */
  readonly pendingChanges: ReadonlySignal<
    ReadonlyMap<string, Pending<EditCommand | RemoveCommand>>
  >;
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

/**
 * Opens a live request. It connects in the next task, so that islands first take
 * over the page exactly as the server rendered it; on the server it never does.
 */
export function openLiveRequest(
  initial: InitialRequest,
  environment: Environment = pageEnvironment(),
): LiveRequest {
  const { me, request, pageSize = PAGE_DEFAULT } = initial;
  const api = createRequestApi(request.id, environment);
  const feed = signal(createFeed(request, initial, me.id));
  const status = signal<Status>({ kind: "connecting" });
  const earlierFailure = signal<string | null>(null);
  const allPending = computed(() => feed.value.pending);

  const settler = settle((newest: Status) => status.value = newest, environment);
  const showStatus = () => {
    settler.change(
      statusOf(sync.socketState(), feed.value, environment.isOnline(), environment.nowMs()),
    );
  };
  const sync = createFeedSync({ feed, api, pageSize, environment, onChange: showStatus });
  const { dispatch } = sync;
  const stopListening = environment.onPageEvent(showStatus);

  function write(command: Command): string {
    const clientId = environment.newId();
    const writtenAt = new Date(environment.nowMs()).toISOString();
    dispatch({
      type: "written",
      pending: { clientId, command, writtenAt, failure: null, ackedSeq: null },
    });
    return clientId;
  }

  async function loadEarlier(): Promise<void> {
    const { hasEarlier, isLoadingEarlier, messages: [oldest] } = feed.value;
    if (!hasEarlier || isLoadingEarlier || oldest === undefined) return;
    earlierFailure.value = null;
    dispatch({ type: "earlierAsked" });
    try {
      const page = await api.readMessages(pageSize, oldest.seq);
      dispatch({ type: "earlierRead", before: oldest.seq, page });
    } catch (error) {
      dispatch({ type: "earlierFailed" });
      earlierFailure.value = (error as Error).message;
    }
  }

  return {
    me,
    request: computed(() => feed.value.request),
    messages: computed(() => feed.value.messages),
    pending: computed(() => allPending.value.filter(isSend)),
    pendingChanges: computed(() =>
      new Map(allPending.value.filter(isChange).map((one) => [one.command.messageId, one]))
    ),
    status,
    members: computed(() => feed.value.members),
    hasEarlier: computed(() => feed.value.hasEarlier),
    isLoadingEarlier: computed(() => feed.value.isLoadingEarlier),
    earlierFailure,
    send: (body, kind = "public") => write({ type: "sendMessage", body, kind }),
    edit: (messageId, body) => write({ type: "updateMessage", messageId, body }),
    remove: (messageId) => write({ type: "deleteMessage", messageId }),
    retry: (clientId) => dispatch({ type: "retried", clientId }),
    discard: (clientId) => dispatch({ type: "discarded", clientId }),
    loadEarlier,
    reconnectNow: () => sync.reconnectNow(),
    async changeStatus(newStatus) {
      dispatch({ type: "requestRead", request: await api.changeStatus(newStatus) });
    },
    close() {
      stopListening();
      sync.close();
      settler.cancel();
    },
  };
}
