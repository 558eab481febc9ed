import { badLine, cellsOf, decimal, flag, microseconds, wholeNumber } from '../files/cells.js';
import type { TradeEvent } from '../market/market-source.js';
import type { Reader } from './kline-reader.js';

/** Returns a function that reads lines of trades or aggregate trades. The ids must increase from line to line. */
export function tradeReader(symbol: string): Reader<string> {
  let last = -1;
  return (line) => {
    const trade = readTradeRow(symbol, line);
    const id = trade.id as number;
    if (id <= last) throw badLine(line, `a trade after the one with the id ${last}`);
    last = id;
    return [trade];
  };
}

/**
 * Reads a line of the exchange's public files of trades or aggregate trades.
 *
 * The columns of trades are: id, price, quantity, quote quantity, time, and whether the buyer is the maker. The columns
 * of aggregate trades are: id, price, quantity, id of the first trade, id of the last trade, time, and whether the
 * buyer is the maker. In both, another column may follow. `isQueueKnown` is false, because the files do not show how
 * much quantity was queued at a price.
 */
export function readTradeRow(symbol: string, line: string): TradeEvent {
  // The cells are read by index, because this runs for millions of lines, and destructuring is slower.
  const cells = cellsOf(line);
  const cell = (index: number): string => cells[index] ?? '';
  const sixth = cell(5);
  const isAggregate = /^\d+$/.test(sixth);
  if (!isAggregate && !/^(true|false)$/i.test(sixth)) throw badLine(line, 'a line of trades or aggregate trades');
  const price = decimal(cell(1), line);
  if (Number(price) === 0) throw badLine(line, 'a price above 0');
  return {
    type: 'TRADE',
    symbol,
    isQueueKnown: false,
    price,
    quantity: decimal(cell(2), line),
    time: microseconds(isAggregate ? sixth : cell(4), line),
    isBuyerMaker: flag(isAggregate ? cell(6) : sixth, line),
    id: wholeNumber(isAggregate ? cell(4) : cell(0), line),
    firstId: isAggregate ? wholeNumber(cell(3), line) : undefined,
    aggregateId: isAggregate ? wholeNumber(cell(0), line) : undefined,
  };
}
