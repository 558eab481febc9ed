import type { ClientContext } from '@pkg/core';
import type { DepthTo, Level, SideNumbers, Sweep } from '../book/index.js';
import type { DepthCounters } from './depth-counters.js';
import type { DepthFeed, DepthStatus } from './depth-feed.js';

/** How a book fares. */
export type DepthMetrics = DepthCounters & {
  /** How far the last event applied lay behind the exchange's clock when it came, ms; undefined before the first. */
  readonly lag: number | undefined;
  /** Since the last event, ms. */
  readonly age: number | undefined;
  /** Events waiting for a snapshot. */
  readonly held: number;
};

/** What a {@link DepthCache} needs of its manager. */
export type DepthKeeper = {
  /** Whether the connection has been silent for so long that the machine must have slept. Only reads. */
  readonly hasSlept: () => boolean;
  readonly checkSleep: () => void;
  readonly prioritize: () => void;
};

/**
 * A symbol's local order book, kept up to date for as long as its manager is open.
 *
 * Trade on it only while {@link status} is `live`: at a gap or a lost connection it turns `stale` before the next
 * read, and back by itself.
 */
export class DepthCache {
  readonly symbol: string;
  readonly #feed: DepthFeed;
  readonly #context: ClientContext;
  readonly #keeper: DepthKeeper;
  #isClosed = false;

  /** Made by a `DepthCacheManager`. */
  constructor(feed: DepthFeed, context: ClientContext, keeper: DepthKeeper) {
    this.symbol = feed.symbol;
    this.#feed = feed;
    this.#context = context;
    this.#keeper = keeper;
  }

  /**
   * Whether the book is right as far as can be known. Reading it changes nothing and sends nothing.
   *
   * After a sleep of the machine it is `stale` from the first read on. A connection in use is never silent for 30 s, so
   * a longer silence means sleep. A page also counts as asleep at `online`, `pageshow` or when its tab is shown again,
   * if no frame has come for 10 s. The next frame or timer asks the exchange for a sign of life; {@link check} asks at
   * once. The book is `live` again when the exchange has answered on the same connection and no update is missing,
   * which costs no snapshot, or else on the next connection. Switching tabs, or hiding one while data flows, changes
   * nothing.
   */
  get status(): DepthStatus {
    if (this.#isClosed) return 'closed';
    const { status } = this.#feed;
    return status === 'live' && this.#keeper.hasSlept() ? 'stale' : status;
  }

  /**
   * Checks now whether the machine slept, instead of at the next frame or timer. After a sleep it asks the exchange for
   * a sign of life on every connection, and listeners are notified that the books are `stale`.
   */
  check(): void {
    this.#keeper.checkSleep();
  }

  /** Fetches the snapshots of this book before those of all others, until another book is prioritized. */
  prioritize(): void {
    this.#keeper.prioritize();
  }

  /** Id of the last update in the book; 0 before the first snapshot. */
  get lastUpdateId(): number {
    return this.#feed.book.lastUpdateId;
  }

  /** The highest bid. */
  get bestBid(): Level | undefined {
    return this.#feed.book.bestBid;
  }

  /** The lowest ask. */
  get bestAsk(): Level | undefined {
    return this.#feed.book.bestAsk;
  }

  /** Bids, highest price first. The list never changes afterwards. */
  getBids(limit?: number): readonly Level[] {
    return this.#feed.book.getBids(limit);
  }

  /** Asks, lowest price first. The list never changes afterwards. */
  getAsks(limit?: number): readonly Level[] {
    return this.#feed.book.getAsks(limit);
  }

  /** Bids as plain numbers, for those who count. */
  get bids(): SideNumbers {
    return this.#feed.book.bids;
  }

  /** Asks as plain numbers. */
  get asks(): SideNumbers {
    return this.#feed.book.asks;
  }

  /** How many levels of each side are certain: beyond the snapshot's last price only what changed since is known. */
  get known(): { readonly bids: number; readonly asks: number } {
    return this.#feed.book.known;
  }

  /** Best ask less best bid. */
  get spread(): string | undefined {
    return this.#feed.book.spread;
  }

  /** Half way between best bid and best ask, exact. */
  get mid(): string | undefined {
    return this.#feed.book.mid;
  }

  /** Bid quantity less ask quantity by their sum, over the best `limit` levels: from -1, all asks, to 1, all bids. */
  imbalance(limit?: number): number {
    return this.#feed.book.imbalance(limit);
  }

  /** What a market order would get from the book as it stands: `BUY` takes asks, `SELL` takes bids. */
  sweep(side: 'BUY' | 'SELL', quantity: string): Sweep {
    return this.#feed.book.sweep(side, quantity);
  }

  /** Quantity and cost that a limit order at `price` could take at once: `BUY` counts asks, `SELL` bids. */
  depthTo(side: 'BUY' | 'SELL', price: string): DepthTo {
    return this.#feed.book.depthTo(side, price);
  }

  /** What happened to the book so far. */
  get metrics(): DepthMetrics {
    const { counters, receivedAt, appliedAt, held, book } = this.#feed;
    const { clock, serverTime, timeUnit } = this.#context;
    const monotonic = clock.monotonic();
    const age = receivedAt === undefined ? undefined : monotonic - receivedAt;
    const now = serverTime.offset === undefined ? clock.now() : monotonic + serverTime.offset;
    const sent = book.eventTime === undefined ? undefined : book.eventTime / (timeUnit === 'microsecond' ? 1000 : 1);
    const lag = appliedAt === undefined || sent === undefined ? undefined : now - (monotonic - appliedAt) - sent;
    return { ...counters, resyncs: { ...counters.resyncs }, snapshots: { ...counters.snapshots }, age, lag, held };
  }

  /** Called by the manager; what was read last stays readable. */
  close(): void {
    this.#isClosed = true;
  }
}
