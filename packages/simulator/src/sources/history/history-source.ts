import { parseAmount } from '../../engine/types/amount.js';
import type { SymbolSpec } from '../../engine/types/index.js';
import { withoutHeader } from '../files/cells.js';
import { lineBatches, linesOf, type TextChunks, type TextSource } from '../files/lines.js';
import { InferredBook, type InferredBookOptions } from '../market/inferred-book.js';
import type { MarketEvent, MarketSource } from '../market/market-source.js';
import { timedSource } from '../market/timed-source.js';
import { klineReader, type Reader, type WarmUp, warmUpEvents, warmUpRows } from './kline-reader.js';
import { type RestKline, readKlineLine, readKlines } from './kline-rows.js';
import { tradeReader } from './trade-rows.js';

/** Options of a market source of trades or candles. Its order book is inferred from them. */
export type HistoryOptions = InferredBookOptions & {
  /** The symbol: its name, or all of its properties. */
  readonly symbol: string | SymbolSpec;
  /**
   * Time of the first row, in ms since the epoch. Mandatory if the text is given in chunks.
   *
   * @default the time of the first row, which is read from the text
   */
  readonly start?: number | undefined;
  /** Candles from before the first row, for klines and tickers. Candles of later times are ignored. @default none */
  readonly warmUp?: WarmUp | undefined;
};

/**
 * A market source of trades: `createExchange({ source: trades(csv, { symbol: 'BTCUSDT' }) })`.
 *
 * `data` has the lines of the exchange's public files of trades or aggregate trades, with times in ms or µs. These
 * files have no order book, so the best bid and ask are inferred: the price of a trade is the best ask if the taker
 * bought, and the best bid if the taker sold. The queue at a price is not known, so a trade fills only limit orders
 * with better prices than the trade.
 *
 * @throws {SyntaxError} with the first line that cannot be read
 */
export function trades(data: TextSource, options: HistoryOptions): MarketSource {
  const symbol = checkedName(options);
  const createReader = (): Reader<string> => tradeReader(symbol);
  if (typeof data === 'function') return chunkSource(data, createReader, options);
  if (typeof data !== 'string') throw new TypeError(`data: expected text, got ${JSON.stringify(data)}`);
  const lines = withoutHeader(linesOf(data));
  const first = lines.slice(0, 1).flatMap(createReader())[0]?.time;
  return rowSource(lines, createReader, { ...options, start: options.start ?? toMs(first) });
}

/**
 * A market source of candles: `createExchange({ source: klines(csv, { symbol: 'BTCUSDT' }) })`.
 *
 * `data` has the lines of the exchange's public files of klines, with times in ms or µs, or the rows of `GET
 * /api/v3/klines`, as JSON text or parsed. Each candle becomes at most four trades: at its open, at the extreme nearer
 * to the open, at the other extreme and at its close. So when a candle has closed, the exchange returns the same candle
 * as `data`. The best bid and ask are inferred from these trades as by {@link trades}.
 *
 * @throws {SyntaxError} with the first line that cannot be read
 */
export function klines(data: TextSource | readonly RestKline[], options: HistoryOptions): MarketSource {
  const symbol = checkedName(options);
  if (typeof data === 'function') {
    const createReader = (): Reader<string> => {
      const read = klineReader(symbol, warmUpRows(options.warmUp, options.start));
      return (line) => read(readKlineLine(line));
    };
    return chunkSource(data, createReader, options);
  }
  const rows = readKlines(data);
  const withStart = { ...options, start: options.start ?? toMs(rows[0]?.openTime) };
  return rowSource(rows, () => klineReader(symbol, warmUpRows(withStart.warmUp, withStart.start)), withStart);
}

/**
 * Returns the name of the symbol, and checks the options, because callers in JavaScript can pass values of other types.
 */
function checkedName({ symbol, depth = '1' }: HistoryOptions): string {
  if (typeof symbol !== 'string' && typeof symbol?.symbol !== 'string') {
    throw new TypeError(`symbol: expected the name of a symbol or all its properties, got ${JSON.stringify(symbol)}`);
  }
  if (typeof depth !== 'string' || !parseAmount(depth))
    throw new RangeError(`depth: expected a quantity above 0 as a decimal, got '${depth}'`);
  return nameOf(symbol);
}

const nameOf = (symbol: string | SymbolSpec): string => (typeof symbol === 'string' ? symbol : symbol.symbol);

const toMs = (time: number | undefined): number | undefined =>
  time === undefined ? undefined : Math.floor(time / 1000);

/**
 * Returns the id of the first trade in the events of a row. Returns undefined for a candle, because it has no trade
 * ids.
 */
function firstIdOf([first]: readonly MarketEvent[]): number | undefined {
  return first?.type === 'TRADE' && first.sums === undefined ? (first.firstId ?? first.id) : undefined;
}

/** Adds the changes of the inferred book to the trades of a row. */
function eventsOf<Row>(row: Row, read: Reader<Row>, book: InferredBook): MarketEvent[] {
  const events: MarketEvent[] = [];
  for (const trade of read(row)) {
    events.push(trade);
    const change = book.after(trade);
    if (change) events.push(change);
  }
  return events;
}

function rowSource<Row>(rows: readonly Row[], createReader: () => Reader<Row>, options: HistoryOptions): MarketSource {
  const { symbol, start } = options;
  if (start === undefined) throw new SyntaxError('data: expected at least one row, got none');
  return timedSource({
    symbols: [symbol],
    start,
    *events({ tickSize }) {
      const read = createReader();
      const book = new InferredBook(tickSize(nameOf(symbol)), options);
      for (const [index, row] of rows.entries()) {
        const events = eventsOf(row, read, book);
        if (index === 0) yield* warmUpEvents(nameOf(symbol), options.warmUp, options.start, firstIdOf(events));
        yield* events;
      }
    },
  });
}

function chunkSource(chunks: TextChunks, createReader: () => Reader<string>, options: HistoryOptions): MarketSource {
  const { symbol, start } = options;
  if (start === undefined) throw new TypeError('start: expected the time of the first row in ms, got none');
  return timedSource({
    symbols: [symbol],
    start,
    async *events({ tickSize }) {
      const read = createReader();
      const book = new InferredBook(tickSize(nameOf(symbol)), options);
      let isWarm = false;
      let held: readonly MarketEvent[] = [];
      for await (const lines of lineBatches(chunks())) {
        const rows = isWarm ? lines : withoutHeader(lines);
        const events = rows.flatMap((line) => eventsOf(line, read, book));
        if (!isWarm) yield warmUpEvents(nameOf(symbol), options.warmUp, options.start, firstIdOf(events));
        isWarm = true;
        // Trades with the same time may be one aggregate trade. So the events with the last time of a batch wait for the
        // next batch.
        const all = [...held, ...events];
        const lastTime = all.at(-1)?.time;
        const end = all.findIndex(({ time }) => time === lastTime);
        held = all.slice(end);
        yield all.slice(0, end);
      }
      yield held;
    },
  });
}
