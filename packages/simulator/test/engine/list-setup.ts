import type { Engine, EngineEvent, Leg, NewOrderList, Side, SymbolSpec } from '../../src/engine/index.js';
import { d, funded, limit, order, plain, setUpEngine } from './engine-setup.js';

export const symbol = 'BTCUSDT';

/**
 * Creates a market whose last price is `last`, and two accounts: `me` with 10 BTC and 1000 USDT, and `others`, which
 * belongs to the exchange itself, with 1000 BTC and 1,000,000 USDT.
 */
export function setUp(
  more: Partial<SymbolSpec> = {},
  last = 100,
): {
  engine: Engine;
  events: EngineEvent[];
  others: number;
  me: number;
  trade: (price: number, quantity?: number) => void;
} {
  const { engine, events } = setUpEngine([plain(symbol, 'BTC', 'USDT', more)]);
  const others = funded(engine, { BTC: 1000, USDT: 1_000_000 }, { house: true });
  const me = funded(engine, { BTC: 10, USDT: 1000 });
  const trade = (price: number, quantity = 1) => {
    engine.placeOrder(others, limit(symbol, 'SELL', quantity, price));
    engine.placeOrder(others, order({ symbol, side: 'BUY', type: 'MARKET', quantity }));
  };
  trade(last);
  events.length = 0;
  return { engine, events, others, me, trade };
}

export const oco = (side: Side, quantity: number, above: Leg, below: Leg): NewOrderList => ({
  kind: 'OCO',
  symbol,
  side,
  quantity: d(quantity),
  above,
  below,
});
export const maker = (price: number): Leg => ({ type: 'LIMIT_MAKER', price: d(price) });
export const stop = (stopPrice: number): Leg => ({ type: 'STOP_LOSS', stopPrice: d(stopPrice) });
export const stopLimit = (stopPrice: number, price: number): Leg => ({
  type: 'STOP_LOSS_LIMIT',
  timeInForce: 'GTC',
  stopPrice: d(stopPrice),
  price: d(price),
});
export const states = (engine: Engine, me: number, orderListId: number): unknown[][] =>
  engine.orderList(me, { orderListId }).orders.map(({ status, expiryReason }) => [status, expiryReason]);
