/** The promises of the client that have not settled. */
export class Pending {
  readonly #now: () => number;
  readonly #fail: (text: string) => void;
  readonly #since = new Map<object, { readonly name: string; readonly at: number }>();

  constructor(now: () => number, fail: (text: string) => void) {
    this.#now = now;
    this.#fail = fail;
  }

  /** Watches a promise until it settles, and returns it. */
  watch<T>(name: string, promise: Promise<T>): Promise<T> {
    this.#since.set(promise, { name, at: this.#now() });
    const end = (): void => void this.#since.delete(promise);
    promise.then(end, end);
    return promise;
  }

  /** Fails the run if a promise has not settled. */
  checkEnd(): void {
    for (const { name, at } of this.#since.values()) this.#fail(`${name}: pending since ${at / 1000} s, after the end`);
  }
}
