import { type DepthSnapshot, type Level, OrderBook } from '../book/index.js';
import type { Consumer, StreamNotice, StreamStatus } from '../events/consumer.js';
import { createCounters, type DepthCounters, type ResyncReason, type StaleReason } from './depth-counters.js';
import { streamEnded } from './depth-errors.js';
import { MAX_CHECKED, type SilenceOwner, SilenceWatch } from './silence-watch.js';
import type { BestPrices, DepthClient, SnapshotQueue } from './snapshot-queue.js';

/**
 * The status of a book:
 *
 * - `syncing`: it was never live.
 * - `live`: it is in sync. As far as the client can check, every level in the book is the same on the exchange.
 * - `stale`: it was live, and may be wrong now.
 * - `closed`: its `DepthCacheManager` was closed, or the exchange refuses the stream.
 */
export type DepthStatus = 'syncing' | 'live' | 'stale' | 'closed';

/** The callbacks of a book. */
export type BookListener = {
  /** The book or its status changed. */
  changed(): void;
  /** The book will be rebuilt, because it may be wrong. */
  resynced(reason: ResyncReason): void;
};

/**
 * Keeps one local order book in sync with its stream. It receives the events of the stream, and notifies its listeners
 * of each change.
 *
 * ```
 *              in sync
 *   syncing ───────────▶ live ◀───────────────────────┐
 *      │                  │                           │ in sync again, or
 *      │                  │ gap, malformed, crossed,  │ the exchange answered
 *      │                  │ lagged, rewound, ahead,   │ after a sleep
 *      │                  │ depleted, silent,         │
 *      │                  │ connection lost, sleep    │
 *      │                  ▼                           │
 *      │                stale ────────────────────────┘
 *      │                  │
 *      └──────────────────┴──── closed, or refused ────▶ closed   (also from live)
 * ```
 *
 * When a book is in sync depends on its stream: `DiffSync` needs a snapshot that the diff events continue. `PartialSync`
 * needs one frame, or two snapshots with the same update id if the market is quiet.
 */
export abstract class BookSync implements Consumer<unknown>, SilenceOwner {
  readonly symbol: string;
  readonly topic: string;
  readonly book: OrderBook;
  readonly counters: DepthCounters = createCounters();
  readonly listeners: Set<BookListener> = new Set();
  /** Monotonic time at which the last event arrived, ms. */
  receivedAt: number | undefined;
  /** Monotonic time at which the last applied event arrived, ms. */
  appliedAt: number | undefined;
  /** The priority of this book's snapshots. Snapshots with a higher priority are fetched first. */
  priority = 0;
  /**
   * The error of the last attempt to bring the book in sync; undefined if the attempt succeeded. If the book is closed,
   * this is the error that closed it; undefined if the book was closed because every `DepthCacheManager` that used it
   * was closed.
   */
  error: unknown;
  /** Why the book is not live. A live book keeps the reason of its last interruption. */
  reason: StaleReason | undefined;
  /** The number of failed attempts since the book was last live. */
  failures = 0;

  /** Whether the connection is open, so that events arrive. */
  isFlowing = false;

  protected readonly client: DepthClient;
  /** How many of the best levels of each side are known for certain while the book is live. */
  protected readonly knownLevels: number;
  readonly #watch: SilenceWatch;
  #state: DepthStatus = 'syncing';
  /** Whether the machine slept, and the exchange has not answered since. */
  #isStale = false;
  #isConfirmed = false;
  /**
   * The error with which the stream ended, if it ended before {@link confirmed} was called. The exchange may already
   * have confirmed the stream at that time.
   */
  #end: unknown;

  constructor(symbol: string, topic: string, knownLevels: number, client: DepthClient, queue: SnapshotQueue) {
    this.symbol = symbol;
    this.topic = topic;
    this.book = new OrderBook(symbol);
    this.client = client;
    this.knownLevels = knownLevels;
    this.#watch = new SilenceWatch(this, knownLevels, client, queue);
  }

  get state(): DepthStatus {
    return this.#isStale && this.isInSync ? 'stale' : this.#state;
  }

  /**
   * Whether the book has all updates that have arrived. After a sleep of the machine, this may be true although updates
   * were lost.
   */
  protected get isInSync(): boolean {
    return this.#state === 'live';
  }

  /** The number of events that wait for a snapshot. */
  get buffered(): number {
    return 0;
  }

  frame(frame: string | Uint8Array): void {
    if (this.#state === 'closed') return;
    this.counters.events++;
    this.receivedAt = this.client.context.clock.monotonic();
    this.handle(frame, this.receivedAt);
  }

  /** Called when events were lost before they reached the book. */
  abstract notice(notice: StreamNotice): void;

  /** Called when the exchange has confirmed the subscription of the stream, so that events arrive from now on. */
  confirmed(): void {
    if (this.#end) return this.close(this.#end);
    this.#isConfirmed = true;
    this.isFlowing = true;
  }

  status(status: StreamStatus, error?: unknown): void {
    if (this.#state === 'closed') return;
    // A stream that ends before it is confirmed does not close the book here. In this case the promise of the
    // subscription rejects, and `BookRegistry` then closes the book.
    if (status === 'failed' || status === 'closed') {
      const end = streamEnded(this.topic, status, error);
      if (this.#isConfirmed) return this.close(end);
      this.#end = end;
    }
    // A manager that joins an open connection is notified of it at once. But no event of the book's stream arrives
    // before the exchange has confirmed the stream.
    if (status === 'open' && !this.#isConfirmed) return;
    this.isFlowing = status === 'open';
    this.connectionChanged();
    // The old socket is gone. If the book was waiting for an answer over that socket after a sleep, the wait ends here.
    this.stale(false);
  }

  stale(isStale: boolean): void {
    if (isStale === this.#isStale) return;
    this.#isStale = isStale;
    if (!this.isInSync) return;
    if (isStale) this.reason = 'woke';
    this.notify();
  }

  /** Called after `attempts` failed attempts to open the connection. */
  connectFailed(attempts: number, error: unknown): void {
    if (this.isFlowing || this.#state === 'closed') return;
    this.failures = attempts;
    this.error = error;
    this.notify();
  }

  contains(snapshot: DepthSnapshot): boolean {
    const { book, knownLevels } = this;
    if (snapshot.lastUpdateId <= book.lastUpdateId) return true;
    // Although its update id is higher, the snapshot may have the same levels as the book: if several updates cancel
    // each other out, the exchange sends no event for them. So the best levels are compared.
    const most = Math.min(MAX_CHECKED, knownLevels);
    const isSame = (own: readonly Level[], other: readonly Level[]): boolean =>
      String(own) === String(other.slice(0, most));
    return isSame(book.getBids(most), snapshot.bids) && isSame(book.getAsks(most), snapshot.asks);
  }

  hasBest({ bidPrice, bidQty, askPrice, askQty }: BestPrices): boolean {
    const { bestBid, bestAsk } = this.book;
    const isSame = (level: Level | undefined, price: string, quantity: string): boolean =>
      level ? level[0] === price && level[1] === quantity : Number(price) === 0;
    return isSame(bestBid, bidPrice, bidQty) && isSame(bestAsk, askPrice, askQty);
  }

  checked(weight: number): void {
    const { snapshots } = this.counters;
    snapshots.checks++;
    snapshots.weight += weight;
  }

  abstract fellSilent(): void;

  /** Stops maintaining the book for good. `error` is set if the exchange refuses the stream or the symbol. */
  close(error?: unknown): void {
    if (this.#state === 'closed') return;
    this.release();
    this.error = error;
    this.enter('closed');
    this.listeners.clear();
  }

  /** Counts a rebuild of the book, and notifies listeners of it. */
  resynced(reason: ResyncReason): void {
    this.counters.resyncs[reason]++;
    for (const listener of this.listeners) listener.resynced(reason);
  }

  /** Handles a frame that arrived at the monotonic time `at`. */
  protected abstract handle(frame: string | Uint8Array, at: number): void;

  /** Handles a change of {@link isFlowing}. */
  protected abstract connectionChanged(): void;

  /** Stops timers and cancels requests. */
  protected release(): void {}

  /** Takes the book out of sync: its status becomes `stale` if it was `live`. */
  protected lose(reason: ResyncReason): void {
    this.reason = reason;
    if (!this.isInSync) return;
    this.enter('stale');
  }

  protected enter(state: DepthStatus): void {
    this.#state = state;
    if (state === 'live') this.#watch.start();
    else this.#watch.stop();
    if (state === 'live' && this.#isStale) this.reason = 'woke';
    this.notify();
  }

  protected notify(): void {
    for (const listener of this.listeners) listener.changed();
  }
}

/** Why a book is not live; undefined if it is live or closed, or if nothing has gone wrong yet. */
export function reasonOf({ state, reason }: BookSync): StaleReason | undefined {
  return state === 'stale' || state === 'syncing' ? reason : undefined;
}
