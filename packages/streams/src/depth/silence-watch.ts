import type { Clock, Timer } from '@pkg/core';
import type { DepthSnapshot } from '../book/index.js';
import { type BestPrices, type DepthClient, LOWEST_PRIORITY, type SnapshotQueue } from './snapshot-queue.js';

/** The parts of a book that a {@link SilenceWatch} uses to watch the book's stream. */
export type SilenceOwner = {
  readonly symbol: string;
  /** Monotonic time at which the last applied event arrived, ms. */
  readonly appliedAt: number | undefined;
  /** Returns whether the book already has every change that a newly fetched snapshot shows. */
  contains(snapshot: DepthSnapshot): boolean;
  /** Returns whether these best prices equal those of the book. */
  hasBest(prices: BestPrices): boolean;
  /** Counts a check of the stream, and the request weight that it used. */
  checked(weight: number): void;
  /** Called when the stream is found dead, because the exchange has updates that the stream did not send. */
  fellSilent(): void;
};

/**
 * How many levels of each side a check compares at most. A snapshot of 100 levels has the same request weight as one of
 * 1 level.
 */
export const MAX_CHECKED = 100;
/** How long the stream must be silent before the book is compared with the exchange, ms. */
const CHECK_AFTER = 15_000;
/**
 * The longest wait between two checks of a silent stream, ms. While the market is quiet, the wait doubles up to this.
 */
const MAX_PAUSE = 40_000;
/** How long the stream may take to send updates that a check has found missing, ms. */
const ARRIVED_WITHIN = 5_000;
/** How long to wait before the next check after a check that failed, ms. */
const RETRY_AFTER = 5_000;
/** If no event and no check has shown for this many ms that the book is right, the stream counts as dead. */
const MAX_DOUBT = 58_000;
/** If a timer fires more than this many ms late, the machine slept or was busy. */
const OVERSLEPT = 10_000;

/**
 * Watches the stream of a live book. While the stream is silent, the book is compared with small snapshots. If book and
 * snapshot agree, the market is quiet, and the wait until the next check grows. If they differ, and the stream does not
 * send the missing updates within 5 s, the stream is dead, even if its connection is alive. If many books are silent,
 * only their best prices are compared, by one request for all books.
 */
export class SilenceWatch {
  readonly #owner: SilenceOwner;
  readonly #levels: number;
  readonly #clock: Clock;
  readonly #queue: SnapshotQueue;
  /** Monotonic time at which the book was last known to be right, ms. */
  #knownAt = 0;
  #pause = CHECK_AFTER;
  #timer: Timer | undefined;
  #cancelCheck: (() => void) | undefined;
  /** Monotonic time at which a check found updates that the stream has not sent yet; undefined if there are none. */
  #doubtedAt: number | undefined;
  #isRunning = false;

  /** @param levels the number of best levels of each side to compare. */
  constructor(owner: SilenceOwner, levels: number, client: DepthClient, queue: SnapshotQueue) {
    this.#owner = owner;
    this.#levels = Math.min(MAX_CHECKED, levels);
    this.#clock = client.context.clock;
    this.#queue = queue;
  }

  /** Starts the checks. Called when the book becomes live. */
  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#restart(this.#clock.monotonic());
  }

  /** Stops the checks. Called when the book is no longer live. */
  stop(): void {
    this.#isRunning = false;
    this.#clear();
  }

  #clear(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#cancelCheck?.();
    this.#cancelCheck = undefined;
    this.#doubtedAt = undefined;
  }

  /** Starts the checks anew. At the monotonic time `at`, the book was known to be right. */
  #restart(at: number): void {
    this.#clear();
    this.#knownAt = at;
    this.#pause = CHECK_AFTER;
    this.#wake(at + CHECK_AFTER);
  }

  #wake(at: number): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    const due = Math.min(at, this.#knownAt + MAX_DOUBT);
    const wait = Math.max(0, due - this.#clock.monotonic());
    this.#timer = this.#clock.setTimeout(() => this.#look(due), wait);
  }

  #look(due: number): void {
    const now = this.#clock.monotonic();
    const { appliedAt = -Infinity } = this.#owner;
    if (appliedAt > this.#knownAt) return this.#restart(appliedAt);
    // Time in which the machine slept or timers were throttled does not count as silence of the stream.
    if (now > due + OVERSLEPT) this.#knownAt = now;
    if (this.#doubtedAt !== undefined || now >= this.#knownAt + MAX_DOUBT) {
      this.stop();
      return this.#owner.fellSilent();
    }
    if (!this.#cancelCheck) this.#check();
    // While the answer to the check is pending, no other check is due. The timer only has to fire when the stream
    // counts as dead, `MAX_DOUBT` after the book was last known to be right.
    this.#wake(Infinity);
  }

  #check(): void {
    if (this.#queue.countCheck(this.#levels)) this.#checkBook();
    else this.#checkBest();
  }

  #checkBest(): void {
    const sentAt = this.#clock.monotonic();
    let isCancelled = false;
    this.#cancelCheck = () => {
      isCancelled = true;
    };
    void this.#queue.bestPrices().then((all) => {
      if (isCancelled) return;
      const prices = all.get(this.#owner.symbol);
      if (prices) this.#checked(sentAt, this.#owner.hasBest(prices));
      else this.#checkFailed();
    });
  }

  #checkBook(): void {
    let sentAt = 0;
    this.#cancelCheck = this.#queue.add({
      symbol: this.#owner.symbol,
      limit: this.#levels,
      priority: () => LOWEST_PRIORITY,
      sent: (weight) => {
        sentAt = this.#clock.monotonic();
        this.#owner.checked(weight);
      },
      deliver: (snapshot) => this.#checked(sentAt, this.#owner.contains(snapshot)),
      fail: () => this.#checkFailed(),
    });
  }

  #checked(sentAt: number, isRight: boolean): void {
    this.#cancelCheck = undefined;
    const now = this.#clock.monotonic();
    if ((this.#owner.appliedAt ?? 0) > this.#knownAt) return this.#wake(now);
    if (isRight) {
      this.#knownAt = sentAt;
      this.#pause = Math.min(MAX_PAUSE, this.#pause * 2);
      this.#wake(sentAt + this.#pause);
    } else {
      this.#doubtedAt = now;
      this.#wake(now + ARRIVED_WITHIN);
    }
  }

  #checkFailed(): void {
    this.#cancelCheck = undefined;
    this.#wake(this.#clock.monotonic() + RETRY_AFTER);
  }
}
