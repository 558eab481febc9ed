import { describe, expect, it } from 'vitest';
import { createExchange, type Exchange, readRecording, recording } from '../../index.js';

const T = Date.UTC(2024, 7, 9);

const line = (stream: string, data: object): string =>
  `${T}000000 ${JSON.stringify({ stream: `btcusdt@${stream}`, data })}`;
const depth = (E: number, U: number, u: number, b: unknown[] = [], a: unknown[] = []): string =>
  line('depth@100ms', { e: 'depthUpdate', E, s: 'BTCUSDT', U, u, b, a });
const trade = (ms: number, t: number, p: string, q = '1.00000000'): string =>
  line('trade', { e: 'trade', E: T + ms, s: 'BTCUSDT', t, p, q, T: T + ms, m: true, M: true });
const aggregate = (ms: number, a: number, f: number, l: number): string =>
  line('aggTrade', { e: 'aggTrade', E: T + ms, s: 'BTCUSDT', a, p: '99.00000000', q: '3', f, l, T: T + ms, m: true });
const snapshot = `${T}000000 {"lastUpdateId":10,"bids":[["100.00000000","5"]],"asks":[["101.00000000","7"]]}`;

const open = (lines: readonly string[], options?: Parameters<typeof recording>[1]): Exchange =>
  createExchange({ source: recording(readRecording(lines.join('\n')), options) });
const book = (exchange: Exchange): unknown => {
  const { lastUpdateId, bids, asks } = exchange.engine.book('BTCUSDT');
  return [lastUpdateId, bids.map((row) => row.map(Number)), asks.map((row) => row.map(Number))];
};

describe('recording', () => {
  it('starts with the snapshot before the first event that changes it, whatever the order of the lines', async () => {
    const lines = [
      depth(T + 100, 8, 10),
      depth(T + 200, 11, 12, [['100.00000000', '6']]),
      snapshot,
      trade(150, 7, '100'),
    ];
    const exchange = open(lines);
    expect(exchange.clock.now()).toBe(T + 199);
    expect(book(exchange)).toEqual([10, [[1e10, 5e8]], [[1.01e10, 7e8]]]);
    expect(exchange.engine.trades('BTCUSDT').map(({ id, time }) => [id, time])).toEqual([[7, (T + 150) * 1000]]);
    await exchange.advance(1);
    expect(book(exchange)).toEqual([12, [[1e10, 6e8]], [[1.01e10, 7e8]]]);
  });

  it('reads times in µs', async () => {
    const exchange = open([snapshot, depth((T + 200) * 1000 + 7, 11, 12, [['100.00000000', '6']])]);
    expect(exchange.clock.now()).toBe(T + 200);
    await exchange.advance(0.006);
    expect(exchange.engine.book('BTCUSDT').lastUpdateId).toBe(10);
    await exchange.advance(0.002);
    expect(exchange.engine.book('BTCUSDT').lastUpdateId).toBe(12);
  });

  it('takes trades at equal times before changes of the book, and aggregate trades if there are no others', async () => {
    const lines = [snapshot, depth(T + 200, 11, 12), aggregate(300, 50, 1, 3), depth(T + 300, 13, 14, [['99', '1']])];
    const exchange = open(lines);
    const order: string[] = [];
    exchange.engine.on(({ type }) => void order.push(type));
    await exchange.advance(200);
    expect(order).toEqual(['TRADE', 'LEVEL']);
    expect(exchange.marketData.lastAggregateTrade('BTCUSDT')).toMatchObject({
      id: 50,
      firstTradeId: 1,
      lastTradeId: 3,
    });
    const both = open([...lines, trade(250, 9, '99')]);
    await both.advance(200);
    expect(both.engine.trades('BTCUSDT').map(({ id }) => id)).toEqual([9]);
  });

  it('has the candles before it as its history', () => {
    const candle = (minute: number, close: string) => {
      const openTime = T + minute * 60_000;
      return [openTime, '98', close, '97', close, '4', openTime + 59_999, '390', 6, '1', '98'];
    };
    const warmUp = [candle(-2, '99'), candle(-1, '100'), candle(0, '500')];
    const exchange = open([snapshot, trade(20, 1000, '100'), depth(T + 100, 11, 12)], { warmUp });
    const { candles } = exchange.marketData.candles('BTCUSDT', '1m');
    expect(candles.map(({ close, count, firstId, lastId }) => [Number(close) / 1e8, count, firstId, lastId])).toEqual([
      [99, 6, 988, 993],
      [100, 6, 994, 999],
      [100, 1, 1000, 1000],
    ]);
  });

  it.each([
    [
      'a hole in the book',
      [snapshot, depth(T, 11, 12), depth(T, 14, 15)],
      'expected an event that continues the update id 12, got one from 14',
    ],
    ['no time', [snapshot, line('depth', { u: 12, U: 11, b: [], a: [] })], 'recording: expected an event with E, got'],
  ])('error: %s', (_, lines, message) => {
    expect(() => open(lines)).toThrow(message);
  });
});
