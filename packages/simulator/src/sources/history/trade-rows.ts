import { badLine, cellsOf, decimal, flag, microseconds, wholeNumber } from '../files/cells.js';
import type { TradeEvent } from '../market/market-source.js';

/**
 * Reads a line of the exchange's files of trades or aggregate trades.
 *
 * Trades: id, price, quantity, quote quantity, time, buyer is maker. Aggregate trades: id, price, quantity, id of the
 * first trade, id of the last trade, time, buyer is maker. In both, another column may follow.
 */
export function readTradeRow(symbol: string, line: string): TradeEvent {
  const [id = '', price = '', quantity = '', fourth = '', fifth = '', sixth = '', seventh = ''] = cellsOf(line);
  const isAggregate = /^\d+$/.test(sixth);
  if (!isAggregate && !/^(true|false)$/i.test(sixth)) throw badLine(line, 'a line of trades or aggregate trades');
  const terms = { type: 'TRADE', symbol, price: decimal(price, line), quantity: decimal(quantity, line) } as const;
  if (!isAggregate) {
    return { ...terms, id: wholeNumber(id, line), time: microseconds(fifth, line), isBuyerMaker: flag(sixth, line) };
  }
  return {
    ...terms,
    aggregateId: wholeNumber(id, line),
    firstId: wholeNumber(fourth, line),
    id: wholeNumber(fifth, line),
    time: microseconds(sixth, line),
    isBuyerMaker: flag(seventh, line),
  };
}
