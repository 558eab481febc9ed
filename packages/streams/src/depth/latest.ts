/** A queue that holds each key once, however often it is put: a slow reader finds what changed, not how often. */
export class Latest<K> {
  readonly #keys = new Set<K>();
  #wake: (() => void) | undefined;
  #ended = false;

  put(key: K): void {
    this.#keys.add(key);
    this.#wake?.();
  }

  /** Lets the reader finish; what it did not read yet is dropped. */
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
