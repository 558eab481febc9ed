import { amount } from '../../engine/types/amount.js';
import { badLine, cellsOf, decimal, microseconds, wholeNumber, withoutHeader } from '../files/cells.js';
import { linesOf } from '../files/lines.js';

/**
 * A candle of the past, with decimals as text and times in µs. Its close time is the last ms that belongs to the
 * candle.
 */
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
  if (typeof data === 'string') {
    return data.trimStart().startsWith('[') ? readKlines(parse(data)) : withoutHeader(linesOf(data)).map(readKlineLine);
  }
  if (!Array.isArray(data)) throw new TypeError(`data: expected text or a list of klines, got ${JSON.stringify(data)}`);
  return data.map((row) => readCells(Array.isArray(row) ? row.map(String) : [], JSON.stringify(row)));
}

function parse(json: string): RestKline[] {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new SyntaxError(`data: expected klines as JSON, got '${json.slice(0, 80)}'`, { cause });
  }
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
  checkAmounts(row, line);
  return row;
}

function checkAmounts(row: KlineRow, line: string): void {
  const [low, high] = [amount(row.low), amount(row.high)];
  // Only a candle without trades may have prices of 0.
  if (low === 0n && amount(row.volume) > 0n) throw badLine(line, 'prices above 0');
  if ([row.open, row.close].map(amount).some((price) => price < low || price > high)) {
    throw badLine(line, 'an open and a close between the low and the high');
  }
  if (amount(row.takerVolume) > amount(row.volume)) throw badLine(line, 'a taker volume of at most the volume');
}
