import type { Timer } from '@pkg/core';
import type { DepthSnapshot } from '../book/index.js';
import type { DepthCounters, ResyncReason } from './depth-counters.js';
import { aheadDelay, failureDelay, repeatDelay, silentDelay, tooOldDelay } from './snapshot-delays.js';
import type { DepthClient, SnapshotQueue } from './snapshot-queue.js';

/** The parts of a book that a {@link SnapshotRequester} uses to request the book's snapshots. */
export type SnapshotOwner = {
  readonly symbol: string;
  readonly counters: DepthCounters;
  readonly priority: number;
  /**
   * Whether the stream sends events. While it sends none, no snapshot is requested, because no event could continue it.
   */
  readonly isFlowing: boolean;
  /** Whether the book has already had a snapshot. If so, the next request for a snapshot counts as a resync. */
  readonly hasSnapshot: boolean;
  /** Called when the book is rebuilt, with the reason. */
  resynced(reason: ResyncReason): void;
  snapshotReceived(snapshot: DepthSnapshot): void;
  /**
   * Called when a request failed. The request is repeated only if this method calls {@link
   * SnapshotRequester.retryFailed}.
   */
  snapshotFailed(error: unknown): void;
};

/** Decides when a book requests its next snapshot. The delay grows after each snapshot that was too old or failed. */
export class SnapshotRequester {
  readonly #owner: SnapshotOwner;
  readonly #limit: number;
  readonly #client: DepthClient;
  readonly #queue: SnapshotQueue;
  /** Whether the current request was sent. All events that arrive after it was sent have to be kept. */
  isSent = false;
  /** The number of snapshots in a row that were too old or failed. */
  #retries = 0;
  /** The number of resyncs since the book last stayed live for at least 10 s. */
  #resyncs = 0;
  /** Why a snapshot is needed; undefined once the request for it is in the queue. */
  #reason: ResyncReason | undefined;
  /** Whether the current resync was counted. */
  #isCounted = false;
  #timer: Timer | undefined;
  #due = Infinity;
  /** Cancels the current request, whether it is queued or sent. */
  #cancel: (() => void) | undefined;

  constructor(owner: SnapshotOwner, limit: number, client: DepthClient, queue: SnapshotQueue) {
    this.#owner = owner;
    this.#limit = limit;
    this.#client = client;
    this.#queue = queue;
  }

  /** Requests a snapshot after `delay` ms at the earliest. Has no effect if a request is under way. */
  request(reason: ResyncReason, delay: number): void {
    this.#reason ??= reason;
    const isRetrying = this.#retries > 0 && this.#timer !== undefined;
    if (this.#cancel || isRetrying) return;
    const wait = Math.max(delay, repeatDelay(this.#resyncs));
    if (this.#client.context.clock.monotonic() + wait < this.#due) this.#schedule(wait);
  }

  /** Requests another snapshot, because the last one was too old. */
  retryTooOld(): void {
    this.#schedule(tooOldDelay(this.#retries++, this.#client.context.random));
  }

  /** Requests another snapshot, because the stream did not reach the update id of the last one. */
  retryAhead(): void {
    this.#schedule(aheadDelay(this.#retries++, this.#client.context.random));
  }

  /** Requests another snapshot, because the stream has been silent since the last one. */
  retrySilent(): void {
    this.#schedule(silentDelay(this.#retries++));
  }

  /**
   * Requests another snapshot, because the last request failed. `isRefused` says whether the exchange would refuse the
   * same request again, for example because it has delisted the symbol.
   */
  retryFailed(isRefused = false): void {
    this.#schedule(failureDelay(this.#retries++, this.#client.context.random, isRefused));
  }

  /** Cancels the scheduled or sent request. */
  cancel(): void {
    if (this.#timer !== undefined) this.#client.context.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = Infinity;
    this.#retries = 0;
    this.isSent = false;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Called when the book is in sync. If the book requests a snapshot later, that request counts as another resync. */
  resetReason(): void {
    this.#reason = undefined;
    this.#isCounted = false;
  }

  /** Called when the book has stayed live for long enough. The next resync then need not wait. */
  resetResyncs(): void {
    this.#resyncs = 0;
  }

  #schedule(delay: number): void {
    const { clock } = this.#client.context;
    if (this.#timer !== undefined) clock.clearTimeout(this.#timer);
    this.#due = clock.monotonic() + delay;
    this.#timer = clock.setTimeout(() => this.#send(), delay);
  }

  #send(): void {
    this.#timer = undefined;
    this.#due = Infinity;
    const owner = this.#owner;
    const { snapshots } = owner.counters;
    if (!owner.isFlowing) return;
    this.#cancel = this.#queue.add({
      symbol: owner.symbol,
      limit: this.#limit,
      priority: () => owner.priority,
      sent: (weight) => {
        this.isSent = true;
        snapshots.requested++;
        snapshots.weight += weight;
      },
      deliver: (snapshot) => {
        this.#cancel = undefined;
        snapshots.received++;
        owner.snapshotReceived(snapshot);
      },
      fail: (error) => {
        this.#cancel = undefined;
        this.isSent = false;
        snapshots.failed++;
        owner.snapshotFailed(error);
      },
    });
    // This call comes last, because it notifies listeners. A listener may close the book, which cancels the request.
    this.#count();
  }

  #count(): void {
    const reason = this.#reason;
    this.#reason = undefined;
    const isResync = this.#owner.hasSnapshot || reason === 'overflow';
    if (!reason || !isResync || this.#isCounted) return;
    this.#isCounted = true;
    this.#resyncs++;
    this.#owner.resynced(reason);
  }
}
