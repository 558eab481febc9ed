import type { Timer } from '@pkg/core';
import { BinanceApiError, BinanceRateLimitError } from '@pkg/core/errors';
import { type DepthEvent, type DepthSnapshot, readEvent } from '../book/index.js';
import type { StreamNotice, StreamStatus } from '../events/consumer.js';
import type { ResyncReason } from './depth-counters.js';
import { DepthFeed } from './depth-feed.js';
import { HeldEvents } from './held-events.js';
import { Rewind } from './rewind.js';
import { failureDelay, repeatDelay, staleDelay } from './snapshot-delays.js';
import { type DepthClient, type SnapshotQueue, snapshotWeight } from './snapshot-queue.js';
import { sync } from './sync.js';

/** Events held while a snapshot is on its way. */
const MAX_HELD = 10_000;
/** How far back events are kept before a snapshot is asked for, which is seldom older, ms. */
const KEPT = 10_000;
/** Left for an event that was overtaken by the next one, before a snapshot is spent on it, ms. */
const OVERTAKEN = 100;
/** Left for the streams of a new connection to be subscribed before a snapshot is asked for, ms. */
const SETTLING = 500;
/** Left for the first event after a reconnect to prove the old book good, ms. */
const QUIET = 2_000;
/** No cache lags so long: snapshots older than the book for this time show that it is the book that is wrong, ms. */
const DISBELIEF = 60_000;
/** An old update id with an event time this much later means that the exchange's ids were set back, ms. */
const REWOUND = 1_000;
/** A book that was live for this long forgives the resyncs before, ms. */
const STEADY = 10_000;

/** A book kept from a snapshot and the diff stream: holds events, asks for snapshots, checks that nothing is missing. */
export class DiffFeed extends DepthFeed {
  readonly #limit: number;
  readonly #queue: SnapshotQueue;
  /** The update that events must continue; undefined where there is no book worth continuing. */
  #base: number | undefined;
  /** What a snapshot must reach at least: the exchange is known to have got there. */
  #floor = 0;
  readonly #held: HeldEvents = new HeldEvents();
  readonly #rewind: Rewind = new Rewind();
  /** Since when snapshots were too old for the book or the floor. */
  #olderSince: number | undefined;
  #liveSince = 0;
  /** Resyncs since the book was last steady. */
  #repeats = 0;
  /** Snapshots in a row that did not do, or did not come. */
  #delays = 0;
  /** Why a snapshot is needed, until that was counted. */
  #uncounted: ResyncReason | undefined;
  /** The resync under way is in the counters. */
  #isCounted = false;
  /** A snapshot was asked for, so that everything from then on has to be held. */
  #isAsked = false;
  #timer: Timer | undefined;
  #due = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(symbol: string, limit: number, client: DepthClient, queue: SnapshotQueue) {
    super(symbol, client);
    this.#limit = limit;
    this.#queue = queue;
  }

  override get held(): number {
    return this.#held.size;
  }

  notice(notice: StreamNotice): void {
    if (this.status === 'closed') return;
    const reason = notice.type === 'lagged' ? 'lagged' : 'reconnect';
    if (this.isWhole) this.#resync(reason);
    else this.confirmed();
  }

  confirmed(): void {
    this.isFlowing = true;
    if (this.isWhole || this.status === 'closed') return;
    this.#want('reconnect', this.#base === undefined ? 0 : QUIET);
  }

  connection(status: StreamStatus): void {
    if (this.status === 'closed') return;
    this.isFlowing = status === 'open';
    if (this.isFlowing) {
      if (!this.isWhole) this.#want('reconnect', this.#base === undefined ? SETTLING : QUIET);
      return;
    }
    this.#stopWaiting();
    // What comes after the loss does not continue them.
    this.#floor = Math.max(this.#floor, this.#held.reach);
    this.#held.take();
    if (this.isWhole) this.lose('reconnect');
    this.doubt(false);
  }

  protected handle(frame: string | Uint8Array, at: number): void {
    if (this.isWhole) this.#apply(frame, at);
    else this.#hold(frame, at);
  }

  protected override abandon(): void {
    this.#stopWaiting();
    this.#held.take();
  }

  protected override lose(reason: ResyncReason): void {
    if (this.isWhole && this.#now - this.#liveSince >= STEADY) this.#repeats = 0;
    super.lose(reason);
  }

  #apply(frame: string | Uint8Array, at: number): void {
    const { book, counters } = this;
    let result: 'applied' | 'old' | 'gap';
    try {
      result = book.apply(frame);
    } catch {
      counters.malformed++;
      this.#raiseFloor(book.lastUpdateId + 1);
      return this.#resync('malformed');
    }
    if (result === 'applied') {
      this.#applied(at);
      if (book.isCrossed) this.#resync('crossed');
      else this.tell();
    } else if (result === 'old') {
      counters.old++;
      if (!this.#isRewound(readEvent(this.symbol, frame))) return;
      this.#resync('rewound');
      this.#hold(frame, at);
    } else {
      this.#resync('gap');
      this.#hold(frame, at);
    }
  }

  #applied(at: number): void {
    this.counters.applied++;
    this.appliedAt = at;
    this.#base = this.book.lastUpdateId;
    this.#rewind.reach(this.#base);
  }

  /** Keeps an event in the order of its ids, and goes live where it continues the book. */
  #hold(frame: string | Uint8Array, at: number): void {
    const held = this.#held;
    let event: DepthEvent;
    try {
      event = readEvent(this.symbol, frame);
    } catch {
      this.counters.malformed++;
      return this.#raiseFloor(Math.max(held.reach, this.#base ?? 0) + 1);
    }
    const isOld = event.u <= (this.#base ?? -1);
    if (isOld && this.#isRewound(event)) this.#resync('rewound');
    else if (isOld) {
      this.counters.old++;
      return;
    }
    if (!held.add({ U: event.U, u: event.u, frame, at })) this.counters.old++;
    if (!this.#isAsked) held.dropBefore(at - KEPT);
    if (held.size > MAX_HELD) {
      held.take();
      this.#stopWaiting();
      this.#want('overflow', 0);
    } else if (this.#base !== undefined && this.isFlowing) {
      if (sync(this.#base, held.all).state === 'live') this.#goLive();
      else this.#want('gap', OVERTAKEN);
    }
  }

  #deliver(snapshot: DepthSnapshot): void {
    this.#cancel = undefined;
    const { counters, book } = this;
    counters.snapshots.received++;
    this.error = undefined;
    this.failures = 0;
    const { state, next } = sync(snapshot.lastUpdateId, this.#held.all);
    if (state === 'gap') this.#held.drop(next);
    if (state !== 'live' || this.#isOlder(snapshot.lastUpdateId)) {
      counters.snapshots.tooOld++;
      return this.#schedule(staleDelay(this.#delays++, this.client.context.random));
    }
    try {
      book.load(snapshot, { limit: this.#limit });
    } catch (error) {
      return this.#fail(error);
    }
    this.#base = book.lastUpdateId;
    this.#goLive();
  }

  /** Whether a snapshot is from before what the book or the exchange had reached. Believed in the end. */
  #isOlder(lastUpdateId: number): boolean {
    const reached = Math.max(lastUpdateId, this.#held.reach);
    if (lastUpdateId >= (this.#base ?? 0) && reached >= this.#floor) return false;
    this.#olderSince ??= this.#now;
    return this.#now - this.#olderSince < DISBELIEF;
  }

  /** Applies what was held, and is live then: each book on the way is told, as one that is known to be old. */
  #goLive(): void {
    const { book } = this;
    this.#stopWaiting();
    let wasCrossed = book.isCrossed;
    for (const { frame, at } of this.#held.take()) {
      this.tell();
      // By whom it was told.
      if (this.status === 'closed') return;
      if (book.apply(frame) === 'applied') this.#applied(at);
      else this.counters.old++;
      wasCrossed ||= book.isCrossed;
    }
    this.#floor = 0;
    this.#olderSince = undefined;
    this.#isCounted = false;
    this.#uncounted = undefined;
    if (wasCrossed) return this.#resync('crossed');
    this.#liveSince = this.#now;
    this.become('live');
  }

  /** Is no longer live, and asks for a snapshot unless the next events continue the book. */
  #resync(reason: ResyncReason): void {
    if (reason === 'crossed') {
      this.#raiseFloor(this.book.lastUpdateId);
      this.#base = undefined;
    } else if (reason === 'rewound') {
      // What was held or asked for is of the ids before.
      this.#stopWaiting();
      this.#held.take();
      this.#rewind.reset();
      this.#floor = 0;
      this.#base = undefined;
    }
    this.lose(reason);
    this.#want(reason, reason === 'reconnect' ? QUIET : reason === 'gap' ? OVERTAKEN : 0);
  }

  #raiseFloor(id: number): void {
    this.#floor = Math.max(this.#floor, id);
    this.#olderSince = undefined;
  }

  /** Asks for a snapshot in `patience` ms or later; what is on its way already is waited for. */
  #want(reason: ResyncReason, patience: number): void {
    if (this.status === 'closed') return;
    this.#uncounted ??= reason;
    if (this.#cancel || this.#delays > 0) return;
    const delay = Math.max(patience, repeatDelay(this.#repeats));
    if (this.#now + delay < this.#due) this.#schedule(delay);
  }

  #schedule(delay: number): void {
    const { clock } = this.client.context;
    if (this.#timer !== undefined) clock.clearTimeout(this.#timer);
    this.#due = this.#now + delay;
    this.#timer = clock.setTimeout(() => this.#request(), delay);
  }

  #request(): void {
    this.#timer = undefined;
    this.#due = Number.POSITIVE_INFINITY;
    if (!this.isFlowing) return;
    this.#count();
    this.#cancel = this.#queue.add({
      symbol: this.symbol,
      limit: this.#limit,
      priority: () => this.priority,
      sent: () => {
        this.#isAsked = true;
        this.counters.snapshots.requested++;
        this.counters.snapshots.weight += snapshotWeight(this.#limit);
      },
      deliver: (snapshot) => this.#deliver(snapshot),
      fail: (error) => this.#fail(error),
    });
  }

  #count(): void {
    const reason = this.#uncounted;
    this.#uncounted = undefined;
    const isResync = this.book.lastUpdateId > 0 || reason === 'overflow';
    if (!reason || !isResync || this.#isCounted) return;
    this.counters.resyncs[reason]++;
    this.#isCounted = true;
    this.#repeats++;
  }

  #fail(error: unknown): void {
    this.#cancel = undefined;
    this.#isAsked = false;
    this.counters.snapshots.failed++;
    this.failures++;
    if (this.status === 'syncing' && isFinal(error)) return this.close(error);
    this.error = error;
    this.#schedule(failureDelay(this.#delays++, this.client.context.random));
    this.tell();
  }

  #stopWaiting(): void {
    if (this.#timer !== undefined) this.client.context.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = Number.POSITIVE_INFINITY;
    this.#delays = 0;
    this.#isAsked = false;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Whether an event that is old to the book is of ids that were set back. */
  #isRewound(event: DepthEvent): boolean {
    if (this.#rewind.isShownBy(event)) return true;
    const unit = this.client.context.timeUnit === 'microsecond' ? 1_000 : 1;
    return (event.E ?? 0) > (this.book.eventTime ?? Number.POSITIVE_INFINITY) + REWOUND * unit;
  }

  get #now(): number {
    return this.client.context.clock.monotonic();
  }
}

/** The exchange will say the same again: the symbol is unknown, or the request is wrong. */
function isFinal(error: unknown): boolean {
  return error instanceof BinanceApiError && !(error instanceof BinanceRateLimitError) && (error.code ?? 0) <= -1100;
}
