/** The members of `AbortSignal` that the client uses. A real `AbortSignal` matches this type. */
export type AbortSignalLike = {
  /** Whether the signal was aborted. */
  readonly aborted: boolean;
  /** The reason with which the signal was aborted. */
  readonly reason: unknown;
  /** Adds a listener for the abort. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** Removes a listener for the abort. */
  removeEventListener(type: 'abort', listener: () => void): void;
  /** Throws `reason` if the signal was aborted. */
  throwIfAborted(): void;
};

/** Settles as `promise` does, or rejects with the reason of `signal` if the signal aborts first. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignalLike | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).then(() => signal.removeEventListener('abort', abort));
  });
}
