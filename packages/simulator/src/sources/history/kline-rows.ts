import { badLine, cellsOf, decimal, isHeader, microseconds, wholeNumber } from '../files/cells.js';
import { linesOf } from '../files/lines.js';

/** A candle of the past, with decimals as text and times in µs. Its close time is its last whole ms. */
export type KlineRow = {
  readonly openTime: number;
  readonly closeTime: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly quoteVolume: string;
  readonly count: number;
  readonly takerVolume: string;
  readonly takerQuoteVolume: string;
};

/** A candle as `GET /api/v3/klines` returns it. */
export type RestKline = readonly (string | number)[];

/**
 * Reads candles from lines of the exchange's public files, or from an answer of `GET /api/v3/klines` as rows or as
 * text.
 */
export function readKlines(data: string | readonly RestKline[]): KlineRow[] {
  if (typeof data !== 'string') return data.map((row) => readCells(row.map(String), JSON.stringify(row)));
  if (data.trimStart().startsWith('[')) return readKlines(JSON.parse(data) as RestKline[]);
  return linesOf(data)
    .filter((line) => !isHeader(line))
    .map(readKlineLine);
}

/** Reads a line of the exchange's public files of klines. */
export const readKlineLine = (line: string): KlineRow => readCells(cellsOf(line), line);

function readCells(cells: readonly string[], line: string): KlineRow {
  if (cells.length < 11) throw badLine(line, 'a kline of 11 or 12 cells');
  const [openTime = '', open, high, low, close, volume, closeTime = '', quote, count = '', taker, takerQuote] = cells;
  const text = (cell = ''): string => decimal(cell, line);
  const row = {
    openTime: microseconds(openTime, line),
    closeTime: Math.floor(microseconds(closeTime, line) / 1000) * 1000,
    open: text(open),
    high: text(high),
    low: text(low),
    close: text(close),
    volume: text(volume),
    quoteVolume: text(quote),
    count: wholeNumber(count, line),
    takerVolume: text(taker),
    takerQuoteVolume: text(takerQuote),
  };
  if (row.closeTime <= row.openTime) throw badLine(line, 'a close time after the open time');
  return row;
}
