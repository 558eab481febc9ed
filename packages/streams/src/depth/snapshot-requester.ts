import type { Timer } from '@pkg/core';
import type { DepthSnapshot } from '../book/index.js';
import type { DepthCounters, ResyncReason } from './depth-counters.js';
import { aheadDelay, failureDelay, repeatDelay, silentDelay, tooOldDelay } from './snapshot-delays.js';
import type { DepthClient, SnapshotQueue } from './snapshot-queue.js';

/** The book that a {@link SnapshotRequester} requests snapshots for. */
export type SnapshotOwner = {
  readonly symbol: string;
  readonly counters: DepthCounters;
  readonly priority: number;
  /** Whether events arrive. Without events no snapshot is requested, because nothing could continue it. */
  readonly isFlowing: boolean;
  /** Whether the book had a snapshot before. If so, another one counts as a resync. */
  readonly hasSnapshot: boolean;
  /** Called when the book is rebuilt, with the reason. */
  resynced(reason: ResyncReason): void;
  snapshotReceived(snapshot: DepthSnapshot): void;
  /** Called when the request failed. It is repeated only if the owner calls {@link SnapshotRequester.retryFailed}. */
  snapshotFailed(error: unknown): void;
};

/** Decides when a book requests its next snapshot. Waits longer after each one that was too old or failed. */
export class SnapshotRequester {
  readonly #owner: SnapshotOwner;
  readonly #limit: number;
  readonly #client: DepthClient;
  readonly #queue: SnapshotQueue;
  /** Whether a request was sent. If so, every event since then has to be kept. */
  isSent = false;
  /** Snapshots in a row that were too old or failed. */
  #retries = 0;
  /** The number of resyncs since the book was last live for 10 s. */
  #resyncs = 0;
  /** Why a snapshot is needed; undefined after the resync was counted. */
  #reason: ResyncReason | undefined;
  /** Whether the current resync was counted. */
  #isCounted = false;
  #timer: Timer | undefined;
  #due = Infinity;
  /** Cancels the request in the queue or on its way. */
  #cancel: (() => void) | undefined;

  constructor(owner: SnapshotOwner, limit: number, client: DepthClient, queue: SnapshotQueue) {
    this.#owner = owner;
    this.#limit = limit;
    this.#client = client;
    this.#queue = queue;
  }

  /** Requests a snapshot in `delay` ms or later. Does nothing if one is requested already. */
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

  /** Requests another snapshot, because the stream did not reach the last one. */
  retryAhead(): void {
    this.#schedule(aheadDelay(this.#retries++, this.#client.context.random));
  }

  /** Requests another snapshot, because the stream has been silent since the last one. */
  retrySilent(): void {
    this.#schedule(silentDelay(this.#retries++));
  }

  /** Requests another snapshot, because the last request failed. */
  retryFailed(): void {
    this.#schedule(failureDelay(this.#retries++, this.#client.context.random));
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

  /** Called when the book is in sync. The next snapshot then counts as another resync. */
  resetReason(): void {
    this.#reason = undefined;
    this.#isCounted = false;
  }

  /** Called when the book has stayed live, so that the next resync need not wait. */
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
    // This call comes last: a listener may close the book, which cancels the request.
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
