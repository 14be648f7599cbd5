/** Does `work` for 0 to `count - 1`, at most `atOnce` of them at a time. */
export async function inParallel(
  atOnce: number,
  count: number,
  work: (number: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (next < count) await work(next++);
  }));
}
