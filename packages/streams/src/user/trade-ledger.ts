/** Trades of one symbol kept in mind, so that none is told twice. */
const REMEMBERED = 2_000;

/** What tells a trade from all others, also from those of an exchange that has begun anew and counts from 1 again. */
export type TradeMark = { readonly id: number; readonly orderId: number; readonly time: number };

type Seen = {
  /** The newest trade there was: trades are read from it on, since its other side may not have been told. */
  newest: TradeMark | undefined;
  /** Where to read from without one: the time of the first order seen. */
  readonly since: number;
  /** Trades before this id were made before they mattered. */
  firstId: number;
  /** When each of the trades told lately was made. */
  readonly told: Map<string, number>;
};

/** Which of an account's trades were told already. A trade with oneself has two sides, told apart by the order. */
export class TradeLedger {
  readonly #symbols: Map<string, Seen> = new Map();
  readonly #second: number;

  /** `second` is one in the unit of the trades' times. */
  constructor(second: number) {
    this.#second = second;
  }

  /** Symbols with a trade or an order so far, and from where to read their trades. */
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

  /** Trades of the symbol matter from now on: those after `newest`, or else from the time `since`. */
  know(symbol: string, since: number, newest?: TradeMark): void {
    if (this.has(symbol)) return;
    this.#symbols.set(symbol, { newest, since, firstId: newest ? newest.id + 1 : 0, told: new Map() });
  }

  /** Whether they are one trade: their times may come from different clocks of the exchange. */
  isSame(a: TradeMark, b: TradeMark): boolean {
    return a.id === b.id && Math.abs(a.time - b.time) <= this.#second;
  }

  /** The exchange has begun anew, and its ids of the symbol with it. */
  restart(symbol: string): void {
    const seen = this.#symbols.get(symbol);
    if (seen) seen.firstId = 0;
  }

  isMissed(symbol: string, trade: TradeMark): boolean {
    const seen = this.#symbols.get(symbol);
    return seen === undefined || (trade.id >= seen.firstId && !this.#isTold(seen, trade));
  }

  /** Notes a trade; `false` when it was told before. */
  tell(symbol: string, trade: TradeMark): boolean {
    this.know(symbol, trade.time);
    const seen = this.#symbols.get(symbol) as Seen;
    if (this.#isTold(seen, trade)) return false;
    const key = keyOf(trade);
    seen.told.delete(key);
    seen.told.set(key, trade.time);
    if (seen.told.size > REMEMBERED) for (const oldest of seen.told.keys()) if (seen.told.delete(oldest)) break;
    // Later is newer also where ids began anew.
    if (!seen.newest || trade.id > seen.newest.id || trade.time > seen.newest.time) seen.newest = trade;
    return true;
  }

  #isTold({ told }: Seen, trade: TradeMark): boolean {
    const time = told.get(keyOf(trade));
    return time !== undefined && this.isSame({ ...trade, time }, trade);
  }
}

function keyOf({ id, orderId }: TradeMark): string {
  return `${id} ${orderId}`;
}
