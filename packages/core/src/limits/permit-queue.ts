/** Calls that wait for permits: by rank, and within a rank in the order in which they came. */
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

  /** Whether a call of this rank or a higher one waits. */
  hasUpTo(rank: number): boolean {
    return this.#byRank.some((waiting, at) => at <= rank && waiting.size > 0);
  }

  /** Visits each call in order. If `visit` returns false, the rest of that rank is skipped. */
  visitAll(visit: (waiting: T) => boolean): void {
    for (const rank of this.#byRank) {
      for (const waiting of rank) if (!visit(waiting)) break;
    }
  }
}
