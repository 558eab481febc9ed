import type { Clock, Timer } from '@pkg/core';
import type { DepthSnapshot } from '../book/index.js';
import type { DepthCounters } from './depth-counters.js';
import { type BufferedEvent, EventBuffer } from './event-buffer.js';
import { renewalDelay } from './snapshot-delays.js';
import type { DepthClient, SnapshotQueue } from './snapshot-queue.js';

/** The parts of a live book that a {@link SnapshotRenewal} uses to renew the book's snapshot. */
export type RenewalOwner = {
  readonly symbol: string;
  readonly counters: DepthCounters;
  readonly priority: number;
  readonly book: {
    readonly lastUpdateId: number;
    /** Returns whether this many of the best levels of each side are known for certain. */
    knows(levels: number): boolean;
  };
  /**
   * Replaces the content of the book with a snapshot and the events that lead from the snapshot to the book's last
   * update.
   */
  renewed(snapshot: DepthSnapshot, events: readonly BufferedEvent[]): void;
};

export type SnapshotLevels = {
  /** How many levels of each side a snapshot has. */
  readonly limit: number;
  /** How many of the best levels of each side are known for certain while the book is live. */
  readonly knownLevels: number;
};

/** How long the stream may take to reach the update id of a snapshot that is ahead of it, ms. */
const REACHED_WITHIN = 10_000;
/**
 * A snapshot should serve the book for at least this long, in ms. If it has to be replaced sooner, the next request
 * waits until {@link PAUSE} has passed since the snapshot was loaded.
 */
const MIN_INTERVAL = 500;
/** The time from loading a snapshot to the next request, in ms, if the snapshot has to be replaced too soon. */
const PAUSE = 10_000;

/**
 * Fetches a new snapshot for a live book before the number of levels that are known for certain becomes too low.
 * Meanwhile, the book stays live and keeps applying events, which are also buffered. When the new snapshot has replaced
 * the content of the book, the buffered events are applied to the new content.
 */
export class SnapshotRenewal {
  readonly #owner: RenewalOwner;
  readonly #levels: SnapshotLevels;
  readonly #client: DepthClient;
  readonly #queue: SnapshotQueue;
  readonly #clock: Clock;
  readonly #buffer: EventBuffer = new EventBuffer();
  /**
   * The book's last update id when the request was sent; undefined if no request was sent. Later updates are in the
   * buffer.
   */
  #from: number | undefined;
  /** A received snapshot that waits until the stream reaches the snapshot's update id. */
  #ahead: DepthSnapshot | undefined;
  #attempts = 0;
  #renewedAt = -Infinity;
  #timer: Timer | undefined;
  #cancelRequest: (() => void) | undefined;

  constructor(owner: RenewalOwner, levels: SnapshotLevels, client: DepthClient, queue: SnapshotQueue) {
    this.#owner = owner;
    this.#levels = levels;
    this.#client = client;
    this.#queue = queue;
    this.#clock = client.context.clock;
  }

  /**
   * Returns whether the best `knownLevels` levels of each side of the live book are known for certain. Starts to renew
   * the snapshot when fewer than `(limit + knownLevels) / 2` levels of a side are known for certain.
   */
  check(): boolean {
    const { book } = this.#owner;
    const { limit, knownLevels } = this.#levels;
    const isRunning = this.#timer !== undefined || this.#cancelRequest !== undefined;
    if (!isRunning && book.knows(Math.floor((limit + knownLevels) / 2))) return true;
    if (!book.knows(knownLevels)) return false;
    if (!isRunning) this.#start();
    return true;
  }

  #start(): void {
    const now = this.#clock.monotonic();
    this.#schedule(now < this.#renewedAt + MIN_INTERVAL ? this.#renewedAt + PAUSE - now : 0);
  }

  /** Cancels the renewal, because the book is no longer live. */
  cancel(): void {
    this.#clear();
    this.#attempts = 0;
  }

  /** Called when the live book has applied an event. */
  applied(frame: string | Uint8Array, at: number): void {
    if (this.#from === undefined) return;
    const { lastUpdateId } = this.#owner.book;
    this.#buffer.add({ U: lastUpdateId, u: lastUpdateId, frame, at });
    if (this.#buffer.isFull) return this.#retry();
    if (this.#ahead && this.#ahead.lastUpdateId <= lastUpdateId) this.#finish(this.#ahead);
  }

  #clear(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#cancelRequest?.();
    this.#cancelRequest = undefined;
    this.#from = undefined;
    this.#ahead = undefined;
    this.#buffer.flush();
  }

  #retry(): void {
    this.#clear();
    this.#schedule(renewalDelay(this.#attempts++, this.#client.context.random));
  }

  #schedule(delay: number): void {
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      this.#request();
    }, delay);
  }

  #request(): void {
    const { symbol, counters, book } = this.#owner;
    const { snapshots } = counters;
    this.#cancelRequest = this.#queue.add({
      symbol,
      limit: this.#levels.limit,
      // Books that are not live get their snapshots first.
      priority: () => this.#owner.priority - 0.5,
      sent: (weight) => {
        this.#buffer.flush();
        this.#from = book.lastUpdateId;
        snapshots.requested++;
        snapshots.weight += weight;
      },
      deliver: (snapshot) => {
        this.#cancelRequest = undefined;
        snapshots.received++;
        this.#received(snapshot);
      },
      fail: () => {
        this.#cancelRequest = undefined;
        snapshots.failed++;
        this.#retry();
      },
    });
  }

  #received(snapshot: DepthSnapshot): void {
    const { counters, book } = this.#owner;
    if (snapshot.lastUpdateId < (this.#from ?? 0)) {
      counters.snapshots.tooOld++;
      this.#retry();
    } else if (snapshot.lastUpdateId > book.lastUpdateId) {
      this.#ahead = snapshot;
      this.#timer = this.#clock.setTimeout(() => this.#retry(), REACHED_WITHIN);
    } else this.#finish(snapshot);
  }

  #finish(snapshot: DepthSnapshot): void {
    const events = this.#buffer.flush().filter(({ u }) => u > snapshot.lastUpdateId);
    this.cancel();
    this.#renewedAt = this.#clock.monotonic();
    this.#owner.counters.snapshots.renewed++;
    this.#owner.renewed(snapshot, events);
  }
}
