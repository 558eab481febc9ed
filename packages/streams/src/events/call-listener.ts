/** Calls a listener. What it throws or rejects with goes to `report`, and affects no other listener. */
export function callListener(call: () => unknown, report: (error: unknown) => void): void {
  try {
    watchResult(call(), report);
  } catch (error) {
    report(error);
  }
}

/** Reports the rejection of an async listener. */
export function watchResult(result: unknown, report: (error: unknown) => void): void {
  const promise = result as PromiseLike<unknown> | undefined | null;
  if (typeof promise?.then === 'function') promise.then(undefined, report);
}

/** Marks a promise as handled, so that its rejection does not end a process whose code ignores the promise. */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
