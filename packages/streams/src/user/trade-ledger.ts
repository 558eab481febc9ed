/** How many trades of one symbol are remembered. */
const MAX_TRADES = 2_000;

/** Identifies a trade, even if the exchange was reset and its ids start anew. */
export type TradeMark = { readonly id: number; readonly orderId: number; readonly time: number };

type SymbolTrades = {
  /** The newest trade. Missed trades are read from it on, because its other side may be missing. */
  newest: TradeMark | undefined;
  /** The time of the first order. Missed trades are read from it on if there is no trade yet. */
  readonly since: number;
  /** Trades with a lower id were made before the account was read for the first time. */
  firstId: number;
  /** The latest delivered trades and when each was made. */
  readonly delivered: Map<string, number>;
};

/** Records the delivered trades of an account. A trade with oneself has two sides, which differ by the order. */
export class TradeLedger {
  readonly #symbols: Map<string, SymbolTrades> = new Map();
  readonly #second: number;

  /** `second` is the length of a second in the time unit of the trades. */
  constructor(second: number) {
    this.#second = second;
  }

  /** The tracked symbols, and from where to read their missed trades. */
  get symbols(): readonly {
    readonly symbol: string;
    readonly newest: TradeMark | undefined;
    readonly since: number;
  }[] {
    return [...this.#symbols].map(([symbol, { newest, since }]) => ({ symbol, newest, since }));
  }

  has(symbol: string): boolean {
    return this.#symbols.has(symbol);
  }

  /** Tracks a symbol: its trades after `newest`, or from the time `since` on if there is no trade yet. */
  track(symbol: string, since: number, newest?: TradeMark): void {
    if (this.has(symbol)) return;
    this.#symbols.set(symbol, { newest, since, firstId: newest ? newest.id + 1 : 0, delivered: new Map() });
  }

  /** Whether two marks are of one trade. Their times may come from different clocks of the exchange. */
  isSame(a: TradeMark, b: TradeMark): boolean {
    return a.id === b.id && Math.abs(a.time - b.time) <= this.#second;
  }

  /** The exchange was reset, so that the symbol's ids start anew. */
  restart(symbol: string): void {
    const trades = this.#symbols.get(symbol);
    if (trades) trades.firstId = 0;
  }

  /** Whether a trade was not delivered yet. */
  isMissed(symbol: string, trade: TradeMark): boolean {
    const trades = this.#symbols.get(symbol);
    return trades === undefined || (trade.id >= trades.firstId && !this.#isDelivered(trades, trade));
  }

  /** Records a trade as delivered. Returns `false` if it was delivered before. */
  add(symbol: string, trade: TradeMark): boolean {
    this.track(symbol, trade.time);
    const trades = this.#symbols.get(symbol) as SymbolTrades;
    const { delivered, newest } = trades;
    if (this.#isDelivered(trades, trade)) return false;
    const key = keyOf(trade);
    delivered.delete(key);
    delivered.set(key, trade.time);
    if (delivered.size > MAX_TRADES) for (const oldest of delivered.keys()) if (delivered.delete(oldest)) break;
    // The time is compared too, because ids may have started anew.
    if (!newest || trade.id > newest.id || trade.time > newest.time) trades.newest = trade;
    return true;
  }

  #isDelivered({ delivered }: SymbolTrades, trade: TradeMark): boolean {
    const time = delivered.get(keyOf(trade));
    return time !== undefined && this.isSame({ ...trade, time }, trade);
  }
}

function keyOf({ id, orderId }: TradeMark): string {
  return `${id} ${orderId}`;
}
