import { describe, expect, it } from 'vitest';
import { type Json, rest } from '../../../test/raw-client.js';
import { createExchange, type Exchange, type ModeName, SyntheticMarket, VirtualClock } from '../../index.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const NOW = Date.UTC(2026, 5, 15, 13, 21, 34, 567);

function warm(hours: number, mode: ModeName = 'calm', symbols = ['BTCUSDT', 'BNBBTC', 'LTCUSDT']) {
  const clock = new VirtualClock({ start: NOW - hours * HOUR });
  const exchange = createExchange({ clock, symbols });
  const market = new SyntheticMarket(exchange, { mode });
  market.warmUp(clock, hours * HOUR);
  market.start();
  return { exchange, market };
}

type Candle = { open: number; high: number; low: number; close: number; volume: number; count: number; at: number };

async function klines(exchange: Exchange, symbol: string, interval: string, limit = 1000): Promise<Candle[]> {
  const { body } = await rest(exchange, 'GET /api/v3/klines', { symbol, interval, limit });
  return (body as unknown as (string | number)[][]).map((row) => ({
    at: Number(row[0]),
    open: Number(row[1]),
    high: Number(row[2]),
    low: Number(row[3]),
    close: Number(row[4]),
    volume: Number(row[5]),
    count: Number(row[8]),
  }));
}

describe('a generated history', () => {
  it.each(['BTCUSDT', 'BNBBTC', 'LTCUSDT'])('of %s has candles like a market', async (symbol) => {
    const { exchange } = warm(24);
    const all = (await klines(exchange, symbol, '1m')).slice(0, -1);
    expect(all).toHaveLength(999);
    const tick = { BTCUSDT: 0.01, BNBBTC: 0.000001, LTCUSDT: 0.01 }[symbol] as number;
    for (const [index, candle] of all.entries()) {
      const { open, high, low, close } = candle;
      expect(low <= Math.min(open, close) && high >= Math.max(open, close)).toBe(true);
      expect(Math.min(candle.volume, candle.count)).toBeGreaterThan(0);
      if (index === 0) continue;
      const before = all[index - 1] as Candle;
      expect(candle.at).toBe(before.at + MINUTE);
      // Between the close of a candle and the next open, the price moves as in one second: by about 0.01 %, rarely by
      // several times as much. It can also change from the best bid to the best ask, by 0.004 % or at least one tick.
      // The limit of 0.06 %, or 4 ticks, is higher than both together.
      expect(Math.abs(open - before.close)).toBeLessThanOrEqual(Math.max(open * 0.0006, 4 * tick));
    }
    const flat = all.filter(({ open, close }) => open === close).length;
    expect(flat / all.length).toBeLessThan(0.1);
    const [first, last] = [all[0] as Candle, all.at(-1) as Candle];
    expect(Math.abs(last.close / first.open - 1)).toBeLessThan(0.15);
  });

  it('makes a true 24h ticker', async () => {
    const { exchange } = warm(24);
    const ticker = (await rest(exchange, 'GET /api/v3/ticker/24hr', { symbol: 'BTCUSDT' })).body as Json;
    const minutes = [
      ...(await klines(exchange, 'BTCUSDT', '1m')),
      ...(
        (
          await rest(exchange, 'GET /api/v3/klines', {
            symbol: 'BTCUSDT',
            interval: '1m',
            limit: 1000,
            endTime: Math.floor(NOW / MINUTE) * MINUTE - 999 * MINUTE - 1,
          })
        ).body as unknown as (string | number)[][]
      ).map((row) => ({ volume: Number(row[5]), count: Number(row[8]) })),
    ];
    expect(minutes.length).toBeGreaterThanOrEqual(1439);
    const volume = minutes.reduce((sum, each) => sum + each.volume, 0);
    const count = minutes.reduce((sum, each) => sum + each.count, 0);
    expect(Number(ticker.volume)).toBeCloseTo(volume, 3);
    expect(ticker.count).toBe(count);
    expect(Number(ticker.closeTime) - Number(ticker.openTime)).toBeGreaterThanOrEqual(86_399_000);
    expect(Number(ticker.lastId) - Number(ticker.firstId) + 1).toBe(count);
    const [low, average, high] = [ticker.lowPrice, ticker.weightedAvgPrice, ticker.highPrice].map(Number);
    expect(low! < average! && average! < high!).toBe(true);
  });

  it.each(['calm', 'bursty'] as const)('has as much volume as live time (%s)', async (mode) => {
    const { exchange } = warm(24, mode, ['BTCUSDT']);
    await exchange.advance(25 * MINUTE);
    const all = await klines(exchange, 'BTCUSDT', '1m');
    const mean = (rows: readonly Candle[], of: (row: Candle) => number): number =>
      rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
    const live = all.slice(-24, -1);
    const single = all.slice(-35, -27);
    const coarse = all.slice(0, 900);
    for (const past of [single, coarse]) {
      for (const of of [(row: Candle) => row.volume, (row: Candle) => row.count, (row: Candle) => row.high - row.low]) {
        const ratio = mean(past, of) / mean(live, of);
        expect(ratio).toBeGreaterThan(0.55);
        expect(ratio).toBeLessThan(1.8);
      }
    }
  });

  it('has single trades in its last ten minutes, which make up its candles', async () => {
    const { exchange } = warm(24, 'calm', ['BTCUSDT']);
    const { body } = await rest(exchange, 'GET /api/v3/trades', { symbol: 'BTCUSDT', limit: 1000 });
    const trades = body as unknown as { id: number; qty: string; time: number }[];
    expect(trades).toHaveLength(1000);
    for (const [index, { id, time }] of trades.entries()) {
      expect(id).toBe(trades[0]!.id + index);
      expect(time).toBeGreaterThanOrEqual(trades[Math.max(0, index - 1)]!.time);
      expect(time).toBeLessThanOrEqual(NOW);
    }
    const minute = (await klines(exchange, 'BTCUSDT', '1m', 3))[1] as Candle;
    const within = trades.filter(({ time }) => time >= minute.at && time < minute.at + MINUTE);
    expect(within).toHaveLength(minute.count);
    expect(within.reduce((sum, { qty }) => sum + Number(qty), 0)).toBeCloseTo(minute.volume, 6);
    const aggregates = await rest(exchange, 'GET /api/v3/aggTrades', { symbol: 'BTCUSDT', limit: 10 });
    expect((aggregates.body as unknown as Json[]).at(-1)).toMatchObject({ l: trades.at(-1)!.id });
  });

  it('of a year has every day, week and month', async () => {
    const { exchange } = warm(365 * 24, 'calm', ['BTCUSDT']);
    const days = await klines(exchange, 'BTCUSDT', '1d');
    expect(days.length).toBeGreaterThanOrEqual(365);
    const full = days.slice(1, -1);
    for (const [index, day] of full.entries()) {
      if (index > 0) expect(day.at).toBe((full[index - 1] as Candle).at + 24 * HOUR);
      expect(day.count).toBeGreaterThan(50_000);
    }
    expect((await klines(exchange, 'BTCUSDT', '1w')).length).toBeGreaterThanOrEqual(52);
    expect((await klines(exchange, 'BTCUSDT', '1M')).length).toBeGreaterThanOrEqual(12);
    const hours = await klines(exchange, 'BTCUSDT', '1h', 1000);
    const [day] = days.slice(-2) as [Candle];
    const ofDay = hours.filter(({ at }) => at >= day.at && at < day.at + 24 * HOUR);
    expect(ofDay.reduce((sum, { volume }) => sum + volume, 0)).toBeCloseTo(day.volume, 3);
    expect(Math.max(...ofDay.map(({ high }) => high))).toBe(day.high);
  });

  it('is the same for the same seed, and leaves symbols with trades alone', async () => {
    const [one, other] = [warm(3), warm(3)];
    expect(one.exchange.exportState()).toEqual(other.exchange.exportState());
    const before = one.exchange.engine.trades('BTCUSDT', { limit: 10 });
    one.market.warmUp(one.exchange.clock as VirtualClock, HOUR);
    expect(one.exchange.engine.trades('BTCUSDT', { limit: 10 })).toEqual(before);
    one.exchange.trade('BTCUSDT', { price: '62000', quantity: '0.1' });
    expect(one.exchange.engine.trades('BTCUSDT', { limit: 1 })[0]?.id).toBe(before.at(-1)!.id + 1);
  });

  it('can be added for one symbol after the other', async () => {
    const clock = new VirtualClock({ start: NOW });
    const exchange = createExchange({ clock, symbols: ['BTCUSDT', 'BNBBTC'] });
    const market = new SyntheticMarket(exchange);
    market.addHistory(3 * HOUR, { symbols: ['BTCUSDT'] });
    market.start(['BTCUSDT']);
    await exchange.advance(60);
    expect(await klines(exchange, 'BTCUSDT', '1h')).toHaveLength(4);
    expect(await klines(exchange, 'BNBBTC', '1h')).toEqual([]);
    const { body } = await rest(exchange, 'GET /api/v3/depth', { symbol: 'BNBBTC' });
    expect(body).toMatchObject({ bids: [], asks: [] });
    market.addHistory(3 * HOUR);
    market.start();
    expect(await klines(exchange, 'BNBBTC', '1h')).toHaveLength(4);
    expect(() => market.start(['LTCUSDT'])).toThrow("symbols: expected symbols of this market, got 'LTCUSDT'");
    // A second call of `start` sets no second timer for a symbol, so its market does not move twice as fast.
    const timers = clock.pending;
    market.start();
    expect(clock.pending).toBe(timers);
  });

  it('can be added without moving the clock', async () => {
    const clock = new VirtualClock({ start: NOW });
    const exchange = createExchange({ clock, symbols: ['BTCUSDT', 'BNBBTC', 'LTCUSDT'] });
    const market = new SyntheticMarket(exchange);
    market.addHistory(3 * HOUR);
    market.start();
    expect(clock.now()).toBe(NOW);
    const moved = warm(3).exchange;
    for (const interval of ['1m', '1h']) {
      expect(await klines(exchange, 'BNBBTC', interval)).toEqual(await klines(moved, 'BNBBTC', interval));
    }
  });
});
