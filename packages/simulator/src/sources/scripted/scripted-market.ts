import type { Engine } from '../../engine/engine.js';
import { amount, maximum } from '../../engine/types/amount.js';
import type { Amount, BookLevel, NewOrder, Side } from '../../engine/types/index.js';
import { createHouseAccounts, fundHouseAccounts, type HouseAccounts } from '../house-accounts.js';

/** The levels of one side of a book as `[price, quantity]`, both decimal strings. */
export type PriceLevels = readonly (readonly [price: string, quantity: string])[];

export type ScriptedTrade = {
  readonly price: string;
  readonly quantity: string;
  /** The side of the taker, if no order rests at this price. @default 'BUY' */
  readonly side?: Side | undefined;
};

/** More levels than any book that a test sets up has. */
const ALL_LEVELS = 5000;

/** Sets books and makes trades on request, for tests. The orders belong to house accounts. */
export class ScriptedMarket {
  readonly #engine: Engine;
  #house: HouseAccounts | undefined;
  readonly #fundedAssets = new Set<string>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /**
   * Replaces the house's orders in a book by these levels. Orders of other accounts stay, and trade with levels that
   * cross them.
   */
  setBook(
    symbol: string,
    book: { readonly bids?: PriceLevels | undefined; readonly asks?: PriceLevels | undefined },
  ): void {
    const { maker } = this.#fundedHouse(symbol);
    const orders = [...restingOrders(symbol, 'BUY', book.bids), ...restingOrders(symbol, 'SELL', book.asks)];
    // All orders are tested before the book changes, so that an invalid one leaves the book as it is.
    for (const order of orders) this.#engine.testOrder(maker, order);
    if (this.#engine.openOrders(maker, symbol).length > 0) this.#engine.cancelOpenOrders(maker, symbol);
    for (const order of orders) this.#engine.placeOrder(maker, order);
  }

  /**
   * Makes a trade of `quantity` at `price`. Orders at better prices are filled first, and orders of other accounts at
   * this price before the house's own.
   */
  trade(symbol: string, { price, quantity, side = 'BUY' }: ScriptedTrade): void {
    const { maker, taker } = this.#fundedHouse(symbol);
    const tradePrice = amount(price);
    const tradeQuantity = amount(quantity);
    const { bids, asks } = this.#engine.book(symbol, ALL_LEVELS);
    this.#take(taker, symbol, 'SELL', tradePrice, sum(bids.filter(([bid]) => bid > tradePrice)));
    this.#take(taker, symbol, 'BUY', tradePrice, sum(asks.filter(([ask]) => ask < tradePrice)));
    const takerSells = quantityAt(bids, tradePrice) > 0n || (side === 'SELL' && quantityAt(asks, tradePrice) === 0n);
    const missing = maximum(0n, tradeQuantity - quantityAt(takerSells ? bids : asks, tradePrice));
    if (missing > 0n) {
      this.#engine.placeOrder(maker, restingOrder(symbol, takerSells ? 'BUY' : 'SELL', tradePrice, missing));
    }
    this.#take(taker, symbol, takerSells ? 'SELL' : 'BUY', tradePrice, tradeQuantity);
  }

  exportState(): HouseAccounts | undefined {
    return this.#house;
  }

  importState(house: HouseAccounts | undefined): void {
    this.#house = house;
    this.#fundedAssets.clear();
  }

  #take(account: number, symbol: string, side: Side, price: Amount, quantity: Amount): void {
    if (quantity === 0n) return;
    this.#engine.placeOrder(account, { symbol, side, type: 'LIMIT', timeInForce: 'IOC', price, quantity });
  }

  /** The house accounts, created at first use, with a deposit of both assets of the symbol. */
  #fundedHouse(symbol: string): HouseAccounts {
    this.#house ??= createHouseAccounts(this.#engine);
    const info = this.#engine.symbol(symbol);
    if (!info) throw new RangeError(`symbol: expected a listed symbol, got '${symbol}'`);
    const assets = [info.baseAsset, info.quoteAsset].filter((asset) => !this.#fundedAssets.has(asset));
    fundHouseAccounts(this.#engine, this.#house, assets);
    for (const asset of assets) this.#fundedAssets.add(asset);
    return this.#house;
  }
}

const restingOrder = (symbol: string, side: Side, price: Amount, quantity: Amount): NewOrder => ({
  symbol,
  side,
  type: 'LIMIT',
  timeInForce: 'GTC',
  price,
  quantity,
});

const restingOrders = (symbol: string, side: Side, levels: PriceLevels = []): NewOrder[] =>
  levels.map(([price, quantity]) => restingOrder(symbol, side, amount(price), amount(quantity)));

const sum = (levels: readonly BookLevel[]): Amount => levels.reduce((total, [, quantity]) => total + quantity, 0n);

const quantityAt = (levels: readonly BookLevel[], price: Amount): Amount =>
  sum(levels.filter(([level]) => level === price));
