import { describe, expect, it } from 'vitest';
import { d, funded, limit, order, plain, refusal, setUpEngine } from '../../test/engine/engine-setup.js';
import type { Filter, SymbolInfo } from './types/index.js';

describe('limit and market orders', () => {
  it('matches by price, then time, and settles balances', () => {
    const { engine, events } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const seller = funded(engine, { BTC: 10 });
    const buyer = funded(engine, { USDT: 1000 });
    engine.placeOrder(seller, limit('BTCUSDT', 'SELL', 1, 101));
    engine.placeOrder(seller, limit('BTCUSDT', 'SELL', 1, 100));
    engine.placeOrder(seller, limit('BTCUSDT', 'SELL', 2, 100));
    events.length = 0;

    const { order: bought, fills } = engine.placeOrder(buyer, limit('BTCUSDT', 'BUY', 5, '100.5'));

    expect(fills.map(({ price, quantity }) => [price, quantity])).toEqual([
      [d(100), d(1)],
      [d(100), d(2)],
    ]);
    expect(bought.status).toBe('PARTIALLY_FILLED');
    expect(engine.balance(buyer, 'USDT')).toMatchObject({ free: d(499), locked: d(201) });
    expect(engine.balance(buyer, 'BTC')).toMatchObject({ free: d(3), locked: 0n });
    expect(engine.balance(seller, 'BTC')).toMatchObject({ free: d(6), locked: d(1) });
    expect(engine.balance(seller, 'USDT')).toMatchObject({ free: d(300) });
    expect(engine.book('BTCUSDT')).toMatchObject({ bids: [[d('100.5'), d(2)]], asks: [[d(101), d(1)]] });
    expect(events.map(({ type }) => type)).toEqual([
      'ORDER',
      'LEVEL',
      'TRADE',
      'ORDER',
      'ORDER',
      'LEVEL',
      'TRADE',
      'ORDER',
      'ORDER',
      'LEVEL',
      'ACCOUNT',
      'ACCOUNT',
    ]);
  });

  it('refuses an order that the balance does not cover', () => {
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const buyer = funded(engine, { USDT: 100 });
    expect(refusal(() => engine.placeOrder(buyer, limit('BTCUSDT', 'BUY', 2, 100)))).toEqual([
      -2010,
      'Account has insufficient balance for requested action.',
    ]);
  });

  it('unlocks the funds of a cancelled order', () => {
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const buyer = funded(engine, { USDT: 100 });
    const { order: placed } = engine.placeOrder(buyer, limit('BTCUSDT', 'BUY', 1, 100));
    expect(engine.balance(buyer, 'USDT').locked).toBe(d(100));
    engine.cancelOrder(buyer, { symbol: 'BTCUSDT', orderId: placed.orderId });
    expect(engine.balance(buyer, 'USDT')).toMatchObject({ free: d(100), locked: 0n });
    expect(engine.book('BTCUSDT').bids).toEqual([]);
  });

  it('spends a quote amount in whole lot size steps', () => {
    const lots = { filterType: 'LOT_SIZE', minQty: '0.1', maxQty: '100', stepSize: '0.1' } as const;
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT', { filters: [lots] })]);
    const seller = funded(engine, { BTC: 10 });
    const buyer = funded(engine, { USDT: 1000 });
    engine.placeOrder(seller, limit('BTCUSDT', 'SELL', 1, 100));
    engine.placeOrder(seller, limit('BTCUSDT', 'SELL', 1, 110));
    const { order: bought } = engine.placeOrder(
      buyer,
      order({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: 150 }),
    );
    expect(bought).toMatchObject({ status: 'FILLED', executedQty: d('1.4'), cumulativeQuoteQty: d(144) });
    expect(engine.balance(buyer, 'USDT')).toMatchObject({ free: d(856), locked: 0n });
  });

  it('returns all fills of an order while older fills are dropped', () => {
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')], { history: { orders: 16 } });
    const seller = funded(engine, { BTC: 1000 });
    const buyer = funded(engine, { USDT: 1000 });
    for (let step = 0; step < 100; step += 1) {
      for (const price of [1, 2, 3]) engine.placeOrder(seller, limit('BTCUSDT', 'SELL', 1, price));
      const { fills } = engine.placeOrder(buyer, limit('BTCUSDT', 'BUY', 3, 3));
      expect(fills.map(({ price }) => price)).toEqual([d(1), d(2), d(3)]);
    }
    expect(engine.myTrades(buyer, { symbol: 'BTCUSDT', limit: 1000 }).length).toBeLessThan(20);
  });
});

describe('history', () => {
  it('keeps all open orders and the newest closed ones', () => {
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')], { history: { orders: 16 }, orderLimits: [] });
    const me = funded(engine, { USDT: 1000 });
    const place = () => engine.placeOrder(me, limit('BTCUSDT', 'BUY', 1, 1)).order.orderId;
    const open = Array.from({ length: 100 }, place);
    const closed = Array.from({ length: 100 }, place);
    for (const orderId of closed) engine.cancelOrder(me, { symbol: 'BTCUSDT', orderId });
    open.push(place());
    const kept = engine.allOrders(me, { symbol: 'BTCUSDT', limit: 1000 }).map(({ orderId }) => orderId);
    expect(kept).toEqual([...open.slice(0, 100), ...closed.slice(-16), open[100]]);
  });
});

describe('transfer', () => {
  it('moves funds between accounts, and nothing when an account is unknown', () => {
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const from = funded(engine, { USDT: 10 });
    const to = funded(engine, {});
    engine.transfer(from, to, 'USDT', d(4));
    expect(() => engine.transfer(from, 999, 'USDT', d(1))).toThrow(RangeError);
    expect(refusal(() => engine.transfer(from, to, 'USDT', d(7)))[0]).toBe(-2010);
    expect([from, to].map((id) => engine.balance(id, 'USDT').free)).toEqual([d(6), d(4)]);
  });

  it('neither loses nor creates funds if a listener throws, or if the amount is negative', () => {
    const { engine, events } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const from = funded(engine, { USDT: 10 });
    const to = funded(engine, { USDT: 1 });
    const free = () => [from, to].map((id) => engine.balance(id, 'USDT').free);
    events.length = 0;
    const stop = engine.on(({ type }) => {
      if (type === 'TRANSFER') throw new Error('a listener');
    });
    expect(() => engine.transfer(from, to, 'USDT', d(4))).toThrow('a listener');
    stop();
    expect(free()).toEqual([d(6), d(5)]);
    expect(events).toMatchObject([
      { type: 'TRANSFER', accountId: from, delta: -d(4) },
      { type: 'TRANSFER', accountId: to, delta: d(4) },
      { type: 'ACCOUNT', accountId: from, balances: [{ asset: 'USDT', free: d(6) }] },
      { type: 'ACCOUNT', accountId: to, balances: [{ asset: 'USDT', free: d(5) }] },
    ]);
    expect(refusal(() => engine.transfer(from, to, 'USDT', -d(7)))[0]).toBe(-2010);
    expect(free()).toEqual([d(6), d(5)]);
    engine.transfer(from, to, 'USDT', -d(5));
    expect(free()).toEqual([d(11), 0n]);
  });
});

describe('a listener that throws', () => {
  it('does not interrupt the command, and its error reaches the caller', () => {
    const { engine, events } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const seller = funded(engine, { BTC: 10 });
    const buyer = funded(engine, { USDT: 1000 });
    engine.placeOrder(seller, limit('BTCUSDT', 'SELL', 1, 100));
    engine.placeOrder(seller, limit('BTCUSDT', 'SELL', 1, 100));
    const stop = engine.on(({ type }) => {
      if (type === 'TRADE' || type === 'LEVEL') throw new Error(`no ${type}`);
    });
    events.length = 0;
    expect(() => engine.placeOrder(buyer, limit('BTCUSDT', 'BUY', 2, 100))).toThrow('no LEVEL');
    expect(events.filter(({ type }) => type === 'TRADE')).toHaveLength(2);
    expect(engine.balance(buyer, 'BTC')).toMatchObject({ free: d(2), locked: 0n });
    expect(engine.balance(seller, 'USDT')).toMatchObject({ free: d(200) });
    stop();
    engine.placeOrder(seller, limit('BTCUSDT', 'SELL', 1, 100));
    expect(engine.book('BTCUSDT').asks).toEqual([[d(100), d(1)]]);
  });

  it('is also safe if it throws because it called a command, or at an event of a triggered order', () => {
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const seller = funded(engine, { BTC: 10 });
    const buyer = funded(engine, { USDT: 1000 });
    engine.placeOrder(seller, limit('BTCUSDT', 'SELL', 1, 100));
    engine.placeOrder(seller, limit('BTCUSDT', 'SELL', 1, 101));
    const stopLoss = { symbol: 'BTCUSDT', side: 'BUY', type: 'STOP_LOSS', quantity: d(1), stopPrice: d(100) } as const;
    engine.placeOrder(buyer, stopLoss);
    const stop = engine.on(({ type }) => {
      if (type === 'TRADE') engine.cancelOpenOrders(seller, 'BTCUSDT');
    });
    expect(() => engine.placeOrder(buyer, limit('BTCUSDT', 'BUY', 1, 100))).toThrow('must not call a command');
    expect(engine.balance(buyer, 'BTC')).toMatchObject({ free: d(2) });
    stop();
    engine.placeOrder(seller, limit('BTCUSDT', 'SELL', 1, 100));
  });
});

it('error: an unknown filter leaves the symbol as it was', () => {
  const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
  const { filters } = engine.symbol('BTCUSDT') as SymbolInfo;
  const unknown = { filterType: 'FROM_THE_FUTURE' } as unknown as Filter;
  const message = 'filters: expected a known filterType, got {"filterType":"FROM_THE_FUTURE"}';
  expect(() => engine.changeSymbol('BTCUSDT', { filters: [unknown] })).toThrow(new RangeError(message));
  expect(engine.symbol('BTCUSDT')).toMatchObject({ filters });
});

it.each([
  [{ filterType: 'MAX_NUM_ORDERS' }, 'filters: MAX_NUM_ORDERS: expected a whole number, got nothing'],
  [{ filterType: 'MAX_NUM_ORDER_AMENDS' }, 'filters: MAX_NUM_ORDER_AMENDS: expected a whole number, got nothing'],
  [{ filterType: 'ICEBERG_PARTS', limit: '10' }, 'filters: ICEBERG_PARTS: expected a whole number, got "10"'],
  [{ filterType: 'TRAILING_DELTA', minTrailingAboveDelta: 10 }, 'filters: TRAILING_DELTA: expected a whole number'],
  [
    { filterType: 'PERCENT_PRICE', multiplierUp: '5', multiplierDown: '0.2' },
    'filters: PERCENT_PRICE: expected a whole',
  ],
  [
    { filterType: 'PRICE_FILTER', minPrice: 1, maxPrice: '9', tickSize: '1' },
    'filters: PRICE_FILTER: amount: expected',
  ],
])('error: a filter without one of its numbers: %o', (written, message) => {
  const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
  const { filters } = engine.symbol('BTCUSDT') as SymbolInfo;
  const change = (): void => engine.changeSymbol('BTCUSDT', { filters: [written as unknown as Filter] });
  expect(change).toThrow(RangeError);
  expect(change).toThrow(message);
  expect(engine.symbol('BTCUSDT')).toMatchObject({ filters });
});
