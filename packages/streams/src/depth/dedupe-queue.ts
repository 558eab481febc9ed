/**
 * A queue that contains each key at most once. If a key is added several times before a slow reader reads it, the
 * reader gets it once.
 */
export class DedupeQueue<K> {
  readonly #keys = new Set<K>();
  #wake: (() => void) | undefined;
  #ended = false;

  put(key: K): void {
    this.#keys.add(key);
    this.#wake?.();
  }

  /** Ends the reader's loop. Keys that were not read yet are dropped. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<K, void, undefined> {
    while (!this.#ended) {
      for (const key of this.#keys) {
        this.#keys.delete(key);
        yield key;
        if (this.#ended) return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (this.#keys.size > 0 || this.#ended) resolve();
      });
    }
  }
}
