import { amount, maximum } from '../../engine/amount.js';
import type { Engine } from '../../engine/engine.js';
import type { Amount, BookLevel, NewOrder, Side } from '../../engine/types.js';

/** A book side as `[price, quantity]` decimal strings. */
export type Levels = readonly (readonly [price: string, quantity: string])[];

export type ScriptedTrade = {
  readonly price: string;
  readonly quantity: string;
  /** The taker's side where both are possible. @default 'BUY' */
  readonly side?: Side | undefined;
};

const PURSE = amount('10000000000');
const DEEP = 5000;

/** Makes markets by hand: two accounts of the exchange's own, free of commissions and limits, place what is asked. */
export class Fixtures {
  readonly #engine: Engine;
  #house: { readonly maker: number; readonly taker: number } | undefined;
  readonly #funded = new Set<string>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Replaces what the house has in a book by these levels; other accounts' orders stay, and may trade. */
  setBook(symbol: string, book: { readonly bids?: Levels | undefined; readonly asks?: Levels | undefined }): void {
    const { maker } = this.#fund(symbol);
    const orders = [...limits(symbol, 'BUY', book.bids), ...limits(symbol, 'SELL', book.asks)];
    // All of them first, so that one that cannot be leaves the book as it is.
    for (const order of orders) this.#engine.testOrder(maker, order);
    if (this.#engine.openOrders(maker, symbol).length > 0) this.#engine.cancelOpenOrders(maker, symbol);
    for (const order of orders) this.#engine.placeOrder(maker, order);
  }

  /**
   * Makes a trade of `quantity` at `price`. Whatever stands in the way is traded first, and other accounts' orders at
   * that price come before the house's.
   */
  trade(symbol: string, { price, quantity, side = 'BUY' }: ScriptedTrade): void {
    const { maker, taker } = this.#fund(symbol);
    const at = amount(price);
    const wanted = amount(quantity);
    const { bids, asks } = this.#engine.book(symbol, DEEP);
    this.#take(taker, symbol, 'SELL', at, sum(bids.filter(([bid]) => bid > at)));
    this.#take(taker, symbol, 'BUY', at, sum(asks.filter(([ask]) => ask < at)));
    const selling = depthAt(bids, at) > 0n || (side === 'SELL' && depthAt(asks, at) === 0n);
    const missing = maximum(0n, wanted - depthAt(selling ? bids : asks, at));
    if (missing > 0n) this.#engine.placeOrder(maker, resting(symbol, selling ? 'BUY' : 'SELL', at, missing));
    this.#take(taker, symbol, selling ? 'SELL' : 'BUY', at, wanted);
  }

  /** Ids of the house's accounts, for the export of a state. */
  exportState(): { maker: number; taker: number } | undefined {
    return this.#house;
  }

  importState(house: { maker: number; taker: number } | undefined): void {
    this.#house = house;
    this.#funded.clear();
  }

  #take(account: number, symbol: string, side: Side, price: Amount, quantity: Amount): void {
    if (quantity === 0n) return;
    this.#engine.placeOrder(account, { symbol, side, type: 'LIMIT', timeInForce: 'IOC', price, quantity });
  }

  #fund(symbol: string): { readonly maker: number; readonly taker: number } {
    const engine = this.#engine;
    this.#house ??= {
      maker: engine.createAccount({ house: true }).id,
      taker: engine.createAccount({ house: true }).id,
    };
    const info = engine.symbol(symbol);
    if (!info) throw new RangeError(`the exchange does not list ${symbol}`);
    for (const asset of [info.baseAsset, info.quoteAsset]) {
      if (this.#funded.has(asset)) continue;
      this.#funded.add(asset);
      for (const account of [this.#house.maker, this.#house.taker]) engine.deposit(account, asset, PURSE);
    }
    return this.#house;
  }
}

const resting = (symbol: string, side: Side, price: Amount, quantity: Amount): NewOrder => ({
  symbol,
  side,
  type: 'LIMIT',
  timeInForce: 'GTC',
  price,
  quantity,
});

const limits = (symbol: string, side: Side, levels: Levels = []): NewOrder[] =>
  levels.map(([price, quantity]) => resting(symbol, side, amount(price), amount(quantity)));

const sum = (levels: readonly BookLevel[]): Amount => levels.reduce((total, [, quantity]) => total + quantity, 0n);

const depthAt = (levels: readonly BookLevel[], price: Amount): Amount =>
  sum(levels.filter(([level]) => level === price));
