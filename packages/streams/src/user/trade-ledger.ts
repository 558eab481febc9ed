/** Trades of one symbol kept in mind, so that none is told twice. */
const REMEMBERED = 2_000;

type Seen = {
  /** Trades are read from this id on: the highest that was told, since its other side may not have been. */
  fromId: number | undefined;
  /** Where to read from while no trade was told: the time of the first order seen. */
  readonly since: number;
  readonly keys: Set<string>;
};

/** Which of an account's trades were told already. A trade with oneself has two sides, told apart by the order. */
export class TradeLedger {
  readonly #symbols: Map<string, Seen> = new Map();

  /** Symbols with a trade or an order so far, and from where to read their trades. */
  get symbols(): readonly { readonly symbol: string; readonly from: { fromId: number } | { startTime: number } }[] {
    return [...this.#symbols].map(([symbol, { fromId, since }]) => ({
      symbol,
      from: fromId === undefined ? { startTime: since } : { fromId },
    }));
  }

  has(symbol: string): boolean {
    return this.#symbols.has(symbol);
  }

  /** Trades of the symbol matter from now on: those from `fromId` on, or else from the time `since`. */
  know(symbol: string, since: number, fromId?: number): void {
    if (!this.#symbols.has(symbol)) this.#symbols.set(symbol, { fromId, since, keys: new Set() });
  }

  isTold(symbol: string, tradeId: number, orderId: number): boolean {
    return this.#symbols.get(symbol)?.keys.has(`${tradeId} ${orderId}`) === true;
  }

  /** Notes a trade; `false` when it was told before. */
  tell(symbol: string, tradeId: number, orderId: number, time: number): boolean {
    this.know(symbol, time);
    const seen = this.#symbols.get(symbol) as Seen;
    const key = `${tradeId} ${orderId}`;
    if (seen.keys.has(key)) return false;
    seen.keys.add(key);
    if (seen.keys.size > REMEMBERED) for (const oldest of seen.keys) if (seen.keys.delete(oldest)) break;
    seen.fromId = Math.max(seen.fromId ?? 0, tradeId);
    return true;
  }
}
