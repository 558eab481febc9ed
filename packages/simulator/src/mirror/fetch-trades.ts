import type { AggregateTrade, Kline } from '@pkg/core';
import { klineReader } from '../sources/history/kline-reader.js';
import { readKlines } from '../sources/history/kline-rows.js';
import type { TradeEvent } from '../sources/market/market-source.js';
import type { UpstreamClient } from './upstream.js';

/** The position of the last known trade in the sequence of a symbol's trades. */
export type TapePosition = {
  /** Id of the last known aggregate trade. Undefined if none is known. */
  readonly aggregateId: number | undefined;
  /** Id of the last known trade. */
  readonly tradeId: number;
  /** Time of the last known trade, in ms. If no trade is known, the time of the first trade that is needed. */
  readonly since: number;
};

/** The trades of a symbol that the mirror has missed. */
export type FetchedTrades = {
  readonly events: Iterable<TradeEvent>;
  /** The position of the last known trade after `events` are applied. */
  readonly position: TapePosition;
};

/** How many rows one request returns. */
const PAGE = 1000;
/**
 * The largest number of pages of missed trades to fetch. If there are more, candles are fetched for the whole minutes
 * after these pages.
 */
const MAX_PAGES = 10;
const MINUTE = 60_000;
/**
 * A minute is considered complete this many ms after its end. Until then, the trades of the minute are fetched instead
 * of its candle.
 */
const SETTLED = 2000;

const minuteOf = (time: number): number => Math.floor(time / MINUTE) * MINUTE;

/**
 * Fetches the trades of a symbol after the last known trade (`position`), as aggregate trades. If they fill more than
 * `MAX_PAGES` pages, it fetches one-minute candles for the complete minutes after these pages. If no aggregate trade is
 * known, it fetches candles for all complete minutes. The minute that is still open always has aggregate trades. Each
 * candle is converted to at most four trades.
 *
 * @param now the time of the market in ms
 */
export async function fetchTrades(
  client: UpstreamClient,
  symbol: string,
  position: TapePosition,
  now: number,
): Promise<FetchedTrades> {
  const open = minuteOf(now - SETTLED);
  let from = minuteOf(position.since);
  let rows: AggregateTrade[] = [];
  if (position.aggregateId !== undefined) {
    const missed = await fetchAfter(client, symbol, position.aggregateId, open);
    if (missed.isComplete) return withTrades(symbol, position, missed.rows);
    from = minuteOf(missed.rows.at(-1)?.T ?? open);
    rows = missed.rows.filter(({ T }) => T < from);
  }
  const candles = await fetchCandles(client, symbol, from, open);
  const { rows: newest, before } = await fetchFrom(client, symbol, open);
  const known = positionAfter(position, rows);
  const count = readKlines(candles).reduce((sum, candle) => sum + candle.count, 0);
  const nextId = newest[0]?.f ?? (before?.l ?? known.tradeId) + 1;
  const firstId = Math.max(known.tradeId + 1, nextId - count);
  return {
    position: positionAfter(before ? { ...known, aggregateId: before.a, tradeId: before.l } : known, newest),
    events: (function* () {
      for (const row of rows) yield tradeEvent(symbol, row);
      const read = klineReader(symbol, [], firstId);
      for (const candle of readKlines(candles)) yield* read(candle);
      for (const row of newest) yield tradeEvent(symbol, row);
    })(),
  };
}

/** Converts an aggregate trade from REST or from a stream to an event. */
export function tradeEvent(
  symbol: string,
  { T, p, q, m, l, f, a }: Pick<AggregateTrade, 'T' | 'p' | 'q' | 'm' | 'l' | 'f' | 'a'>,
): TradeEvent {
  return {
    ...{ type: 'TRADE', symbol, time: T * 1000 },
    ...{ price: p, quantity: q, isBuyerMaker: m },
    ...{ id: l, firstId: f, aggregateId: a },
  };
}

function withTrades(symbol: string, position: TapePosition, rows: readonly AggregateTrade[]): FetchedTrades {
  return { position: positionAfter(position, rows), events: rows.map((row) => tradeEvent(symbol, row)) };
}

/** Returns the position of the last of these trades. Without trades, returns `position`. */
export function positionAfter(
  position: TapePosition,
  rows: readonly Pick<AggregateTrade, 'a' | 'l' | 'T'>[],
): TapePosition {
  const last = rows.at(-1);
  return last ? { aggregateId: last.a, tradeId: last.l, since: last.T } : position;
}

/**
 * Fetches the trades after an id. If complete minutes remain after `MAX_PAGES` pages, it stops and returns
 * `isComplete: false`, because candles can replace the trades of complete minutes.
 */
async function fetchAfter(
  client: UpstreamClient,
  symbol: string,
  id: number,
  open: number,
): Promise<{ readonly rows: AggregateTrade[]; readonly isComplete: boolean }> {
  const rows: AggregateTrade[] = [];
  for (let page = 1, fromId = id + 1; ; page += 1) {
    const found = await client.getAggregateTrades({ symbol, fromId, limit: PAGE });
    rows.push(...found);
    const last = found.at(-1);
    if (!last || found.length < PAGE) return { rows, isComplete: true };
    fromId = last.a + 1;
    if (page >= MAX_PAGES && minuteOf(last.T) < open) return { rows, isComplete: false };
  }
}

/** Fetches the trades from `startTime` on. If there are none, fetches the last trade before `startTime`. */
async function fetchFrom(
  client: UpstreamClient,
  symbol: string,
  startTime: number,
): Promise<{ readonly rows: readonly AggregateTrade[]; readonly before: AggregateTrade | undefined }> {
  const rows = await client.getAggregateTrades({ symbol, startTime, limit: PAGE });
  const last = rows.at(-1);
  if (last && rows.length < PAGE) return { rows, before: undefined };
  if (last) {
    const more = await fetchAfter(client, symbol, last.a, Number.NEGATIVE_INFINITY);
    return { rows: [...rows, ...more.rows], before: undefined };
  }
  const [newest] = await client.getAggregateTrades({ symbol, limit: 1 });
  // If `newest` is not older than `startTime`, it was made after the first request, so it is a new trade.
  return newest && newest.T >= startTime ? { rows: [newest], before: undefined } : { rows: [], before: newest };
}

async function fetchCandles(client: UpstreamClient, symbol: string, from: number, open: number): Promise<Kline[]> {
  const candles: Kline[] = [];
  for (let startTime = from; startTime < open; ) {
    const params = { symbol, interval: '1m', startTime, endTime: open - 1, limit: PAGE } as const;
    const found = await client.getKlines(params);
    candles.push(...found);
    const last = found.at(-1);
    if (!last || found.length < PAGE) break;
    startTime = last[0] + MINUTE;
  }
  return candles;
}
