import type { Pending } from "./pending.ts";
import type { TextStore } from "./text_store.ts";

/** Commands that wait to be sent, kept over a reload of the page. */
export interface UnsentStore {
  load(): Pending[];
  save(pending: readonly Pending[]): void;
}

/** Bound to the person as well: the next one to sign in MUST NOT send these words. */
export function createUnsentStore(
  store: TextStore,
  userId: string,
  requestId: string,
): UnsentStore {
  const key = `hotline.unsent.${userId}.${requestId}`;
  let saved = "[]";
  return {
    load() {
      saved = store.read(key) ?? "[]";
      return readPending(saved);
    },
    save(pending) {
      const text = JSON.stringify(pending.filter((one) => one.ackedSeq === null));
      if (text === saved) return;
      saved = text;
      if (text === "[]") store.remove(key);
      else store.write(key, text);
    },
  };
}

function readPending(text: string): Pending[] {
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed) && parsed.every(isPending)) return parsed;
    console.warn("Unsent messages of another version were left aside.");
  } catch (error) {
    console.warn("Unsent messages could not be read.", error);
  }
  return [];
}

function isPending(value: unknown): value is Pending {
  const { clientId, command } = Object(value) as Partial<Pending>;
  return typeof clientId === "string" && typeof command?.type === "string";
}
