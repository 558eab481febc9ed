import { compareDecimals } from './decimal-text.js';
import { DepthScanner } from './depth-scanner.js';
import { ExactSide } from './exact-side.js';
import type { DepthEvent, DepthSnapshot, Level } from './level.js';
import { type Message, readEvent, readSnapshot } from './message.js';
import { type Columns, learnBookFormat, ScaledBook, type Steps, toColumns } from './scaled-book.js';
import type { Side } from './side.js';

/** `old`: already in the book. `gap`: events are missing before this one; the book was left as it was. */
export type ApplyResult = 'applied' | 'old' | 'gap';

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
  /** The symbol as it stands in JSON. */
  readonly #name: Uint8Array;
  #lastUpdateId = 0;
  #eventTime: number | undefined;
  /** The levels as whole numbers while they fit, */
  #scaled: ScaledBook | undefined;
  /** and as strings otherwise. */
  #exact: ExactSides = { bids: new ExactSide(1), asks: new ExactSide(-1) };

  constructor(symbol: string, { tickSize, stepSize }: OrderBookOptions = {}) {
    this.symbol = symbol;
    this.#steps = { tickSize, stepSize };
    this.#name = new TextEncoder().encode(JSON.stringify(symbol).slice(1, -1));
  }

  /** Id of the last update in the book; 0 before the first snapshot. */
  get lastUpdateId(): number {
    return this.#lastUpdateId;
  }

  /** The exchange's time of the last event applied; undefined where none was since the snapshot. */
  get eventTime(): number | undefined {
    return this.#eventTime;
  }

  /** Replaces the book's content with a snapshot. */
  load(message: Message<DepthSnapshot>): void {
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

  /** Whether the best bid is not below the best ask, which no true book is. */
  get isCrossed(): boolean {
    if (this.#scaled) return this.#scaled.isCrossed;
    const { bids, asks } = this.#exact;
    return bids.best !== undefined && asks.best !== undefined && compareDecimals(bids.best[0], asks.best[0]) >= 0;
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

function isRaw(message: Message<unknown>): message is string | Uint8Array {
  return typeof message === 'string' || message instanceof Uint8Array;
}
