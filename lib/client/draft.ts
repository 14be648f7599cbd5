import { createTextStore, type TextStore } from "./text_store.ts";

/** The words begun and not sent yet. */
export interface Draft {
  read(): string;
  /** Keeps the text; an empty one forgets it. */
  write(text: string): void;
}

/** Shared by the drafts of a page, so that what storage refuses is still there for all of them. */
const localTexts = createTextStore(() => localStorage);

/** The draft of one person for one request. Another person on this device never sees it. */
export function openDraft(
  userId: string,
  requestId: string,
  store: TextStore = localTexts,
): Draft {
  const key = `hotline.draft.${userId}.${requestId}`;
  return {
    read: () => store.read(key) ?? "",
    write(text) {
      if (text === "") store.remove(key);
      else store.write(key, text);
    },
  };
}
