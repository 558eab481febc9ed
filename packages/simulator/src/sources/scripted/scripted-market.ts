import type { Engine } from '../../engine/engine.js';
import { amount, formatAmount, maximum, minimum, times } from '../../engine/types/amount.js';
import type { Amount, HouseTrade, NewOrder, Order, Side, SymbolInfo } from '../../engine/types/index.js';
import { isRefusal } from '../../refusals/refusal.js';
import { createHouseAccounts, DEPOSIT, type HouseAccounts } from '../house-accounts.js';
import { gridOf } from '../symbol-grid.js';

/** The levels of one side of a book as `[price, quantity]`, both decimal strings. */
export type PriceLevels = readonly (readonly [price: string, quantity: string])[];

export type ScriptedTrade = {
  /** Price of the trade. */
  readonly price: string;
  /** Quantity, in the base asset. */
  readonly quantity: string;
  /**
   * The side of the taker's order if no order on the book can trade at the price. Otherwise the taker's order is on the
   * opposite side of the order on the book. @default 'BUY'
   */
  readonly side?: Side | undefined;
};

/** Lets a test set books, make trades and move prices. It uses two accounts that belong to the exchange itself. */
export class ScriptedMarket {
  readonly #engine: Engine;
  #house: HouseAccounts | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /**
   * Replaces the orders of the exchange's own account in a book with orders at these levels. Orders of other accounts
   * stay in the book. If a level crosses an order of another account, the two orders trade.
   *
   * @throws {RangeError} with the first level that a filter refuses. In this case the book has not changed.
   */
  setBook(
    symbol: string,
    book: { readonly bids?: PriceLevels | undefined; readonly asks?: PriceLevels | undefined },
  ): void {
    const { maker } = this.#houseOf(symbol);
    const orders = [...restingOrders(symbol, 'BUY', book.bids), ...restingOrders(symbol, 'SELL', book.asks)];
    for (const { name, order } of orders) this.#check(maker, name, order);
    this.clear(symbol);
    for (const { order } of orders) {
      this.#fund(symbol, order.price, order.quantity);
      this.#engine.placeOrder(maker, order);
    }
  }

  /** Cancels the orders that the exchange's own account has in a book. */
  clear(symbol: string): void {
    const maker = this.#house?.maker;
    if (maker !== undefined && this.#engine.openOrders(maker, symbol).length > 0) {
      this.#engine.cancelOpenOrders(maker, symbol);
    }
  }

  /**
   * Cancels the orders that the exchange's own account has in a book, before another market moves the price.
   *
   * @throws {RangeError} if the price fails a filter. In this case the orders stay.
   */
  giveWay(symbol: string, price: string): void {
    const maker = this.#house?.maker;
    if (maker === undefined) return;
    const { leastQuantity } = gridOf(this.#info(symbol));
    this.#check(maker, `price: ${price}`, restingOrder(symbol, 'BUY', amount(price), leastQuantity));
    this.clear(symbol);
  }

  /**
   * Trades `quantity` at `price`. Before that, orders of other accounts at better prices are filled completely, at
   * their own prices, in addition to `quantity`. Orders of the exchange's own account at better prices stay in the
   * book, and can fill a stop order that the trade triggers.
   *
   * @throws {RangeError} if the price or the quantity fails a filter
   */
  trade(symbol: string, { price, quantity, side }: ScriptedTrade): void {
    const terms = { price: amount(price), quantity: amount(quantity) };
    this.#print(`trade: ${quantity} at ${price}`, { symbol, ...terms, side });
  }

  /**
   * Moves the market to a price. All orders of the exchange's own account are shifted by the same amount, so that the
   * price is in the middle between the best bid and the best ask of this account. Then a trade of the smallest quantity
   * is made at the price, which becomes the last price. Orders of other accounts that the price reaches are filled, and
   * stop orders are triggered. If the exchange's own account has no orders, it places one order on each side, one tick
   * away from the price.
   *
   * @throws {RangeError} if the price fails a filter
   */
  price(symbol: string, text: string): void {
    const { maker } = this.#houseOf(symbol);
    const price = amount(text);
    const { tickSize, leastQuantity, maxQuantity } = gridOf(this.#info(symbol));
    const resting = this.#engine.openOrders(maker, symbol);
    const of = (side: Side) => resting.filter((order) => order.side === side).map((order) => order.price);
    const bid = of('BUY').reduce((best, each) => maximum(best, each), 0n);
    const ask = of('SELL').reduce((best, each) => (best === 0n ? each : minimum(best, each)), 0n);
    const middle = bid === 0n ? ask - tickSize : ask === 0n ? bid + tickSize : (bid + ask) / 2n;
    const moved = resting.map((order) => ({
      side: order.side,
      price: price + order.price - (middle - (middle % tickSize)),
      quantity: restOf(order),
    }));
    const fresh = [
      { side: 'BUY' as const, price: price - tickSize, quantity: maxQuantity },
      { side: 'SELL' as const, price: price + tickSize, quantity: maxQuantity },
    ];
    const book = (moved.length > 0 ? moved : fresh)
      .filter((level) => level.price > 0n)
      .map((level) => restingOrder(symbol, level.side, level.price, level.quantity));
    for (const order of book) this.#check(maker, `price: the level ${formatAmount(order.price)}`, order);
    for (const order of book) this.#fund(symbol, order.price, order.quantity);
    this.#print(`price: ${text}`, { symbol, price, quantity: leastQuantity, book });
  }

  /**
   * Fills an order in the book at the price of the order.
   *
   * @param quantity the quantity to fill; if undefined, the whole remaining quantity
   * @throws {RangeError} if the order is not in the book, or if its remaining quantity is less than `quantity`
   */
  fill(symbol: string, order: Order, quantity: string | undefined): void {
    const { taker } = this.#houseOf(symbol);
    const filled = quantity === undefined ? restOf(order) : amount(quantity);
    this.#fund(symbol, order.peggedPrice ?? order.price, filled);
    this.#engine.fillResting(symbol, order.orderId, taker, filled);
  }

  exportState(): HouseAccounts | undefined {
    return this.#house;
  }

  importState(house: HouseAccounts | undefined): void {
    this.#house = house;
  }

  #print(name: string, trade: Omit<HouseTrade, 'maker' | 'taker'>): void {
    const house = this.#houseOf(trade.symbol);
    this.#fund(trade.symbol, trade.price, trade.quantity);
    explained(name, () => this.#engine.makeHouseTrade({ ...house, ...trade }));
  }

  #check(maker: number, name: string, order: NewOrder): void {
    explained(name, () => this.#engine.testOrder(maker, order));
  }

  /**
   * Deposits funds if an account has too little for the order. The deposit is much larger than the order, because the
   * account also needs funds for trades with other accounts.
   */
  #fund(symbol: string, price: Amount, quantity: Amount): void {
    const { baseAsset, quoteAsset } = this.#info(symbol);
    const house = this.#houseOf(symbol);
    const needs = [
      [baseAsset, quantity],
      [quoteAsset, times(price, quantity)],
    ] as const;
    for (const account of [house.maker, house.taker]) {
      for (const [asset, need] of needs) {
        const { free } = this.#engine.balance(account, asset);
        if (free < need + DEPOSIT / 2n) this.#engine.deposit(account, asset, need + DEPOSIT);
      }
    }
  }

  #houseOf(symbol: string): HouseAccounts {
    this.#info(symbol);
    this.#house ??= createHouseAccounts(this.#engine);
    return this.#house;
  }

  #info(symbol: string): SymbolInfo {
    const info = this.#engine.symbol(symbol);
    if (!info) throw new RangeError(`symbol: expected a listed symbol, got '${symbol}'`);
    return info;
  }
}

/** Runs a command. If the engine refuses it, throws an error that names what was refused. */
function explained(name: string, command: () => unknown): void {
  try {
    command();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const filter = isRefusal(error, 'FILTER_FAILURE') ? ` by the filter ${error.details.filter}` : `: ${error.reason}`;
    throw new RangeError(`${name} was refused${filter}`, { cause: error });
  }
}

const restOf = ({ quantity = 0n, executedQty, preventedQuantity }: Order): Amount =>
  quantity - executedQty - preventedQuantity;

type RestingOrder = NewOrder & { readonly price: Amount; readonly quantity: Amount };

const restingOrder = (symbol: string, side: Side, price: Amount, quantity: Amount): RestingOrder => ({
  symbol,
  side,
  type: 'LIMIT',
  timeInForce: 'GTC',
  price,
  quantity,
});

/** Converts levels to orders. Each has a name for error messages, such as `asks[1]: 2 at 60010.00`. */
const restingOrders = (
  symbol: string,
  side: Side,
  levels: PriceLevels = [],
): { readonly name: string; readonly order: RestingOrder }[] =>
  levels.map(([price, quantity], index) => ({
    name: `${side === 'BUY' ? 'bids' : 'asks'}[${index}]: ${quantity} at ${price}`,
    order: restingOrder(symbol, side, amount(price), amount(quantity)),
  }));
