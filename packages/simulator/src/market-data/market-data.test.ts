import { describe, expect, it } from 'vitest';
import { caseCount } from '../../../../tests/support/case-count.js';
import { type Json, type Params, rest } from '../../test/raw-client.js';
import { createExchange, createRandom, type Exchange, VirtualClock } from '../index.js';

const B = 'BTCUSDT';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Row = { id: number; price: bigint; qty: bigint; quote: bigint; time: number; isBuyerMaker: boolean };

const parse = (text: unknown): bigint => BigInt(String(text).replace('.', ''));
const format = (value: bigint): string => {
  const digits = String(value < 0n ? -value : value).padStart(9, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -8)}.${digits.slice(-8)}`;
};

async function get<T>(exchange: Exchange, path: string, params: Params): Promise<T> {
  // Each request comes from a new IP address, so that no request limit is reached.
  const ip = `10.${Math.floor(++calls / 65536)}.${Math.floor(calls / 256) % 256}.${calls % 256}`;
  const { status, body } = await rest(exchange, `GET /api/v3/${path}`, params, { ip });
  expect({ path, status, body: status === 200 ? undefined : body }).toEqual({ path, status: 200 });
  return body as T;
}
let calls = 0;

/** Creates a market with trades at irregular times: some within one second, some days apart. */
async function traded(seed: number, count: number): Promise<{ exchange: Exchange; rows: Row[] }> {
  const clock = new VirtualClock({ start: Date.UTC(2025, 10, 20, 21, 58, 30) });
  const exchange = createExchange({ seed, symbols: [B], clock });
  const random = createRandom(seed);
  for (let made = 0; made < count; made++) {
    const pause = random.next();
    clock.skip(Math.floor(pause < 0.5 ? pause * 3000 : pause < 0.95 ? pause * 10 * MINUTE : pause * 2 * DAY));
    const price = (60_000 + Math.floor(random.next() * 200_000) / 100).toFixed(2);
    const side = random.next() < 0.5 ? 'BUY' : 'SELL';
    exchange.trade(B, { price, quantity: (Math.floor(1 + random.next() * 5000) / 1000).toFixed(3), side });
  }
  clock.skip(1234);
  const rows: Row[] = [];
  for (;;) {
    const page = await get<Json[]>(exchange, 'historicalTrades', { symbol: B, fromId: rows.length + 1, limit: 1000 });
    for (const row of page) {
      const { id, time, isBuyerMaker } = row as { id: number; time: number; isBuyerMaker: boolean };
      rows.push({ id, time, isBuyerMaker, price: parse(row.price), qty: parse(row.qty), quote: parse(row.quoteQty) });
    }
    if (page.length < 1000) return { exchange, rows };
  }
}

/**
 * Returns the open time of the interval that contains `time`, and the open time of the next interval, by the calendar.
 */
function spanOf(interval: string, time: number, offset: number): [number, number] {
  const local = new Date(time + offset);
  const [y, m, d] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  if (interval === '1M') return [Date.UTC(y, m, 1) - offset, Date.UTC(y, m + 1, 1) - offset];
  if (interval === '1w') {
    const monday = Date.UTC(y, m, d) - ((local.getUTCDay() + 6) % 7) * DAY;
    return [monday - offset, monday + 7 * DAY - offset];
  }
  const unit = { s: 1000, m: MINUTE, h: HOUR, d: DAY }[interval.slice(-1)] ?? 0;
  const length = Number.parseInt(interval, 10) * unit;
  const open = time + offset - ((time + offset) % length) - offset;
  return [open, open + length];
}

const sum = (values: bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
const ascending = (values: bigint[]): bigint[] => [...values].sort((one, other) => (one < other ? -1 : 1));

/** Calculates the candle of these trades. Without trades, all its prices are the last price. */
function candle(open: number, close: number, rows: Row[], last: bigint): unknown[] {
  const taken = rows.filter((row) => !row.isBuyerMaker);
  const prices = rows.length > 0 ? rows.map((row) => row.price) : [last];
  return [
    open,
    format(prices[0]!),
    format(ascending(prices).at(-1)!),
    format(ascending(prices)[0]!),
    format(prices.at(-1)!),
    format(sum(rows.map((row) => row.qty))),
    close - 1,
    format(sum(rows.map((row) => row.quote))),
    rows.length,
    format(sum(taken.map((row) => row.qty))),
    format(sum(taken.map((row) => row.quote))),
    '0',
  ];
}

/** Calculates all candles of an interval, from the first trade until now. */
function candles(interval: string, rows: Row[], now: number, offset: number): unknown[][] {
  const made: unknown[][] = [];
  let [open, next] = spanOf(interval, rows[0]!.time, offset);
  let last = 0n;
  let at = 0;
  while (open <= now) {
    const from = at;
    while (at < rows.length && rows[at]!.time < next) at++;
    const inside = rows.slice(from, at);
    made.push(candle(open, next, inside, last));
    last = inside.at(-1)?.price ?? last;
    [open, next] = spanOf(interval, next, offset);
  }
  return made;
}

const INTERVALS = ['1s', '1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '3d', '1w', '1M'];

describe('candles', () => {
  const count = caseCount(250, 4000);

  for (const [timeZone, offset] of [
    ['0', 0],
    ['8', 8 * HOUR],
    ['-3:30', -3.5 * HOUR],
  ] as const) {
    it(
      `of all 16 intervals equal those recomputed from the trades, at ${timeZone}`,
      async () => {
        const { exchange, rows } = await traded(11, count);
        const now = exchange.clock.now();
        for (const interval of INTERVALS) {
          const expected = interval === '1s' ? [] : candles(interval, rows, now, offset);
          if (interval === '1s') {
            // There are too many one-second candles to compare them all, so only those around each trade are compared.
            for (const row of rows.slice(0, 100)) {
              const [open, next] = spanOf('1s', row.time, offset);
              const inside = rows.filter(({ time }) => time >= open && time < next);
              const [found] = await get<unknown[]>(exchange, 'klines', {
                symbol: B,
                interval,
                startTime: open,
                limit: 1,
              });
              expect(found).toEqual(candle(open, next, inside, 0n));
            }
            continue;
          }
          const newest = await get<unknown[]>(exchange, 'klines', { symbol: B, interval, timeZone, limit: 1000 });
          expect(newest, interval).toEqual(expected.slice(-1000));
          const startTime = rows[0]!.time;
          const oldest = await get<unknown[]>(exchange, 'uiKlines', {
            symbol: B,
            interval,
            timeZone,
            startTime,
            limit: 50,
          });
          expect(oldest, interval).toEqual(expected.filter(([open]) => Number(open) >= startTime).slice(0, 50));
          const endTime = rows[Math.floor(rows.length / 2)]!.time;
          const until = await get<unknown[]>(exchange, 'klines', { symbol: B, interval, timeZone, endTime, limit: 7 });
          expect(until, interval).toEqual(expected.filter(([open]) => Number(open) <= endTime).slice(-7));
        }
      },
      caseCount(30_000, 300_000),
    );
  }

  it('do not exist before the first trade', async () => {
    const exchange = createExchange({ symbols: [B] });
    expect(await get(exchange, 'klines', { symbol: B, interval: '1m' })).toEqual([]);
  });
});

/** Calculates the ticker of a window from the trades since `from`. */
function ticker(rows: Row[], from: number, close: number): Json {
  const inside = rows.filter(({ time }) => time >= from);
  const last = rows.at(-1)!.price;
  const prices = inside.length > 0 ? inside.map((row) => row.price) : [last];
  const [open, end] = [prices[0]!, prices.at(-1)!];
  const [volume, quote] = [sum(inside.map((row) => row.qty)), sum(inside.map((row) => row.quote))];
  const percent = (Number(end - open) / Number(open)) * 100;
  return {
    symbol: B,
    priceChange: format(end - open),
    priceChangePercent: percent.toFixed(3).replace(/^-0\.000$/, '0.000'),
    weightedAvgPrice: format(volume > 0n ? (quote * 100_000_000n) / volume : end),
    openPrice: format(open),
    highPrice: format(ascending(prices).at(-1)!),
    lowPrice: format(ascending(prices)[0]!),
    lastPrice: format(end),
    volume: format(volume),
    quoteVolume: format(quote),
    openTime: from,
    closeTime: close,
    firstId: inside[0]?.id ?? -1,
    lastId: inside.at(-1)?.id ?? -1,
    count: inside.length,
  };
}

describe('tickers', () => {
  it('equal tickers calculated from the trades', async () => {
    for (let seed = 1; seed <= caseCount(4, 60); seed++) {
      const { exchange, rows } = await traded(seed, 120);
      const now = exchange.clock.now();
      const day = await get<Json>(exchange, 'ticker/24hr', { symbol: B });
      expect(day).toMatchObject(ticker(rows, now - DAY, now));
      const before = rows.filter(({ time }) => time < now - DAY).at(-1);
      expect(day.prevClosePrice).toBe(format(before?.price ?? parse(day.openPrice)));
      for (const [windowSize, length] of [
        ['1m', MINUTE],
        ['59m', 59 * MINUTE],
        ['4h', 4 * HOUR],
        ['7d', 7 * DAY],
      ] as const) {
        const found = await get<Json>(exchange, 'ticker', { symbol: B, windowSize });
        const from = now - length - ((now - length) % MINUTE);
        expect(found).toEqual(ticker(rows, from, now));
      }
      for (const [timeZone, offset] of [
        ['0', 0],
        ['8', 8 * HOUR],
      ] as const) {
        const [open, next] = spanOf('1d', now, offset);
        const found = await get<Json>(exchange, 'ticker/tradingDay', { symbol: B, timeZone });
        expect(found).toEqual(ticker(rows, open, next - 1));
      }
    }
  });
});

describe('a window', () => {
  it('contains a trade at its start, and a trade on a whole minute, once', async () => {
    const exchange = createExchange({ symbols: [B], startTime: Date.UTC(2026, 0, 1, 12, 0, 30) });
    exchange.trade(B, { price: '60000', quantity: '1' });
    await exchange.advance(30_000);
    exchange.trade(B, { price: '61000', quantity: '1' });
    await exchange.advance(DAY - 30_000);
    expect(await get(exchange, 'ticker/24hr', { symbol: B })).toMatchObject({ count: 2, openPrice: '60000.00000000' });
    await exchange.advance(1);
    expect(await get(exchange, 'ticker/24hr', { symbol: B })).toMatchObject({ count: 1, openPrice: '61000.00000000' });
  });
});

describe('the average price', () => {
  it('is weighted by volume over five minutes, and is the last price if there were no trades', async () => {
    const exchange = createExchange({ symbols: [B] });
    exchange.trade(B, { price: '60000', quantity: '1' });
    await exchange.advance(4 * MINUTE);
    exchange.trade(B, { price: '63000', quantity: '2' });
    const closeTime = exchange.clock.now();
    expect(await get(exchange, 'avgPrice', { symbol: B })).toEqual({ mins: 5, price: '62000.00000000', closeTime });
    await exchange.advance(2 * MINUTE);
    expect(await get(exchange, 'avgPrice', { symbol: B })).toEqual({ mins: 5, price: '63000.00000000', closeTime });
    await exchange.advance(HOUR);
    expect(await get(exchange, 'avgPrice', { symbol: B })).toEqual({ mins: 5, price: '63000.00000000', closeTime });
  });
});

describe('the window of the average price', () => {
  it('has no trade that is exactly as old as the window', async () => {
    const exchange = createExchange({ symbols: [B] });
    const price = async () => ((await get(exchange, 'avgPrice', { symbol: B })) as { price: string }).price;
    exchange.trade(B, { price: '60000', quantity: '1' });
    await exchange.advance(MINUTE);
    exchange.trade(B, { price: '62000', quantity: '1' });
    await exchange.advance(4 * MINUTE - 1);
    expect(await price()).toBe('61000.00000000');
    await exchange.advance(1);
    expect(await price()).toBe('62000.00000000');
  });
});

describe('trades', () => {
  it('of one taker at one price form one aggregate trade', async () => {
    const exchange = createExchange({ symbols: [B] });
    exchange.setBook(B, {
      asks: [
        ['60000', '1'],
        ['60000', '2'],
        ['60001', '1'],
      ],
    });
    exchange.trade(B, { price: '60000', quantity: '3' });
    exchange.trade(B, { price: '60001', quantity: '0.5' });
    const found = await get<Json[]>(exchange, 'aggTrades', { symbol: B });
    expect(found.map(({ a, p, q, f, l, m, M }) => [a, p, q, f, l, m, M])).toEqual([
      [1, '60000.00000000', '3.00000000', 1, 2, false, true],
      [2, '60001.00000000', '0.50000000', 3, 3, false, true],
    ]);
    expect(await get(exchange, 'aggTrades', { symbol: B, fromId: 2 })).toEqual(found.slice(1));
  });

  it('are selected by id, by start time or up to an end time, otherwise the newest', async () => {
    const { exchange, rows } = await traded(3, 60);
    const ids = (answer: Json[]): unknown[] => answer.map(({ id, a }) => id ?? a);
    const all = rows.map(({ id }) => id);
    expect(ids(await get(exchange, 'trades', { symbol: B, limit: 5 }))).toEqual(all.slice(-5));
    expect(ids(await get(exchange, 'historicalTrades', { symbol: B, limit: 5 }))).toEqual(all.slice(-5));
    expect(ids(await get(exchange, 'historicalTrades', { symbol: B, fromId: 10, limit: 5 }))).toEqual([
      10, 11, 12, 13, 14,
    ]);
    const aggregates = await get<Json[]>(exchange, 'aggTrades', { symbol: B, limit: 1000 });
    const middle = Number(aggregates[20]?.T);
    const from = await get<Json[]>(exchange, 'aggTrades', { symbol: B, startTime: middle, limit: 4 });
    expect(from).toEqual(aggregates.filter(({ T }) => Number(T) >= middle).slice(0, 4));
    const until = await get<Json[]>(exchange, 'aggTrades', { symbol: B, endTime: middle, limit: 4 });
    expect(until).toEqual(aggregates.filter(({ T }) => Number(T) <= middle).slice(-4));
  });

  it('outside the book are in a separate list', async () => {
    const exchange = createExchange({ symbols: [B] });
    expect(() => exchange.blockTrade('NONE', { price: '1', quantity: '1' })).toThrow(
      new RangeError("symbol: expected a listed symbol, got 'NONE'"),
    );
    exchange.blockTrade(B, { price: '60000', quantity: '10' });
    exchange.blockTrade(B, { price: '60001', quantity: '20', isBuyerMaker: true });
    const time = exchange.clock.now();
    expect(await get(exchange, 'historicalBlockTrades', { symbol: B, fromId: 2 })).toEqual([
      { id: 2, price: '60001.00000000', qty: '20.00000000', quoteQty: '1200020.00000000', time, isBuyerMaker: true },
    ]);
    expect(await get(exchange, 'trades', { symbol: B })).toEqual([]);
  });
});
