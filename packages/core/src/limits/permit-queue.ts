/**
 * The queue of calls that wait for permits. Calls of the highest rank come first, and among calls of the same rank
 * those that have waited longest. Rank 0 is the highest.
 */
export class PermitQueue<T extends { readonly rank: number }> {
  readonly #byRank: Set<T>[];

  constructor(ranks: number) {
    this.#byRank = Array.from({ length: ranks }, () => new Set());
  }

  add(waiting: T): void {
    this.#byRank[waiting.rank]?.add(waiting);
  }

  delete(waiting: T): void {
    this.#byRank[waiting.rank]?.delete(waiting);
  }

  /** Whether the queue has a call of this rank or a higher one. */
  hasUpTo(rank: number): boolean {
    return this.#byRank.some((waiting, at) => at <= rank && waiting.size > 0);
  }

  /**
   * Calls `visit` for each waiting call, from the first to the last. If `visit` returns false, the remaining calls of
   * the same rank are skipped.
   */
  visitAll(visit: (waiting: T) => boolean): void {
    for (const rank of this.#byRank) {
      for (const waiting of rank) if (!visit(waiting)) break;
    }
  }
}
