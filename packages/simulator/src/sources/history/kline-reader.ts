import { amount } from '../../engine/types/amount.js';
import type { MarketEvent, TradeEvent } from '../market/market-source.js';
import { type KlineRow, type RestKline, readKlines } from './kline-rows.js';
import { tradesOfKline } from './kline-trades.js';

/** A function that converts one row to trades. It must be called for each row, in the order of the rows. */
export type Reader<Row> = (row: Row) => TradeEvent[];

/**
 * Candles that ended before the first event of a market source. They complete the klines and tickers of the exchange.
 * They are lines of the exchange's public files, or rows of `GET /api/v3/klines`.
 */
export type WarmUp = string | readonly RestKline[];

/**
 * Returns a function that converts candles to trades. It continues from the last close and the last trade id of the
 * candles `earlier`.
 *
 * @param firstId the id that the first trade of the first candle gets
 */
export function klineReader(symbol: string, earlier: readonly KlineRow[], firstId = 1): Reader<KlineRow> {
  let close: bigint | undefined;
  let nextId = firstId;
  let lastOpenTime = Number.NEGATIVE_INFINITY;
  const read = (row: KlineRow): TradeEvent[] => {
    if (row.openTime <= lastOpenTime) {
      const [last, time] = [lastOpenTime, row.openTime].map((each) => each / 1000);
      throw new SyntaxError(`data: expected a kline that opens after the one before it (${last}), got one of ${time}`);
    }
    lastOpenTime = row.openTime;
    const made = tradesOfKline(symbol, row, { close, nextId });
    close = amount(row.close);
    nextId = (made.at(-1)?.id ?? nextId - 1) + 1;
    return made;
  };
  for (const row of earlier) read(row);
  return read;
}

/** Returns the candles that end before `start` (ms). */
export function warmUpRows(warmUp: WarmUp = '', start: number = Number.POSITIVE_INFINITY): KlineRow[] {
  return readKlines(warmUp).filter(({ closeTime }) => closeTime < start * 1000);
}

/**
 * Returns the trades of the candles that end before `start` (ms).
 *
 * @param firstId the id of the first trade after these candles; undefined if it is unknown. The ids of the returned
 * trades end just before `firstId`
 */
export function warmUpEvents(
  symbol: string,
  warmUp: WarmUp | undefined,
  start: number | undefined,
  firstId: number | undefined,
): MarketEvent[] {
  const rows = warmUpRows(warmUp, start);
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  return rows.flatMap(klineReader(symbol, [], Math.max(1, (firstId ?? 1) - count)));
}
