import { expect, it } from 'vitest';
import { d, limit, plain } from '../../test/engine/engine-setup.js';
import { createExchange } from '../index.js';
import { Observer } from './observer.js';

const symbol = 'BTCUSDT';

it('counts each order once, however many reports it has', () => {
  const exchange = createExchange({ symbols: [plain(symbol, 'BTC', 'USDT')] });
  const { engine, journal } = exchange;
  const { uid } = exchange.createAccount({ balances: { BTC: '10', USDT: '1000' } });
  exchange.setBook(symbol, { bids: [['80', '5']], asks: [['150', '5']] });
  exchange.trade(symbol, { price: '105', quantity: '1' });
  const observer = new Observer(engine, journal, uid, 'USDT');
  observer.sample(exchange.clock.now());
  // The trade below triggers this stop order.
  engine.placeOrder(uid, { symbol, side: 'SELL', type: 'STOP_LOSS', quantity: d(1), stopPrice: d(90) });
  // The trade below fills the working order of this list, and so activates the pending order.
  engine.placeOrderList(uid, {
    kind: 'OTO',
    symbol,
    working: { type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', quantity: d(1), price: d(100) },
    pending: { type: 'TAKE_PROFIT', side: 'SELL', quantity: d(1), stopPrice: d(120) },
  });
  exchange.trade(symbol, { price: '90', quantity: '1' });
  // The next two orders of the account would trade with each other. So self-trade prevention expires the second one.
  engine.placeOrder(uid, limit(symbol, 'SELL', 1, 110));
  engine.placeOrder(uid, { ...limit(symbol, 'BUY', 1, 110), selfTradePreventionMode: 'EXPIRE_TAKER' });
  engine.cancelOpenOrders(uid, symbol);
  observer.sample(exchange.clock.now());
  // The stop order and the working order were filled. The pending order and the SELL order were cancelled, and the BUY
  // order expired.
  expect(observer.report().orders).toEqual({ placed: 5, filled: 2, canceled: 2, expired: 1, refused: {} });
});
