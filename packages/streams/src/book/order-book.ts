import type { Literal } from '../scan/byte-reader.js';
import { badArgument } from './book-errors.js';
import type { BookSide } from './book-side.js';
import { compareDecimals, isPositiveDecimal, meanOfDecimals, subtractDecimals } from './decimal-string.js';
import { checkForGap } from './depth-gap.js';
import { type DepthEvent, type DepthSnapshot, isRaw, type Message, readEvent, readSnapshot } from './depth-message.js';
import { DepthScanner, symbolLiteral } from './depth-scanner.js';
import { type Columns, FixedPointBook, inferBookFormat, type Steps, toColumns } from './fixed-point-book.js';
import type { Level } from './level.js';
import { createSideNumbers, type SideNumbers } from './side-numbers.js';
import { StringSide } from './string-side.js';
import { type DepthTo, depthOf, type Sweep, sweepSide } from './sweep.js';

/**
 * - `applied`: the event continued the book and is part of it now.
 * - `old`: the book contained the event already.
 * - `gap`: events between the book and this event are missing. The book did not change.
 */
export type ApplyResult = 'applied' | 'old' | 'gap';

/** Options of an {@link OrderBook}. */
export type OrderBookOptions = {
  /** The symbol's price step, from its PRICE_FILTER. @default inferred from the prices */
  readonly tickSize?: string | undefined;
  /** The symbol's quantity step, from its LOT_SIZE. @default inferred from the quantities */
  readonly stepSize?: string | undefined;
};

type Sides = { readonly bids: BookSide; readonly asks: BookSide };
type StringSides = { readonly bids: StringSide; readonly asks: StringSide };

/** All books share one scanner. This is safe because each message is applied before the next one is read. */
const scanner: DepthScanner = new DepthScanner();

/**
 * A local order book without I/O. Load a snapshot, apply depth events, and read the book.
 *
 * Prices and quantities may have any length, and are returned as the strings that were received. A message that is not
 * a complete snapshot or event of the symbol throws an error and does not change the book.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly
 */
export class OrderBook {
  /** Symbol of the book. */
  readonly symbol: string;
  readonly #steps: Steps;
  /** The bytes of an event from the field `s` to the field `U`, which contain the symbol. */
  readonly #symbolLiteral: Literal;
  #lastUpdateId = 0;
  #eventTime: number | undefined;
  /** For each side, the worst price in the last snapshot; undefined if the snapshot had all levels of the side. */
  #snapshotEnd: { readonly bid: string | undefined; readonly ask: string | undefined } = {
    bid: undefined,
    ask: undefined,
  };
  /**
   * At least this many of the best levels of each side are certain; see `known`. Does not apply to a side that the last
   * snapshot contained as a whole, because all levels of that side are certain.
   */
  #knownAtLeast = 0;
  #bids: SideNumbers | undefined;
  #asks: SideNumbers | undefined;
  /** The levels as integers; undefined if a level does not fit into integers. */
  #fixedPoint: FixedPointBook | undefined;
  /** The levels as strings. They are empty while `#fixedPoint` has the levels. */
  #strings: StringSides = { bids: new StringSide(1), asks: new StringSide(-1) };

  /** @throws {BinanceConfigError} if the symbol is not a string, or a step is not a decimal above zero. */
  constructor(symbol: string, options: OrderBookOptions = {}) {
    const { tickSize, stepSize } = options ?? {};
    if (typeof symbol !== 'string' || !symbol) throw badArgument('OrderBook: symbol', "text like 'BNBBTC'", symbol);
    for (const [name, step] of Object.entries({ tickSize, stepSize })) {
      if (step !== undefined && !isPositiveDecimal(step)) throw badArgument(`OrderBook: ${name}`, POSITIVE, step);
    }
    this.symbol = symbol;
    this.#steps = { tickSize, stepSize };
    this.#symbolLiteral = symbolLiteral(symbol);
  }

  /** Id of the last update in the book; 0 before the first snapshot. */
  get lastUpdateId(): number {
    return this.#lastUpdateId;
  }

  /** The exchange's time of the last event applied; undefined if none was applied since the snapshot. */
  get eventTime(): number | undefined {
    return this.#eventTime;
  }

  /**
   * Replaces the book's content with a snapshot.
   *
   * @param options.limit the number of levels that were requested for each side. If a side has fewer, it is complete.
   */
  load(message: Message<DepthSnapshot>, options: { readonly limit?: number | undefined } = {}): void {
    const { limit = 0 } = options ?? {};
    const format = this.#fixedPoint?.format;
    // The number of levels in the snapshot, including duplicate levels and levels with a quantity of zero.
    let received: { readonly bids: number; readonly asks: number };
    if (format && isRaw(message) && scanner.snapshot(message, format)) {
      this.#fixedPoint = new FixedPointBook(format, scanner);
      this.#lastUpdateId = scanner.lastUpdateId;
      received = { bids: scanner.bids, asks: scanner.levels - scanner.bids };
    } else {
      const { lastUpdateId, bids, asks } = readSnapshot(this.symbol, message);
      this.#rebuild(bids, asks);
      this.#lastUpdateId = lastUpdateId;
      received = { bids: bids.length, asks: asks.length };
    }
    this.#eventTime = undefined;
    const { bids, asks } = this.#sides;
    this.#snapshotEnd = {
      bid: received.bids < limit ? undefined : bids.worst?.[0],
      ask: received.asks < limit ? undefined : asks.worst?.[0],
    };
    this.#knownAtLeast = 0;
  }

  /** Applies an event if it follows the last update in the book. */
  apply(message: Message<DepthEvent>): ApplyResult {
    const book = this.#fixedPoint;
    if (book && isRaw(message) && scanner.event(message, this.#symbolLiteral, book.format)) {
      const continuity = checkForGap(this.#lastUpdateId, scanner.firstUpdateId, scanner.lastUpdateId);
      if (continuity !== 'next') return continuity;
      book.update(scanner);
      this.#knownAtLeast -= scanner.levels;
      this.#lastUpdateId = scanner.lastUpdateId;
      this.#eventTime = scanner.eventTime;
      return 'applied';
    }
    const { E, U, u, b, a } = readEvent(this.symbol, message);
    const continuity = checkForGap(this.#lastUpdateId, U, u);
    if (continuity !== 'next') return continuity;
    this.#set(b, a);
    this.#knownAtLeast -= b.length + a.length;
    this.#lastUpdateId = u;
    this.#eventTime = E;
    return 'applied';
  }

  /** The highest bid. */
  get bestBid(): Level | undefined {
    return this.#sides.bids.best;
  }

  /** The lowest ask. */
  get bestAsk(): Level | undefined {
    return this.#sides.asks.best;
  }

  /**
   * Returns the bids, highest price first. A returned list never changes. If the bids did not change since the last call
   * with the same `limit`, the same list is returned again, unless a snapshot was loaded or more than four limits are in
   * use.
   */
  getBids(limit: number = Infinity): readonly Level[] {
    return this.#sides.bids.top(limit);
  }

  /**
   * Returns the asks, lowest price first. A returned list never changes. If the asks did not change since the last call
   * with the same `limit`, the same list is returned again, unless a snapshot was loaded or more than four limits are in
   * use.
   */
  getAsks(limit: number = Infinity): readonly Level[] {
    return this.#sides.asks.top(limit);
  }

  /** Bids as numbers, for calculations. */
  get bids(): SideNumbers {
    this.#bids ??= createSideNumbers(() => this.#sides.bids);
    return this.#bids;
  }

  /** Asks as numbers, for calculations. */
  get asks(): SideNumbers {
    this.#asks ??= createSideNumbers(() => this.#sides.asks);
    return this.#asks;
  }

  /**
   * How many of the best levels of each side are certain: no level is missing between them. If the snapshot contained
   * only the best levels of a side, levels beyond the snapshot's worst price are uncertain: the book has only those
   * that changed after the snapshot.
   */
  get known(): {
    /** Number of bids. */
    readonly bids: number;
    /** Number of asks. */
    readonly asks: number;
  } {
    const { bids, asks } = this.#sides;
    const { bid, ask } = this.#snapshotEnd;
    return {
      bids: bid === undefined ? bids.size : bids.within(bid),
      asks: ask === undefined ? asks.size : asks.within(ask),
    };
  }

  /**
   * Whether the book has the exchange's best `count` levels of both sides for certain. Beyond the last level of a
   * snapshot, levels may be missing, unless the snapshot contained the whole side. A call is cheap: it counts the levels
   * again only if the last count is below `count`.
   */
  knows(count: number): boolean {
    if (this.#knownAtLeast >= count) return true;
    const { bid, ask } = this.#snapshotEnd;
    const { bids, asks } = this.known;
    this.#knownAtLeast = Math.min(bid === undefined ? Infinity : bids, ask === undefined ? Infinity : asks);
    return this.#knownAtLeast >= count;
  }

  /** The best ask minus the best bid; undefined if a side is empty. */
  get spread(): string | undefined {
    const { bestBid, bestAsk } = this;
    return bestBid && bestAsk && subtractDecimals(bestAsk[0], bestBid[0]);
  }

  /** The exact mean of the best bid and the best ask; undefined if a side is empty. */
  get mid(): string | undefined {
    const { bestBid, bestAsk } = this;
    return bestBid && bestAsk && meanOfDecimals(bestBid[0], bestAsk[0]);
  }

  /**
   * `(bids - asks) / (bids + asks)` of the quantities of the best `limit` levels, by default of the best level: -1 is all
   * asks, 1 is all bids.
   */
  imbalance(limit: number = 1): number {
    const bids = sum(this.bids.quantities(limit));
    const asks = sum(this.asks.quantities(limit));
    return bids + asks === 0 ? 0 : (bids - asks) / (bids + asks);
  }

  /**
   * Returns the fill that a market order would get from the current book: `BUY` takes asks, `SELL` takes bids.
   *
   * @throws {BinanceConfigError} if the quantity is not a decimal above zero.
   */
  sweep(side: 'BUY' | 'SELL', quantity: string): Sweep {
    const [opposite, end] = this.#opposite('sweep', side);
    if (!isPositiveDecimal(quantity)) throw badArgument('sweep: quantity', POSITIVE, quantity);
    return sweepSide(opposite, end, quantity);
  }

  /**
   * Returns the quantity and cost that a limit order at `price` could take at once: `BUY` counts asks, `SELL` counts
   * bids.
   *
   * @throws {BinanceConfigError} if the price is not a decimal above zero.
   */
  depthTo(side: 'BUY' | 'SELL', price: string): DepthTo {
    const [opposite, end] = this.#opposite('depthTo', side);
    if (!isPositiveDecimal(price)) throw badArgument('depthTo: price', POSITIVE, price);
    return depthOf(opposite, end, price);
  }

  /** Whether the best bid is at or above the best ask. The exchange's own book is never crossed. */
  get isCrossed(): boolean {
    if (this.#fixedPoint) return this.#fixedPoint.isCrossed;
    const { bids, asks } = this.#strings;
    return bids.best !== undefined && asks.best !== undefined && compareDecimals(bids.best[0], asks.best[0]) >= 0;
  }

  /**
   * Returns the side that an order would be matched with, and the worst price up to which all levels of that side are
   * certain. The price is undefined if the whole side is certain.
   */
  #opposite(method: string, side: 'BUY' | 'SELL'): [opposite: BookSide, end: string | undefined] {
    if (side === 'BUY') return [this.#sides.asks, this.#snapshotEnd.ask];
    if (side === 'SELL') return [this.#sides.bids, this.#snapshotEnd.bid];
    throw badArgument(`${method}: side`, "'BUY' or 'SELL'", side);
  }

  get #sides(): Sides {
    return this.#fixedPoint ?? this.#strings;
  }

  /**
   * Sets levels given as strings. If one of them does not fit the integer format, the whole book is rebuilt: in another
   * integer format, or as strings if there is none.
   */
  #set(bids: readonly Level[], asks: readonly Level[]): void {
    const book = this.#fixedPoint;
    if (book) {
      const columns = toColumns(bids, asks, book.format);
      if (columns) return book.update(columns);
      this.#rebuild([...this.getBids(), ...bids], [...this.getAsks(), ...asks]);
      return;
    }
    const strings = this.#strings;
    if (strings.bids.size + strings.asks.size === 0) return this.#rebuild(bids, asks);
    for (const [price, quantity] of bids) strings.bids.set(price, quantity);
    for (const [price, quantity] of asks) strings.asks.set(price, quantity);
  }

  /** Replaces all levels with levels given as strings. If a price occurs twice, its last level counts. */
  #rebuild(bids: readonly Level[], asks: readonly Level[]): void {
    let format = this.#fixedPoint?.format;
    let columns: Columns | undefined = format && toColumns(bids, asks, format);
    if (!columns) {
      format = inferBookFormat([...bids, ...asks], this.#steps);
      columns = format && toColumns(bids, asks, format);
    }
    this.#fixedPoint = format && columns && new FixedPointBook(format, columns);
    this.#strings = {
      bids: new StringSide(1, this.#fixedPoint ? [] : bids),
      asks: new StringSide(-1, this.#fixedPoint ? [] : asks),
    };
  }
}

const POSITIVE = 'a decimal above 0';

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
