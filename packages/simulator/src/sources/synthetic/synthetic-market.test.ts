import { describe, expect, it } from 'vitest';
import { createExchange, type Exchange } from '../../exchange/exchange.js';
import { VirtualClock } from '../../time/virtual-clock.js';
import type { ModeName } from './market-modes.js';
import { SyntheticMarket } from './synthetic-market.js';

const symbols = ['BTCUSDT', 'BNBBTC', 'LTCUSDT'];

async function live(
  mode: ModeName,
  seed: number,
  ms: number,
  stepMs?: number,
): Promise<{ exchange: Exchange; trace: string[] }> {
  const exchange = createExchange({ seed, symbols });
  const trace: string[] = [];
  exchange.engine.on((event) => {
    if (event.type === 'TRADE')
      trace.push(`${event.trade.symbol} ${event.trade.price} ${event.trade.quantity} ${event.trade.time}`);
    if (event.type === 'LEVEL')
      trace.push(`${event.symbol} ${event.updateId} ${event.price} ${event.quantity} ${event.time}`);
  });
  const market = new SyntheticMarket(exchange, { mode, stepMs });
  market.start();
  await exchange.advance(ms);
  market.close();
  expect((exchange.clock as VirtualClock).pending).toBe(0);
  return { exchange, trace };
}

describe('SyntheticMarket', () => {
  it('repeats exactly with the same seed and differs with another one', async () => {
    const [one, same, other] = [
      await live('bursty', 7, 20_000),
      await live('bursty', 7, 20_000),
      await live('bursty', 8, 20_000),
    ];
    expect(one.trace.length).toBeGreaterThan(1000);
    expect(same.trace).toEqual(one.trace);
    expect(other.trace).not.toEqual(one.trace);
  });

  it.each(['calm', 'trending', 'bursty', 'crash'] as const)(
    '%s: every symbol has two sides, a spread, depth and trades',
    async (mode) => {
      const { exchange } = await live(mode, 1, 60_000);
      for (const symbol of symbols) {
        const { bids, asks } = exchange.engine.book(symbol, 5000);
        expect(bids.length).toBeGreaterThan(20);
        expect(asks.length).toBeGreaterThan(20);
        expect(bids[0]![0]).toBeLessThan(asks[0]![0]);
        const prices = new Set(exchange.engine.trades(symbol, { limit: 1000 }).map(({ price }) => price));
        expect(prices.size).toBeGreaterThan(10);
      }
    },
  );

  it('falls in a crash and rises in a trend', async () => {
    const change = async (mode: ModeName): Promise<number[]> => {
      const { exchange } = await live(mode, 2, 200_000, 1000);
      return symbols.map((symbol) => {
        const trades = exchange.engine.trades(symbol, { fromId: 0, limit: 1e6 });
        return Number(trades.at(-1)!.price) / Number(trades[0]!.price);
      });
    };
    for (const ratio of await change('crash')) expect(ratio).toBeLessThan(0.95);
    for (const ratio of await change('trending')) expect(ratio).toBeGreaterThan(1.002);
  });

  it('warms up for hours at once, so that earlier candles exist', () => {
    const clock = new VirtualClock({ start: Date.UTC(2026, 0, 1) });
    const exchange = createExchange({ clock, symbols });
    const market = new SyntheticMarket(exchange);
    market.warmUp(clock, 6 * 3_600_000 - 1000);
    expect(clock.now()).toBe(Date.UTC(2026, 0, 1, 6) - 1000);
    const candles = exchange.marketData.candles('BTCUSDT', '1h').candles;
    expect(candles).toHaveLength(6);
    expect(candles.every(({ count }) => count > 10)).toBe(true);
  });

  it('trades with orders of other accounts: a bid at the best price is filled in time', async () => {
    const exchange = createExchange({ symbols });
    const market = new SyntheticMarket(exchange);
    market.start();
    await exchange.advance(1000);
    const { id } = exchange.engine.createAccount();
    exchange.engine.deposit(id, 'USDT', 10n ** 16n);
    const { ask } = exchange.engine.bestPrices('BTCUSDT');
    const order = exchange.engine.placeOrder(id, {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT_MAKER',
      quantity: 1_000_000n,
      price: ask![0] - 1_000_000n,
    });
    await exchange.advance(60_000);
    expect(exchange.engine.order(id, { symbol: 'BTCUSDT', orderId: order.order.orderId }).status).toBe('FILLED');
    market.close();
  });

  it('error: an unlisted symbol, an unknown mode and steps without time between them', () => {
    const exchange = createExchange({ symbols });
    for (const stepMs of [0, -1, Number.NaN]) {
      expect(() => new SyntheticMarket(exchange, { stepMs })).toThrow(RangeError);
    }
    expect(() => new SyntheticMarket(exchange, { mode: 'boring' as ModeName })).toThrow(RangeError);
    expect(() => new SyntheticMarket(exchange, { symbols: ['NOPEUSDT'] })).toThrow(RangeError);
    expect(() => {
      new SyntheticMarket(exchange).mode = 'boring' as ModeName;
    }).toThrow(RangeError);
  });
});

it.each(['stop', 'close'] as const)(
  'makes no further step after a listener of the engine has called %s',
  async (end) => {
    const exchange = createExchange({ symbols });
    const market = new SyntheticMarket(exchange, { mode: 'bursty' });
    market.start();
    let trades = 0;
    exchange.engine.on(({ type }) => {
      if (type !== 'TRADE') return;
      trades += 1;
      market[end]();
    });
    await exchange.advance(10_000);
    expect(trades).toBeGreaterThan(0);
    expect((exchange.clock as VirtualClock).pending).toBe(0);
    market.close();
  },
);

it.each([
  ['x', "amount: expected a decimal with at most 8 decimals, got 'x'"],
  ['50000.001', 'price: 50000.001 was refused by the filter PRICE_FILTER'],
])('error: the illegal price %s leaves the orders of `setBook` where they are', (price, message) => {
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  const market = new SyntheticMarket(exchange);
  exchange.setBook('BTCUSDT', { bids: [['50000', '1']] });
  expect(() => exchange.price('BTCUSDT', price)).toThrow(message);
  expect(exchange.engine.book('BTCUSDT').bids).toHaveLength(1);
  market.close();
});
