/** Runs `fn`, and gives what it logged as errors instead of printing it. */
export async function faultsOf<Value>(
  fn: () => Promise<Value>,
): Promise<{ value: Value; faults: unknown[] }> {
  const faults: unknown[] = [];
  const { error } = console;
  console.error = (fault) => faults.push(fault);
  try {
    return { value: await fn(), faults };
  } finally {
    console.error = error;
  }
}
