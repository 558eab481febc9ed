import type { ClientContext } from '@pkg/core';
import type { DepthTo, Level, SideNumbers, Sweep } from '../book/index.js';
import { type BookSync, type DepthStatus, reasonOf } from './book-sync.js';
import type { DepthCounters, StaleReason } from './depth-counters.js';

/** Counters of a book, and the delay and age of its data. */
export type DepthMetrics = DepthCounters & {
  /**
   * How old the last applied event was when it arrived, ms: from its event time to its arrival, by the exchange's
   * clock.
   */
  readonly lag: number | undefined;
  /** Time since the last event arrived, ms. */
  readonly age: number | undefined;
  /** The number of events that wait for a snapshot. */
  readonly buffered: number;
};

/** The functions of a `DepthCacheManager` that its {@link DepthCache} calls. */
export type DepthKeeper = {
  /**
   * Returns whether the connection has been silent so long that the machine must have slept. This function only
   * compares times: it sends no request and calls no listener.
   */
  readonly hasSlept: () => boolean;
  readonly checkSleep: () => void;
  readonly prioritize: () => void;
  /** Calls a listener at each change of the book or its status. Returns a function that removes the listener. */
  readonly subscribe: (listener: () => unknown) => () => void;
  /** Returns a number that differs after each event that was applied and after each change of the status. */
  readonly version: () => number;
};

/**
 * A symbol's local order book. It is kept up to date as long as its manager is open.
 *
 * Trade on it only while {@link status} is `live`. After a gap or a lost connection the status is `stale` at once, and
 * becomes `live` again without any call. Getters send no request and call no listener.
 */
export class DepthCache {
  /** Symbol of the book. */
  readonly symbol: string;
  readonly #sync: BookSync;
  readonly #context: ClientContext;
  readonly #keeper: DepthKeeper;
  #isClosed = false;

  /** Called by `DepthCacheManager` only. */
  constructor(sync: BookSync, context: ClientContext, keeper: DepthKeeper) {
    this.symbol = sync.symbol;
    this.#sync = sync;
    this.#context = context;
    this.#keeper = keeper;
  }

  /**
   * Calls `listener` after each event that was applied, and when the status changes. Returns a function that removes the
   * listener. A listener that throws or rejects affects nothing else; the error is logged.
   *
   * @throws {BinanceConfigError} if `listener` is not a function.
   * @example
   * import { useSyncExternalStore } from 'react';
   *
   * // Renders a component of React again after each change.
   * const book = books.getDepthCache();
   * useSyncExternalStore(book.subscribe, book.getVersion);
   */
  readonly subscribe = (listener: () => unknown): (() => void) => this.#keeper.subscribe(listener);

  /**
   * Returns a number that differs after each event that was applied and after each change of the status, for
   * `useSyncExternalStore`. A new snapshot of a live book does not change it, because the known levels stay the same.
   */
  readonly getVersion = (): number => this.#keeper.version();

  /**
   * The status of the book. While it is `live`, every level in the book is the same on the exchange, as far as the
   * client can check.
   *
   * After a sleep of the machine, the first read already returns `stale`. While the machine is awake, a connection is
   * never silent for 30 s, so a longer silence means that the machine slept. In a browser, the client also assumes a
   * sleep if no frame has arrived for 10 s when the page emits `online` or `pageshow`, or when its tab is shown again.
   * Switching tabs, or hiding a tab while data flows, changes nothing.
   *
   * After a sleep, the client sends a request on the connection at the next frame or timer, and {@link check} sends it
   * at once. If the exchange answers and no update is missing, the book is `live` again without a new snapshot. If
   * updates are missing, the book is resynced. If the exchange does not answer, the client opens a new connection, and
   * the book becomes `live` again on it.
   */
  get status(): DepthStatus {
    if (this.#isClosed) return 'closed';
    const { state } = this.#sync;
    return state === 'live' && this.#keeper.hasSlept() ? 'stale' : state;
  }

  /** Why the book is not live; undefined if it is live or closed, or if nothing has gone wrong yet. */
  get reason(): StaleReason | undefined {
    const { status } = this;
    if (status === 'stale' && this.#sync.state === 'live') return 'woke';
    return status === 'closed' ? undefined : reasonOf(this.#sync);
  }

  /**
   * Checks now whether the machine slept, instead of at the next frame or timer. If it slept, a request on every
   * connection checks whether the exchange still answers, and listeners are notified that the books are `stale`.
   */
  check(): void {
    this.#keeper.checkSleep();
  }

  /** Fetches the snapshots of this book before those of all other books, until another book is prioritized. */
  prioritize(): void {
    this.#keeper.prioritize();
  }

  /** Id of the last update in the book; 0 before the first snapshot. */
  get lastUpdateId(): number {
    return this.#sync.book.lastUpdateId;
  }

  /** The highest bid. */
  get bestBid(): Level | undefined {
    return this.#sync.book.bestBid;
  }

  /** The lowest ask. */
  get bestAsk(): Level | undefined {
    return this.#sync.book.bestAsk;
  }

  /** Returns the bids, highest price first. A returned list never changes. */
  getBids(limit?: number): readonly Level[] {
    return this.#sync.book.getBids(limit);
  }

  /** Returns the asks, lowest price first. A returned list never changes. */
  getAsks(limit?: number): readonly Level[] {
    return this.#sync.book.getAsks(limit);
  }

  /** Bids as numbers, for calculations. */
  get bids(): SideNumbers {
    return this.#sync.book.bids;
  }

  /** Asks as numbers, for calculations. */
  get asks(): SideNumbers {
    return this.#sync.book.asks;
  }

  /**
   * How many of the best levels of each side are certain: no level is missing between them. Beyond the worst price of
   * the snapshot, the book has only levels that changed after the snapshot.
   */
  get known(): {
    /** Number of bids. */
    readonly bids: number;
    /** Number of asks. */
    readonly asks: number;
  } {
    return this.#sync.book.known;
  }

  /** The best ask minus the best bid; undefined if a side is empty. */
  get spread(): string | undefined {
    return this.#sync.book.spread;
  }

  /** The exact mean of the best bid and the best ask; undefined if a side is empty. */
  get mid(): string | undefined {
    return this.#sync.book.mid;
  }

  /**
   * Returns `(bids - asks) / (bids + asks)`, where `bids` and `asks` are the total quantities of the best `limit`
   * levels of each side, by default of the best level. The result is from -1 (only asks) to 1 (only bids).
   */
  imbalance(limit?: number): number {
    return this.#sync.book.imbalance(limit);
  }

  /** The fill that a market order would get from the current book: `BUY` takes asks, `SELL` takes bids. */
  sweep(side: 'BUY' | 'SELL', quantity: string): Sweep {
    return this.#sync.book.sweep(side, quantity);
  }

  /** Quantity and cost that a limit order at `price` could take at once: `BUY` counts asks, `SELL` counts bids. */
  depthTo(side: 'BUY' | 'SELL', price: string): DepthTo {
    return this.#sync.book.depthTo(side, price);
  }

  /** Counters of the book, and the delay and age of its data, at the time of the call. */
  get metrics(): DepthMetrics {
    const { counters, receivedAt, appliedAt, buffered, book } = this.#sync;
    const { clock, serverTime, timeUnit } = this.#context;
    const monotonic = clock.monotonic();
    const age = receivedAt === undefined ? undefined : monotonic - receivedAt;
    const now = serverTime.offset === undefined ? clock.now() : monotonic + serverTime.offset;
    const sent = book.eventTime === undefined ? undefined : book.eventTime / (timeUnit === 'microsecond' ? 1000 : 1);
    const lag = appliedAt === undefined || sent === undefined ? undefined : now - (monotonic - appliedAt) - sent;
    return { ...counters, resyncs: { ...counters.resyncs }, snapshots: { ...counters.snapshots }, age, lag, buffered };
  }

  /** Sets the status to `closed`. Only the manager calls this. The last content of the book can still be read. */
  close(): void {
    this.#isClosed = true;
  }
}
