import { expect } from 'vitest';
import type { ExchangeFilter, Filter, Order } from '../../src/engine/index.js';
import { type EngineSetup, funded, limit, order, plain, refusal, setUpEngine } from './engine-setup.js';

export const symbol: string = 'BTCUSDT';
type OrderFields = Parameters<typeof order>[0];

export type FilterSetup = EngineSetup & {
  /** The id of the account whose orders are checked. */
  readonly me: number;
  /** The id of an account of the exchange itself, which trades with `me`. */
  readonly others: number;
  place(fields: OrderFields): Order;
  /** Makes a trade at a price. */
  trade(price: number, quantity?: number): void;
};

/** Creates an engine with two funded accounts. The filters apply to `symbol`. */
export function setUp(filters: readonly Filter[] = [], exchangeFilters: readonly ExchangeFilter[] = []): FilterSetup {
  const setup = setUpEngine([plain(symbol, 'BTC', 'USDT', { filters }), plain('ETHUSDT', 'ETH', 'USDT')], {
    exchangeFilters,
  });
  const { engine } = setup;
  const others = funded(engine, { BTC: 1000, USDT: 1_000_000 }, { house: true });
  const me = funded(engine, { BTC: 100, USDT: 100_000, ETH: 100 });
  const place = (fields: OrderFields) => engine.placeOrder(me, order(fields)).order;
  const trade = (price: number, quantity = 1) => {
    engine.placeOrder(others, limit(symbol, 'SELL', quantity, price));
    engine.placeOrder(others, order({ symbol, side: 'BUY', type: 'MARKET', quantity }));
  };
  return { ...setup, me, others, place, trade };
}

/** An order that passes every filter. Tests change its fields. */
export const buy: {
  readonly symbol: string;
  readonly side: 'BUY';
  readonly type: 'LIMIT';
  readonly timeInForce: 'GTC';
  readonly quantity: 1;
  readonly price: 100;
} = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 1, price: 100 };
/** Returns the code and the message with which a filter refuses an order. */
export const failure = (name: string): [number, string] => [-1013, `Filter failure: ${name}`];

/** Expects the orders in `pass` to be accepted, and those in `fail` to be refused by the filter with this name. */
export function check(
  name: string,
  filters: readonly Filter[],
  pass: readonly OrderFields[],
  fail: readonly OrderFields[],
  last?: number,
): void {
  const { engine, me, others } = setUp([]);
  if (last !== undefined) {
    engine.placeOrder(others, limit(symbol, 'SELL', 1, last));
    engine.placeOrder(others, order({ symbol, side: 'BUY', type: 'MARKET', quantity: 1 }));
    engine.placeOrder(others, limit(symbol, 'SELL', 500, last));
  }
  engine.changeSymbol(symbol, { filters });
  for (const fields of pass) expect(engine.placeOrder(me, order(fields)).order.orderId).toBeGreaterThan(0);
  for (const fields of fail) expect(refusal(() => engine.placeOrder(me, order(fields)))).toEqual(failure(name));
}
