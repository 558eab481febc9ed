import type { AggTradeEvent, DepthCache, DepthEvent } from '@pkg/streams';
import { expect, it } from 'vitest';
import type { DrivenMarkets, MarketEvent } from '../sources/market/market-source.js';
import { MirroredSymbol } from './mirrored-symbol.js';
import type { Upstream } from './upstream.js';

const NOW = Date.UTC(2026, 0, 1);

/** Creates a mirrored symbol whose market, exchange and order book the test controls. */
function setUp() {
  const trades: Partial<AggTradeEvent>[] = [];
  const applied: MarketEvent[] = [];
  const reasons: (string | undefined)[] = [];
  const errors: unknown[] = [];
  const state = { time: NOW, failing: false, isRefused: false };
  const clock = { now: () => state.time, monotonic: () => state.time, setTimeout: () => 0, clearTimeout: () => 0 };
  const getAggregateTrades = async ({ fromId = 0, startTime = 0 }: { fromId?: number; startTime?: number }) => {
    if (state.isRefused) throw new Error('refused');
    return trades.filter(({ a = 0, T = 0 }) => a >= fromId && T >= startTime);
  };
  const book = {
    ...{ status: 'live', lastUpdateId: 1, metrics: { snapshots: { renewed: 0 } } },
    ...{ bestBid: ['1', '1'], bestAsk: ['2', '1'], getBids: () => [['1', '1']], getAsks: () => [['2', '1']] },
  };
  const symbol = new MirroredSymbol({
    upstream: {
      client: { getAggregateTrades, getKlines: async () => [] },
      timers: clock,
      readTime() {
        return state.time;
      },
    } as unknown as Upstream,
    markets: {
      clock,
      apply: (event: MarketEvent) => {
        if (state.failing) throw new Error('broken');
        applied.push(event);
      },
      ...{ halt: () => undefined, change: () => undefined, keepFresh: () => undefined },
    } as unknown as DrivenMarkets,
    spec: { symbol: 'BTCUSDT', baseAsset: 'BTC', quoteAsset: 'USDT' },
    book: book as unknown as DepthCache,
    ...{ since: NOW, maxAge: 3000, checkEvery: 500 },
    changed: ({ reason }) => void reasons.push(reason),
    failed: (error) => void errors.push(error),
  });
  const trade = (a: number, T = state.time) => ({ a, f: a, l: a, p: '1', q: '1', m: false, T, E: T }) as AggTradeEvent;
  /** Lets time pass, during which the market confirms the book and the trades. */
  const pass = async (ms: number) => {
    state.time += ms;
    const last = Math.max(-1, ...trades.map(({ a = 0 }) => a));
    const quantities = { bidPrice: '1', bidQty: '1', askPrice: '2', askQty: '1' };
    symbol.compare({ ...quantities, lastId: last } as Parameters<MirroredSymbol['compare']>[0], state.time);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const ids = () => applied.flatMap((event) => (event.type === 'TRADE' ? [event.aggregateId] : []));
  return { symbol, state, book, applied, trades, trade, pass, ids, reasons, errors };
}

it('follows a market whose trade ids start anew', async () => {
  const { symbol, trades, trade, pass, ids, reasons } = setUp();
  trades.push(trade(500));
  await pass(10);
  symbol.trade(trade(501));
  symbol.trade(trade(501));
  expect(ids()).toEqual([500, 501]);
  await pass(10);
  trades.splice(0, 1, trade(1), trade(2));
  symbol.trade(trade(2));
  await pass(10);
  expect(ids()).toEqual([500, 501, 1, 2]);
  expect(reasons).toEqual([undefined, 'trades', undefined]);
});

it('fetches trades that the stream has left out, and keeps those that arrive meanwhile', async () => {
  const { symbol, trades, trade, pass, ids, reasons } = setUp();
  trades.push(trade(500));
  await pass(10);
  trades.push(trade(501), trade(502));
  symbol.trade(trade(502));
  expect(ids()).toEqual([500]);
  symbol.trade(trade(503));
  await pass(10);
  expect(ids()).toEqual([500, 501, 502, 503]);
  expect(reasons).toEqual([undefined, 'trades', undefined]);
});

it('halts when trades of the stream may be missing, until it has fetched them', async () => {
  const { symbol, trades, trade, pass, ids, reasons } = setUp();
  trades.push(trade(500));
  await pass(10);
  trades.push(trade(501));
  symbol.missed();
  expect(reasons).toEqual([undefined, 'trades']);
  expect(ids()).toEqual([500]);
  await pass(10);
  expect(ids()).toEqual([500, 501]);
  expect(reasons).toEqual([undefined, 'trades', undefined]);
});

it('halts if the market has trades that the stream does not send', async () => {
  const { trades, trade, pass, ids, reasons } = setUp();
  trades.push(trade(500));
  await pass(10);
  trades.push(trade(501));
  await pass(400);
  expect(reasons).toEqual([undefined]);
  await pass(400);
  expect(ids()).toEqual([500, 501]);
  expect(reasons).toEqual([undefined, 'trades', undefined]);
});

it('halts as soon as its book is not live, with the reason of the book', async () => {
  const { symbol, book, pass, reasons } = setUp();
  await pass(10);
  Object.assign(book, { status: 'stale', reason: 'gap' });
  symbol.bookChanged();
  expect(reasons).toEqual([undefined, 'gap']);
  // The book has a gap now. Until the book is live again, a ticker that agrees with the book does not make the symbol
  // live.
  await pass(10);
  expect(reasons).toEqual([undefined, 'gap']);
  Object.assign(book, { status: 'live', reason: undefined });
  symbol.bookChanged();
  await pass(10);
  expect(reasons).toEqual([undefined, 'gap', undefined]);
});

it('applies the changed levels, and the whole book if it has changed by more than the event', async () => {
  const { symbol, state, book, applied, pass } = setUp();
  await pass(10);
  const depth = (U: number, u: number) => {
    book.lastUpdateId = u;
    symbol.depth({ e: 'depthUpdate', E: state.time, s: 'BTCUSDT', U, u, b: [], a: [] } as DepthEvent);
  };
  depth(2, 3);
  depth(3, 3);
  depth(4, 6);
  depth(8, 9);
  depth(10, 11);
  // The order book has fetched a new snapshot, which can contain levels that no event has reported. So the next event
  // must make the symbol apply the whole book.
  book.metrics.snapshots.renewed = 1;
  depth(12, 13);
  depth(14, 15);
  expect(applied.map((event) => event.type === 'TRADE' || [event.type, event.lastUpdateId])).toEqual([
    ...[
      ['BOOK', 1],
      ['LEVELS', 3],
      ['LEVELS', 6],
      ['BOOK', 9],
    ],
    ...[
      ['LEVELS', 11],
      ['BOOK', 13],
      ['LEVELS', 15],
    ],
  ]);
});

it('halts if the exchange cannot apply its data, and tries again', async () => {
  const { symbol, state, trades, trade, pass, ids, reasons, errors } = setUp();
  await pass(10);
  state.failing = true;
  trades.push(trade(1));
  symbol.trade(trade(1));
  await pass(10);
  expect(reasons).toEqual([undefined, 'error']);
  state.failing = false;
  await pass(1000);
  expect(reasons).toEqual([undefined, 'error', undefined]);
  expect(ids()).toEqual([1]);
  expect(errors).toMatchObject([{ message: 'broken' }]);
});

it('requests trades again after failures, each time after a longer pause, and heals', async () => {
  const { state, trades, trade, pass, ids, reasons, errors } = setUp();
  trades.push(trade(500));
  state.isRefused = true;
  const attempts: number[] = [];
  for (const ms of [10, 240, 20, 480, 40]) {
    await pass(ms);
    attempts.push(errors.length);
  }
  expect(attempts).toEqual([1, 1, 2, 2, 3]);
  expect(reasons).toEqual([]);
  state.isRefused = false;
  await pass(990);
  expect(reasons).toEqual([]);
  await pass(20);
  expect(reasons).toEqual([undefined]);
  expect(ids()).toEqual([500]);
});
