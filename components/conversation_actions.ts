/** What the reader is about to do to one message: its bubble holds a form for it meanwhile. */
export interface MessageTask {
  kind: "edit" | "delete";
  messageId: string;
}

/** What an island does about the reader's actions. Without it, links and forms do the same, more slowly. */
export interface ConversationActions {
  begin(task: MessageTask): void;
  cancel(): void;
  edit(messageId: string, body: string): void;
  remove(messageId: string): void;
  retry(clientId: string): void;
  discard(clientId: string): void;
}

/** Runs `action` in place of what a link or a form would do by itself. */
export const instead = (action: () => void) => (event: Event) => {
  event.preventDefault();
  action();
};
