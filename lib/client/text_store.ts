/** Texts kept by key in the browser's storage, or in memory where that is refused. */
export interface TextStore {
  read(key: string): string | null;
  write(key: string, text: string): void;
  remove(key: string): void;
}

/**
 * Wraps a storage that may throw at any call: private windows and blocked cookies
 * refuse even to name it, a full one refuses to write. What it does not take is
 * kept in memory, so the text lives at least as long as the page.
 */
export function createTextStore(storage: () => Storage): TextStore {
  const memory = new Map<string, string>();
  let hasWarned = false;

  function attempt<T>(act: (storage: Storage) => T): T | undefined {
    try {
      return act(storage());
    } catch (error) {
      if (!hasWarned) {
        console.warn("The browser's storage refuses; texts are kept in memory.", error);
      }
      hasWarned = true;
      return undefined;
    }
  }

  return {
    read: (key) => memory.get(key) ?? attempt((storage) => storage.getItem(key)) ?? null,
    write(key, text) {
      const isStored = attempt((storage) => {
        storage.setItem(key, text);
        return true;
      });
      if (isStored) memory.delete(key);
      else memory.set(key, text);
    },
    remove(key) {
      memory.delete(key);
      attempt((storage) => storage.removeItem(key));
    },
  };
}
