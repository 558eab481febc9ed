// Tests the tables of Binance's FAQ "Spot Unfilled Order Count Rules". Each test goes through the rows of one table.
import { describe, expect, it } from 'vitest';
import { d, funded, limit, order, plain, refusal, setUpEngine } from '../../../test/engine/engine-setup.js';
import type { MatchingAssumptions, OrderLimit } from '../index.js';

const TEN_SECONDS = [{ interval: 'SECOND', intervalNum: 10, limit: 100 }] as const;

function setUp(
  start: string,
  limits: readonly OrderLimit[] = TEN_SECONDS,
  assumptions: Partial<MatchingAssumptions> = {},
) {
  const at = (clock: string) => Date.parse(clock.includes('T') ? `${clock}Z` : `2024-01-01T${clock}Z`);
  const { engine, setTime } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')], { orderLimits: limits, assumptions });
  setTime(at(start));
  const me = funded(engine, { BTC: 1000, USDT: 100_000 });
  const others = engine.createAccount({ house: true }).id;
  engine.deposit(others, 'BTC', d(10_000));
  engine.deposit(others, 'USDT', d(1_000_000));
  return {
    engine,
    me,
    time: (clock: string) => setTime(at(clock)),
    place: (side: 'BUY' | 'SELL', quantity: number, price: number) =>
      engine.placeOrder(me, limit('BTCUSDT', side, quantity, price)).order.orderId,
    /**
     * Offers a quantity from the account `others`, which belongs to the exchange. The order rests on the book unless a
     * bid reaches its price.
     */
    offer: (quantity: number, price: number) => engine.placeOrder(others, limit('BTCUSDT', 'SELL', quantity, price)),
    sellTo: (quantity: number, price: number) => engine.placeOrder(others, limit('BTCUSDT', 'SELL', quantity, price)),
    count: (index = 0) => engine.unfilledOrderCounts(me)[index]?.count,
  };
}

describe('unfilled order count FAQ', () => {
  it('example 1: taker', () => {
    const { engine, me, time, place, offer, count, sellTo } = setUp('00:00:00');
    expect(count()).toBe(0);
    time('00:00:01');
    place('BUY', 1, 50);
    expect(count()).toBe(1);
    time('00:00:02');
    offer(1, 60);
    place('BUY', 3, 60);
    expect(count()).toBe(1);
    time('00:00:03');
    place('BUY', 1, 40);
    expect(count()).toBe(2);
    time('00:00:04');
    sellTo(1, 60);
    expect(count()).toBe(2);
    sellTo(1, 60);
    expect(count()).toBe(2);
    time('00:00:05');
    offer(1, 70);
    engine.placeOrder(me, order({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: 1 }));
    expect(count()).toBe(2);
  });

  it('example 2: maker', () => {
    const { time, place, sellTo, count } = setUp('00:00:00');
    const steps: [string, number, number][] = [
      ['00:00:01', 70, 1],
      ['00:00:01', 69, 2],
      ['00:00:02', 68, 3],
      ['00:00:02', 67, 4],
      ['00:00:02', 66, 5],
    ];
    for (const [clock, price, expected] of steps) {
      time(clock);
      place('BUY', 3, price);
      expect(count()).toBe(expected);
    }
    time('00:00:03');
    sellTo(1, 70);
    expect(count()).toBe(0);
    time('00:00:04');
    place('BUY', 3, 60);
    expect(count()).toBe(1);
    place('BUY', 3, 59);
    expect(count()).toBe(2);
    time('00:00:05');
    sellTo(1, 70);
    expect(count()).toBe(2);
    sellTo(1, 70);
    expect(count()).toBe(2);
    sellTo(1, 69);
    expect(count()).toBe(0);
    time('00:00:06');
    place('BUY', 3, 58);
    expect(count()).toBe(1);
  });

  it('cancelled and expired orders do not lower the count', () => {
    const { engine, me, time, place, offer, count } = setUp('00:00:00');
    time('00:00:01');
    const a = place('BUY', 1, 50);
    expect(count()).toBe(1);
    time('00:00:02');
    engine.cancelOrder(me, { symbol: 'BTCUSDT', orderId: a });
    expect(count()).toBe(1);
    place('BUY', 1, 49);
    expect(count()).toBe(2);
    time('00:00:03');
    offer(1, 60);
    const fok = { ...limit('BTCUSDT', 'BUY', 1, 60), timeInForce: 'FOK' } as const;
    expect(engine.placeOrder(me, fok).order.status).toBe('FILLED');
    expect(count()).toBe(2);
    time('00:00:05');
    const later = place('BUY', 1, 48);
    expect(count()).toBe(3);
    time('00:00:06');
    expect(engine.placeOrder(me, fok).order).toMatchObject({
      status: 'EXPIRED',
      expiryReason: 'UNFILLED_FOK_ORDER_EXPIRED',
    });
    expect(count()).toBe(4);
    time('00:00:07');
    engine.cancelOrder(me, { symbol: 'BTCUSDT', orderId: later });
    expect(count()).toBe(4);
    place('BUY', 1, 47);
    expect(count()).toBe(5);
  });

  it('fills of orders from an earlier day lower the count, but not below zero', () => {
    // In the FAQ's table for this test, the first fill of an order lowers the count by one, both for a maker and for a
    // taker. So this test sets `firstFillAsMaker` to 1, and limits the orders of a day.
    const day = [{ interval: 'DAY', intervalNum: 1, limit: 200 }] as const;
    const { engine, time, place, sellTo, count } = setUp('2024-01-01T09:00', day, { firstFillAsMaker: 1 });
    const placeMany = (amount: number) => {
      for (let each = 0; each < amount; each += 1) place('BUY', 1, 50);
    };
    placeMany(5);
    expect(count()).toBe(5);
    time('2024-01-02T00:00');
    expect(count()).toBe(0);
    time('2024-01-02T09:00');
    placeMany(10);
    expect(count()).toBe(10);
    time('2024-01-02T12:00');
    sellTo(5, 50);
    expect(count()).toBe(5);
    time('2024-01-02T13:00');
    sellTo(5, 50);
    expect(count()).toBe(0);
    time('2024-01-02T14:00');
    placeMany(2);
    expect(count()).toBe(2);
    time('2024-01-02T15:00');
    sellTo(5, 50);
    expect(count()).toBe(0);
    expect(engine.book('BTCUSDT').bids).toEqual([[d(50), d(2)]]);
  });
});

describe('the limit itself', () => {
  it('refuses orders until the interval is over', () => {
    const three = [{ interval: 'SECOND', intervalNum: 10, limit: 3 }] as const;
    const { time, place, count } = setUp('00:00:01', three);
    for (const price of [50, 49, 48]) place('BUY', 1, price);
    expect(count()).toBe(3);
    expect(refusal(() => place('BUY', 1, 47))).toEqual([
      -1015,
      'Too many new orders; current limit is 3 orders per 10 SECOND.',
    ]);
    time('00:00:10');
    place('BUY', 1, 47);
    expect(count()).toBe(1);
  });
});
