import { compareDecimals } from './decimal-text.js';
import { ExactSide } from './exact-side.js';
import type { DepthEvent, DepthSnapshot, Level } from './level.js';
import { type Message, readEvent, readSnapshot } from './message.js';

/** `old`: already in the book. `gap`: events are missing before this one; the book was left as it was. */
export type ApplyResult = 'applied' | 'old' | 'gap';

export type OrderBookOptions = {
  /** The symbol's price step, from its PRICE_FILTER; learnt from what comes where it is not given. */
  readonly tickSize?: string | undefined;
  /** The symbol's quantity step, from its LOT_SIZE. */
  readonly stepSize?: string | undefined;
};

/**
 * A local order book without any I/O: load a snapshot, apply depth events, read.
 *
 * Decimals come back as the very strings received. Bad input throws and leaves the book as it was.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly
 */
export class OrderBook {
  readonly symbol: string;
  #lastUpdateId = 0;
  #eventTime: number | undefined;
  #bids = new ExactSide(-1);
  #asks = new ExactSide(1);

  constructor(symbol: string, _options: OrderBookOptions = {}) {
    this.symbol = symbol;
  }

  /** Id of the last update in the book; 0 before the first snapshot. */
  get lastUpdateId(): number {
    return this.#lastUpdateId;
  }

  /** The exchange's time of the last event applied; undefined where none was since the snapshot. */
  get eventTime(): number | undefined {
    return this.#eventTime;
  }

  /** Whether the best bid is not below the best ask, which no true book is. */
  get isCrossed(): boolean {
    const bid = this.#bids.best;
    const ask = this.#asks.best;
    return bid !== undefined && ask !== undefined && compareDecimals(bid[0], ask[0]) >= 0;
  }

  /** Replaces the book's content with a snapshot. */
  load(snapshot: Message<DepthSnapshot>): void {
    const { lastUpdateId, bids, asks } = readSnapshot(this.symbol, snapshot);
    this.#bids = new ExactSide(-1, bids);
    this.#asks = new ExactSide(1, asks);
    this.#lastUpdateId = lastUpdateId;
    this.#eventTime = undefined;
  }

  /** Applies an event where it continues the book. */
  apply(event: Message<DepthEvent>): ApplyResult {
    const { E, U, u, b, a } = readEvent(this.symbol, event);
    if (u <= this.#lastUpdateId) return 'old';
    if (U > this.#lastUpdateId + 1) return 'gap';
    for (const [price, quantity] of b) this.#bids.set(price, quantity);
    for (const [price, quantity] of a) this.#asks.set(price, quantity);
    this.#lastUpdateId = u;
    this.#eventTime = E;
    return 'applied';
  }

  get bestBid(): Level | undefined {
    return this.#bids.best;
  }

  get bestAsk(): Level | undefined {
    return this.#asks.best;
  }

  /** Bids, highest price first. The list never changes afterwards. */
  getBids(limit = Number.POSITIVE_INFINITY): readonly Level[] {
    return this.#bids.top(limit);
  }

  /** Asks, lowest price first. The list never changes afterwards. */
  getAsks(limit = Number.POSITIVE_INFINITY): readonly Level[] {
    return this.#asks.top(limit);
  }
}
