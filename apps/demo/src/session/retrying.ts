/** Resolves after `ms`. Rejects with the reason of the signal when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal.addEventListener('abort', abort, { once: true });
  });
}

const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 10_000;

/** Repeats a read until it succeeds or the signal aborts. `failed` receives each error. */
export async function retrying<T>(
  read: () => Promise<T>,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Promise<T> {
  for (let delay = FIRST_DELAY; ; delay = Math.min(2 * delay, LONGEST_DELAY)) {
    try {
      const value = await read();
      signal.throwIfAborted();
      return value;
    } catch (error) {
      signal.throwIfAborted();
      failed(error);
    }
    await pause(delay, signal);
  }
}
