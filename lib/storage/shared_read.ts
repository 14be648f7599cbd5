/**
 * A read that callers share: each gets the result of one that began after it asked, so that it
 * sees whatever was stored before. Those who ask while one is under way share the next one.
 */
export function sharedRead<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | null = null;
  let next: Promise<Result> | null = null;

  function begin(): Promise<Result> {
    next = null;
    const begun = read();
    running = begun;
    return begun.finally(() => {
      if (running === begun) running = null;
    });
  }

  return () => {
    if (next !== null) return next;
    if (running === null) return begin();
    // Its failure is not theirs: they read for themselves.
    return next = running.then(begin, begin);
  };
}
