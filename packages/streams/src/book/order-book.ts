import { BinanceConfigError } from '@pkg/core/errors';
import type { Literal } from '../scan/words.js';
import { compareDecimals } from './decimal-text.js';
import { DepthScanner, symbolLiteral } from './depth-scanner.js';
import { ExactSide } from './exact-side.js';
import type { DepthEvent, DepthSnapshot, Level } from './level.js';
import { type DepthTo, depthOf, difference, isPositive, middle, type Sweep, sweepSide } from './measures.js';
import { type Message, readEvent, readSnapshot } from './message.js';
import { numbersOf, type SideNumbers } from './numbers.js';
import { type Columns, learnBookFormat, ScaledBook, type Steps, toColumns } from './scaled-book.js';
import type { Side } from './side.js';

/** `old`: already in the book. `gap`: events are missing before this one; the book was left as it was. */
export type ApplyResult = 'applied' | 'old' | 'gap';

/** Options of an {@link OrderBook}. */
export type OrderBookOptions = {
  /** The symbol's price step, from its PRICE_FILTER; learnt from what comes where it is not given. */
  readonly tickSize?: string | undefined;
  /** The symbol's quantity step, from its LOT_SIZE. */
  readonly stepSize?: string | undefined;
};

type Sides = { readonly bids: Side; readonly asks: Side };
type ExactSides = { readonly bids: ExactSide; readonly asks: ExactSide };

/** One scanner serves all books: what it read is applied before it reads again. */
let shared: DepthScanner | undefined;

/**
 * A local order book without any I/O: load a snapshot, apply depth events, read.
 *
 * Decimals come back as the very strings received, at any length. Input that is not a whole snapshot or event of this
 * symbol throws and leaves the book as it was.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly
 */
export class OrderBook {
  readonly symbol: string;
  readonly #steps: Steps;
  /** The symbol as it stands in events. */
  readonly #name: Literal;
  #lastUpdateId = 0;
  #eventTime: number | undefined;
  /** The worst prices of the last snapshot; undefined where a side was whole. */
  #reach: { readonly bid: string | undefined; readonly ask: string | undefined } = { bid: undefined, ask: undefined };
  #bids: SideNumbers | undefined;
  #asks: SideNumbers | undefined;
  /** The levels as whole numbers while they fit, */
  #scaled: ScaledBook | undefined;
  /** and as strings otherwise. */
  #exact: ExactSides = { bids: new ExactSide(1), asks: new ExactSide(-1) };

  /** @throws {BinanceConfigError} where there is no symbol, or a step is not a decimal above zero. */
  constructor(symbol: string, options: OrderBookOptions = {}) {
    const { tickSize, stepSize } = options ?? {};
    if (typeof symbol !== 'string' || !symbol)
      throw new BinanceConfigError(`OrderBook: ${String(symbol)} is no symbol`);
    for (const step of [tickSize, stepSize]) {
      if (step !== undefined && !isPositive(step))
        throw new BinanceConfigError(`OrderBook: ${String(step)} is no step`);
    }
    this.symbol = symbol;
    this.#steps = { tickSize, stepSize };
    this.#name = symbolLiteral(symbol);
  }

  /** Id of the last update in the book; 0 before the first snapshot. */
  get lastUpdateId(): number {
    return this.#lastUpdateId;
  }

  /** The exchange's time of the last event applied; undefined where none was since the snapshot. */
  get eventTime(): number | undefined {
    return this.#eventTime;
  }

  /**
   * Replaces the book's content with a snapshot.
   *
   * @param options.limit levels a side that were asked for: a side with fewer is complete, any other may go on.
   */
  load(message: Message<DepthSnapshot>, options: { readonly limit?: number | undefined } = {}): void {
    const { limit = 0 } = options ?? {};
    this.#fill(message);
    const { bids, asks } = this.#sides;
    this.#reach = { bid: lastPrice(bids, limit), ask: lastPrice(asks, limit) };
  }

  #fill(message: Message<DepthSnapshot>): void {
    const format = this.#scaled?.format;
    if (format && isRaw(message)) {
      shared ??= new DepthScanner();
      if (shared.snapshot(message, format)) {
        this.#scaled = new ScaledBook(format, shared);
        this.#lastUpdateId = shared.lastUpdateId;
        this.#eventTime = undefined;
        return;
      }
    }
    const { lastUpdateId, bids, asks } = readSnapshot(this.symbol, message);
    this.#rebuild(bids, asks);
    this.#lastUpdateId = lastUpdateId;
    this.#eventTime = undefined;
  }

  /** Applies an event where it continues the book. */
  apply(message: Message<DepthEvent>): ApplyResult {
    const book = this.#scaled;
    if (book && isRaw(message)) {
      shared ??= new DepthScanner();
      if (shared.event(message, this.#name, book.format)) {
        const result = this.#place(shared.firstUpdateId, shared.lastUpdateId);
        if (result !== 'applied') return result;
        book.update(shared);
        this.#lastUpdateId = shared.lastUpdateId;
        this.#eventTime = shared.eventTime;
        return result;
      }
    }
    const { E, U, u, b, a } = readEvent(this.symbol, message);
    const result = this.#place(U, u);
    if (result !== 'applied') return result;
    this.#set(b, a);
    this.#lastUpdateId = u;
    this.#eventTime = E;
    return result;
  }

  /** The highest bid. */
  get bestBid(): Level | undefined {
    return this.#sides.bids.best;
  }

  /** The lowest ask. */
  get bestAsk(): Level | undefined {
    return this.#sides.asks.best;
  }

  /** Bids, highest price first. The list never changes afterwards; where nothing did it is the same one again. */
  getBids(limit: number = Number.POSITIVE_INFINITY): readonly Level[] {
    return this.#sides.bids.top(limit);
  }

  /** Asks, lowest price first. The list never changes afterwards; where nothing did it is the same one again. */
  getAsks(limit: number = Number.POSITIVE_INFINITY): readonly Level[] {
    return this.#sides.asks.top(limit);
  }

  /** Bids as plain numbers, for those who count. */
  get bids(): SideNumbers {
    this.#bids ??= numbersOf(() => this.#sides.bids);
    return this.#bids;
  }

  /** Asks as plain numbers. */
  get asks(): SideNumbers {
    this.#asks ??= numbersOf(() => this.#sides.asks);
    return this.#asks;
  }

  /**
   * How many levels of each side, from the best on, are certain. Beyond the last price of a snapshot that was cut off
   * only levels that changed since are known; between them others may lie.
   */
  get known(): { readonly bids: number; readonly asks: number } {
    const { bids, asks } = this.#sides;
    const { bid, ask } = this.#reach;
    return {
      bids: bid === undefined ? bids.size : bids.within(bid),
      asks: ask === undefined ? asks.size : asks.within(ask),
    };
  }

  /** Best ask less best bid. */
  get spread(): string | undefined {
    const { bestBid, bestAsk } = this;
    return bestBid && bestAsk && difference(bestAsk[0], bestBid[0]);
  }

  /** Half way between best bid and best ask, exact. */
  get mid(): string | undefined {
    const { bestBid, bestAsk } = this;
    return bestBid && bestAsk && middle(bestBid[0], bestAsk[0]);
  }

  /** Bid quantity less ask quantity by their sum, over the best `limit` levels: from -1, all asks, to 1, all bids. */
  imbalance(limit: number = 1): number {
    const bids = sum(this.bids.quantities(limit));
    const asks = sum(this.asks.quantities(limit));
    return bids + asks === 0 ? 0 : (bids - asks) / (bids + asks);
  }

  /**
   * What a market order would get from the book as it stands: `BUY` takes asks, `SELL` takes bids.
   *
   * @throws {BinanceConfigError} where the quantity is not a decimal above zero.
   */
  sweep(side: 'BUY' | 'SELL', quantity: string): Sweep {
    const [facing, known] = this.#facing(side);
    if (!isPositive(quantity)) throw new BinanceConfigError(`sweep: ${String(quantity)} is not a quantity`);
    return sweepSide(facing, known, quantity);
  }

  /**
   * Quantity and cost that a limit order at `price` could take at once: `BUY` counts asks, `SELL` bids.
   *
   * @throws {BinanceConfigError} where the price is not a decimal above zero.
   */
  depthTo(side: 'BUY' | 'SELL', price: string): DepthTo {
    const [facing, known] = this.#facing(side);
    if (!isPositive(price)) throw new BinanceConfigError(`depthTo: ${String(price)} is not a price`);
    return depthOf(facing, known, price);
  }

  /** Whether the best bid is not below the best ask, which no true book is. */
  get isCrossed(): boolean {
    if (this.#scaled) return this.#scaled.isCrossed;
    const { bids, asks } = this.#exact;
    return bids.best !== undefined && asks.best !== undefined && compareDecimals(bids.best[0], asks.best[0]) >= 0;
  }

  /** What an order of a side would meet, and how many levels of it are certain. */
  #facing(side: 'BUY' | 'SELL'): [facing: Side, known: number] {
    if (side === 'BUY') return [this.#sides.asks, this.known.asks];
    if (side === 'SELL') return [this.#sides.bids, this.known.bids];
    throw new BinanceConfigError(`OrderBook ${this.symbol}: side ${String(side)} is neither BUY nor SELL`);
  }

  get #sides(): Sides {
    return this.#scaled ?? this.#exact;
  }

  #place(first: number, last: number): ApplyResult {
    if (last <= this.#lastUpdateId) return 'old';
    return first > this.#lastUpdateId + 1 ? 'gap' : 'applied';
  }

  /** Sets levels given as strings, in whichever form the book has or must now take. */
  #set(bids: readonly Level[], asks: readonly Level[]): void {
    const book = this.#scaled;
    if (book) {
      const columns = toColumns(bids, asks, book.format);
      if (columns) return book.update(columns);
      this.#rebuild([...this.getBids(), ...bids], [...this.getAsks(), ...asks]);
      return;
    }
    const exact = this.#exact;
    if (exact.bids.size + exact.asks.size === 0) return this.#rebuild(bids, asks);
    for (const [price, quantity] of bids) exact.bids.set(price, quantity);
    for (const [price, quantity] of asks) exact.asks.set(price, quantity);
  }

  /** Starts from levels given as strings, of which the later count where a price comes twice. */
  #rebuild(bids: readonly Level[], asks: readonly Level[]): void {
    const format = this.#scaled?.format;
    let columns: Columns | undefined = format && toColumns(bids, asks, format);
    let fitting = format;
    if (!columns) {
      fitting = learnBookFormat([...bids, ...asks], this.#steps);
      columns = fitting && toColumns(bids, asks, fitting);
    }
    this.#scaled = fitting && columns && new ScaledBook(fitting, columns);
    this.#exact = {
      bids: new ExactSide(1, this.#scaled ? [] : bids),
      asks: new ExactSide(-1, this.#scaled ? [] : asks),
    };
  }
}

/** Where knowledge of a side ends that was just loaded. */
function lastPrice(side: Side, limit: number): string | undefined {
  return side.size < limit ? undefined : side.worst?.[0];
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function isRaw(message: Message<unknown>): message is string | Uint8Array {
  return typeof message === 'string' || message instanceof Uint8Array;
}
