import { amount } from '../../engine/types/amount.js';
import type { MarketEvent, TradeEvent } from '../market/market-source.js';
import { type KlineRow, type RestKline, readKlines } from './kline-rows.js';
import { tradesOfKline } from './kline-trades.js';

/** Converts a row to trades. It must be called for all rows, one after the other. */
export type Reader<Row> = (row: Row) => TradeEvent[];

/**
 * Candles from before the first event of a market source, for klines and tickers: lines of the exchange's public files,
 * or rows of `GET /api/v3/klines`.
 */
export type WarmUp = string | readonly RestKline[];

/**
 * Returns a reader for candles that follow `earlier`.
 *
 * @param firstId the id that the first trade of the candles gets
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
 * Returns the trades of the candles that end before `start` (ms). If the id of the next trade, `firstId`, is known, the
 * last of these trades gets the id before that.
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
