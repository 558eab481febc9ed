// Tests the five scenarios of Binance's FAQ on trailing stop orders, with its prices.
import { describe, expect, it } from 'vitest';
import { d, funded, limit, order, plain, refusal, setUpEngine } from '../../../test/engine/engine-setup.js';

type OrderFields = Omit<Parameters<typeof order>[0], 'symbol' | 'quantity' | 'timeInForce'>;

function setUp(fields: OrderFields) {
  const { engine, advance } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
  const others = engine.createAccount({ house: true }).id;
  engine.deposit(others, 'BTC', d(1_000_000));
  engine.deposit(others, 'USDT', d(1_000_000_000));
  const me = funded(engine, { BTC: 10, USDT: 1_000_000 });
  /** Makes one trade at a price at which no other order rests. */
  const trade = (price: number) => {
    engine.placeOrder(others, limit('BTCUSDT', 'SELL', 1, price));
    engine.placeOrder(others, order({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: 1 }));
    advance(1000);
  };
  trade(40_000);
  const { orderId } = engine.placeOrder(
    me,
    order({ symbol: 'BTCUSDT', timeInForce: 'GTC', quantity: '0.01', ...fields }),
  ).order;
  const state = () => engine.order(me, { symbol: 'BTCUSDT', orderId });
  return {
    /**
     * Makes ten trades at evenly spaced prices, the last one at `to`. The order must not be triggered by any of them.
     */
    drift(to: number) {
      const from = Number(engine.lastPrice('BTCUSDT')) / 1e8;
      for (let step = 1; step <= 10; step += 1) trade(Math.round((from + ((to - from) * step) / 10) * 100) / 100);
      expect(state()).toMatchObject({ status: 'NEW', workingTime: -1 });
    },
    /**
     * Makes two trades. The trade at `short`, just before the trigger price, must not trigger the order. The trade at
     * `exact`, the trigger price, must trigger it.
     */
    expectTrigger(short: number, exact: number) {
      trade(short);
      expect(state().workingTime).toBe(-1);
      trade(exact);
      expect(state().workingTime).toBeGreaterThan(0);
    },
    isTracking: () => state().trailingTime !== -1,
    trade,
  };
}

describe('a trailing stop', () => {
  it('whose stop price a trade has jumped past triggers by its delta below that trade', () => {
    const scenario = setUp({
      side: 'SELL',
      type: 'TAKE_PROFIT_LIMIT',
      stopPrice: 44_000,
      trailingDelta: 500,
      price: 50_000,
    });
    scenario.trade(45_000);
    scenario.expectTrigger(42_751, 42_750);
  });
});

describe('trailing stop FAQ', () => {
  it('A: STOP_LOSS_LIMIT BUY, stop 44,000, 500 BIPS', () => {
    const scenario = setUp({
      side: 'BUY',
      type: 'STOP_LOSS_LIMIT',
      stopPrice: 44_000,
      trailingDelta: 500,
      price: 45_000,
    });
    scenario.drift(37_000);
    expect(scenario.isTracking()).toBe(false);
    scenario.drift(43_999);
    expect(scenario.isTracking()).toBe(false);
    scenario.trade(44_000);
    expect(scenario.isTracking()).toBe(true);
    scenario.drift(45_000);
    scenario.drift(46_000);
    scenario.drift(42_000);
    scenario.expectTrigger(44_099.99, 44_100);
  });

  it('B: STOP_LOSS_LIMIT SELL, stop 39,000, 1,000 BIPS', () => {
    const scenario = setUp({
      side: 'SELL',
      type: 'STOP_LOSS_LIMIT',
      stopPrice: 39_000,
      trailingDelta: 1000,
      price: 38_000,
    });
    scenario.drift(41_500);
    scenario.drift(39_001);
    expect(scenario.isTracking()).toBe(false);
    scenario.trade(39_000);
    expect(scenario.isTracking()).toBe(true);
    scenario.drift(37_000);
    scenario.drift(41_000);
    scenario.expectTrigger(36_900.01, 36_900);
  });

  it('C: TAKE_PROFIT_LIMIT BUY, stop 38,000, 850 BIPS', () => {
    const scenario = setUp({
      side: 'BUY',
      type: 'TAKE_PROFIT_LIMIT',
      stopPrice: 38_000,
      trailingDelta: 850,
      price: 38_500,
    });
    scenario.drift(42_000);
    scenario.trade(38_000);
    expect(scenario.isTracking()).toBe(true);
    scenario.drift(37_000);
    scenario.drift(39_000);
    scenario.drift(38_000);
    scenario.expectTrigger(40_144.99, 40_145);
  });

  it('D: TAKE_PROFIT_LIMIT SELL, stop 42,000, 750 BIPS', () => {
    const scenario = setUp({
      side: 'SELL',
      type: 'TAKE_PROFIT_LIMIT',
      stopPrice: 42_000,
      trailingDelta: 750,
      price: 41_000,
    });
    scenario.drift(41_500);
    scenario.drift(39_000);
    expect(scenario.isTracking()).toBe(false);
    scenario.trade(42_000);
    expect(scenario.isTracking()).toBe(true);
    scenario.drift(45_000);
    scenario.drift(44_000);
    scenario.drift(46_500);
    scenario.expectTrigger(43_012.51, 43_012.5);
  });

  it('E: STOP_LOSS_LIMIT SELL without stop price, 700 BIPS', () => {
    const scenario = setUp({ side: 'SELL', type: 'STOP_LOSS_LIMIT', trailingDelta: 700, price: 39_000 });
    expect(scenario.isTracking()).toBe(true);
    scenario.drift(42_000);
    scenario.drift(39_500);
    scenario.drift(45_500);
    scenario.expectTrigger(42_315.01, 42_315);
  });

  it('needs a delta within TRAILING_DELTA, above or below by type and side', () => {
    const { engine } = setUpEngine([
      plain('BTCUSDT', 'BTC', 'USDT', {
        filters: [
          {
            filterType: 'TRAILING_DELTA',
            minTrailingAboveDelta: 10,
            maxTrailingAboveDelta: 2000,
            minTrailingBelowDelta: 20,
            maxTrailingBelowDelta: 1000,
          },
        ],
      }),
    ]);
    const me = funded(engine, { BTC: 10, USDT: 1000 });
    const place = (side: 'BUY' | 'SELL', type: 'STOP_LOSS' | 'TAKE_PROFIT', trailingDelta: number) => () =>
      engine.placeOrder(me, order({ symbol: 'BTCUSDT', side, type, quantity: '0.01', trailingDelta }));
    for (const [side, type] of [
      ['BUY', 'STOP_LOSS'],
      ['SELL', 'TAKE_PROFIT'],
    ] as const) {
      expect(refusal(place(side, type, 9))).toEqual([-1013, 'Filter failure: TRAILING_DELTA']);
      expect(refusal(place(side, type, 2001))).toEqual([-1013, 'Filter failure: TRAILING_DELTA']);
      expect(place(side, type, 2000)().order.status).toBe('NEW');
    }
    for (const [side, type] of [
      ['SELL', 'STOP_LOSS'],
      ['BUY', 'TAKE_PROFIT'],
    ] as const) {
      expect(refusal(place(side, type, 19))).toEqual([-1013, 'Filter failure: TRAILING_DELTA']);
      expect(refusal(place(side, type, 1001))).toEqual([-1013, 'Filter failure: TRAILING_DELTA']);
      expect(place(side, type, 20)().order.status).toBe('NEW');
    }
  });
});
