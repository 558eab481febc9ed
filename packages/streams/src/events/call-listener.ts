import type { Logger } from '@pkg/core';

/** Calls a listener. If it throws or rejects, the error goes to `report`, so that other listeners are still called. */
export function callListener(call: () => unknown, report: (error: unknown) => void): void {
  try {
    watchResult(call(), report);
  } catch (error) {
    report(error);
  }
}

/** If `result` is the promise of an async listener and rejects, reports the rejection. */
export function watchResult(result: unknown, report: (error: unknown) => void): void {
  const promise = result as PromiseLike<unknown> | undefined | null;
  if (typeof promise?.then === 'function') promise.then(undefined, report);
}

/** Marks a promise as handled, so that its rejection does not end the process if the caller ignores the promise. */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** Passes a warning to the logger, or to the console if there is no logger. */
export function warn(logger: Logger | undefined, message: string, details?: Readonly<Record<string, unknown>>): void {
  // An error thrown by the logger is ignored, because it cannot be reported anywhere.
  callListener(
    () => {
      if (logger?.warn) return logger.warn(message, details);
      console.warn(...(details ? [message, details] : [message]));
    },
    () => undefined,
  );
}
