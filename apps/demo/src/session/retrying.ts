import { signal as createSignal } from '@preact/signals';
import { messageOf } from './message-of.js';

/** Resolves after `ms` milliseconds. When the signal aborts, rejects with its reason. */
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

/** Repeats reads until they succeed. Holds the errors and the waits of the reads that are being repeated. */
export class Retries {
  /** The newest error of the reads that are being repeated; undefined if no read is being repeated. */
  readonly problem = createSignal<string | undefined>(undefined);
  readonly #errors = new Map<symbol, string>();
  readonly #waits = new Set<() => void>();

  /** Repeats a read until it succeeds or the signal aborts. Rejects with the reason of the signal. */
  async run<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const id = Symbol('read');
    try {
      for (let delay = FIRST_DELAY; ; delay = Math.min(2 * delay, LONGEST_DELAY)) {
        try {
          const value = await read();
          signal.throwIfAborted();
          return value;
        } catch (error) {
          signal.throwIfAborted();
          // `set` alone would keep the old place of a known key in the Map. So the entry is deleted first, and the new
          // error becomes the last entry.
          this.#errors.delete(id);
          this.#errors.set(id, messageOf(error));
          this.#show();
        }
        await this.wait(delay, signal);
      }
    } finally {
      this.#errors.delete(id);
      this.#show();
    }
  }

  /**
   * Resolves after `ms` milliseconds, or earlier if {@link retryNow} is called. When the signal aborts, rejects with
   * its reason.
   */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const end = new AbortController();
    const woken = new Promise<void>((resolve) => {
      this.#waits.add(resolve);
      end.signal.addEventListener('abort', () => this.#waits.delete(resolve));
    });
    try {
      await Promise.race([woken, pause(ms, AbortSignal.any([signal, end.signal]))]);
    } finally {
      end.abort();
    }
  }

  /** Ends all waits, so that every read that has failed is repeated at once. */
  retryNow(): void {
    for (const resolve of [...this.#waits]) resolve();
  }

  #show(): void {
    this.problem.value = [...this.#errors.values()].at(-1);
  }
}
