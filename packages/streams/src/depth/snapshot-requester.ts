import type { Timer } from '@pkg/core';
import type { DepthSnapshot } from '../book/index.js';
import type { DepthCounters, ResyncReason } from './depth-counters.js';
import { aheadDelay, failureDelay, repeatDelay, silentDelay, tooOldDelay } from './snapshot-delays.js';
import type { DepthClient, SnapshotQueue } from './snapshot-queue.js';

/** What a {@link SnapshotRequester} needs of the book that it serves. */
export type SnapshotOwner = {
  readonly symbol: string;
  readonly counters: DepthCounters;
  readonly priority: number;
  /** Whether events arrive. Without them a snapshot would be of no use. */
  readonly isFlowing: boolean;
  /** Whether the book had a snapshot before, so that another one is a resync. */
  readonly hasSnapshot: boolean;
  /** The book is rebuilt for this reason. */
  resynced(reason: ResyncReason): void;
  snapshotReceived(snapshot: DepthSnapshot): void;
  /** The request failed, and is not repeated unless the owner asks for it. */
  snapshotFailed(error: unknown): void;
};

/** Decides when a book requests its next snapshot. Waits longer after each one that was too old or failed. */
export class SnapshotRequester {
  readonly #owner: SnapshotOwner;
  readonly #limit: number;
  readonly #client: DepthClient;
  readonly #queue: SnapshotQueue;
  /** A request was sent, so every event from then on has to be kept. */
  isSent = false;
  /** Snapshots in a row that were too old or failed. */
  #retries = 0;
  /** Resyncs since the book last stayed live. */
  #resyncs = 0;
  /** Why a snapshot is needed, until it is counted. */
  #reason: ResyncReason | undefined;
  /** The current resync is counted. */
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
    if (this.#cancel || this.#retries > 0) return;
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

  /** Cancels whatever is scheduled or requested. */
  cancel(): void {
    if (this.#timer !== undefined) this.#client.context.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = Infinity;
    this.#retries = 0;
    this.isSent = false;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** The book is in sync: the next snapshot is another resync. */
  resetReason(): void {
    this.#reason = undefined;
    this.#isCounted = false;
  }

  /** The book stayed live: the next resync need not wait. */
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
    // Last, because a listener may close the book, which cancels the request.
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
