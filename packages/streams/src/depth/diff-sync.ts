import { compareRange, type DepthEvent, type DepthSnapshot, readEvent } from '../book/index.js';
import type { StreamNotice } from '../events/consumer.js';
import { alignEvents } from './align-events.js';
import { BookSync } from './book-sync.js';
import type { ResyncReason } from './depth-counters.js';
import { isFinal } from './depth-errors.js';
import { EventBuffer } from './event-buffer.js';
import { RewindDetector } from './rewind-detector.js';
import type { DepthClient, SnapshotQueue } from './snapshot-queue.js';
import { type SnapshotOwner, SnapshotRequester } from './snapshot-requester.js';

/** Before a snapshot is requested, only events of this time are buffered, ms. Snapshots are seldom older. */
const BUFFERED_FOR = 10_000;
/** How long an event that was overtaken by the next one may take to arrive, before a snapshot is requested, ms. */
const REORDERED_WITHIN = 100;
/** How long a new connection may take to subscribe its streams, before a snapshot is requested, ms. */
const SUBSCRIBED_WITHIN = 500;
/** How long the first event after a reconnect may take to show that the book can be continued, ms. */
const CONTINUED_WITHIN = 2_000;
/** No cache lags for so long: if snapshots are older than the book for this time, the book is wrong, ms. */
const MAX_SNAPSHOT_LAG = 60_000;
/** An old update id with an event time this much later shows that the exchange's ids went back, ms. */
const REWIND_TIME = 1_000;
/** If a book stays live for this long, earlier resyncs no longer delay the next one, ms. */
const STEADY_AFTER = 10_000;

/**
 * Keeps a book from a snapshot and the diff depth stream.
 *
 * While the book is live, each event is applied if it continues the book. While it is not, events are buffered:
 *
 * ```
 *   out of sync ──▶ events are buffered ──▶ they continue the book ───────────────────────▶ live
 *                     │             ▲
 *                     │ delay       │ too old, or failed: request again after a delay
 *                     ▼             │
 *                   snapshot requested ──▶ received, and the events continue it ──▶ loaded ──▶ live
 * ```
 *
 * The delay is short or none, except after a reconnect, when the first event often continues the book, and after many
 * resyncs in a row.
 */
export class DiffSync extends BookSync implements SnapshotOwner {
  readonly #limit: number;
  readonly #snapshots: SnapshotRequester;
  /** The update that events have to continue; undefined if the book is not worth continuing. */
  #base: number | undefined;
  /** The lowest id that a snapshot may have, since the exchange is known to have reached it. */
  #minSnapshotId = 0;
  readonly #buffer: EventBuffer = new EventBuffer();
  readonly #rewind: RewindDetector = new RewindDetector();
  /** Since when snapshots have been older than the book or `#minSnapshotId`. */
  #olderSince: number | undefined;
  #liveSince = 0;

  constructor(symbol: string, topic: string, limit: number, client: DepthClient, queue: SnapshotQueue) {
    super(symbol, topic, client);
    this.#limit = limit;
    this.#snapshots = new SnapshotRequester(this, limit, client, queue);
  }

  override get buffered(): number {
    return this.#buffer.size;
  }

  get hasSnapshot(): boolean {
    return this.book.lastUpdateId > 0;
  }

  notice(notice: StreamNotice): void {
    if (this.state === 'closed') return;
    if (this.isInSync) return this.#resync(notice.type === 'lagged' ? 'lagged' : 'reconnect');
    this.isFlowing = true;
    this.#wantAfterReconnect(0);
  }

  override confirmed(): void {
    super.confirmed();
    this.#wantAfterReconnect(0);
  }

  snapshotReceived(snapshot: DepthSnapshot): void {
    const { counters, book } = this;
    this.error = undefined;
    this.failures = 0;
    const { result, next } = alignEvents(snapshot.lastUpdateId, this.#buffer.events);
    if (result === 'gap') this.#buffer.drop(next);
    if (result !== 'aligned' || this.#isOlder(snapshot.lastUpdateId)) {
      counters.snapshots.tooOld++;
      return this.#snapshots.retryTooOld();
    }
    try {
      book.load(snapshot, { limit: this.#limit });
    } catch (error) {
      this.#snapshots.isSent = false;
      counters.snapshots.failed++;
      return this.snapshotFailed(error);
    }
    this.#base = book.lastUpdateId;
    this.#goLive();
  }

  snapshotFailed(error: unknown): void {
    this.failures++;
    if (this.state === 'syncing' && isFinal(error)) return this.close(error);
    this.error = error;
    this.#snapshots.retryFailed();
    this.notify();
  }

  protected connectionChanged(): void {
    if (this.isFlowing) return this.#wantAfterReconnect(SUBSCRIBED_WITHIN);
    this.#snapshots.cancel();
    // Events after the loss do not continue those before it.
    this.#minSnapshotId = Math.max(this.#minSnapshotId, this.#buffer.lastUpdateId);
    this.#buffer.flush();
    if (this.isInSync) this.lose('reconnect');
    this.stale(false);
  }

  protected handle(frame: string | Uint8Array, at: number): void {
    if (this.isInSync) this.#apply(frame, at);
    else this.#hold(frame, at);
  }

  protected override release(): void {
    this.#snapshots.cancel();
    this.#buffer.flush();
  }

  protected override lose(reason: ResyncReason): void {
    if (this.isInSync && this.#now - this.#liveSince >= STEADY_AFTER) this.#snapshots.resetResyncs();
    super.lose(reason);
  }

  /** Applies an event to a book that is in sync. */
  #apply(frame: string | Uint8Array, at: number): void {
    const { book, counters } = this;
    let result: 'applied' | 'old' | 'gap';
    try {
      result = book.apply(frame);
    } catch {
      counters.malformed++;
      this.#raiseMinSnapshotId(book.lastUpdateId + 1);
      return this.#resync('malformed');
    }
    if (result === 'applied') {
      this.#applied(at);
      if (book.isCrossed) this.#resync('crossed');
      else this.notify();
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
    this.#rewind.advance(this.#base);
  }

  /** Buffers an event, and goes live if the buffered events continue the book. */
  #hold(frame: string | Uint8Array, at: number): void {
    const buffer = this.#buffer;
    let event: DepthEvent;
    try {
      event = readEvent(this.symbol, frame);
    } catch {
      this.counters.malformed++;
      return this.#raiseMinSnapshotId(Math.max(buffer.lastUpdateId, this.#base ?? 0) + 1);
    }
    const isOld = compareRange(this.#base ?? -1, event.U, event.u) === 'old';
    if (isOld && this.#isRewound(event)) this.#resync('rewound');
    else if (isOld) {
      this.counters.old++;
      return;
    }
    if (!buffer.add({ U: event.U, u: event.u, frame, at })) this.counters.old++;
    if (!this.#snapshots.isSent) buffer.dropBefore(at - BUFFERED_FOR);
    if (buffer.isFull) {
      buffer.flush();
      this.#snapshots.cancel();
      this.#want('overflow', 0);
    } else if (this.#base !== undefined && this.isFlowing) {
      if (alignEvents(this.#base, buffer.events).result === 'aligned') this.#goLive();
      else this.#want('gap', REORDERED_WITHIN);
    }
  }

  /** Whether a snapshot is older than the book or the exchange was. If that goes on for a minute, it is used. */
  #isOlder(lastUpdateId: number): boolean {
    const reached = Math.max(lastUpdateId, this.#buffer.lastUpdateId);
    if (lastUpdateId >= (this.#base ?? 0) && reached >= this.#minSnapshotId) return false;
    this.#olderSince ??= this.#now;
    return this.#now - this.#olderSince < MAX_SNAPSHOT_LAG;
  }

  /** Applies the buffered events and goes live. Listeners see each book on the way, before the book is live. */
  #goLive(): void {
    const { book } = this;
    this.#snapshots.cancel();
    let wasCrossed = book.isCrossed;
    for (const { frame, at } of this.#buffer.flush()) {
      this.notify();
      // A listener may have closed the book.
      if (this.state === 'closed') return;
      if (book.apply(frame) === 'applied') this.#applied(at);
      else this.counters.old++;
      wasCrossed ||= book.isCrossed;
    }
    this.#minSnapshotId = 0;
    this.#olderSince = undefined;
    this.#snapshots.resetReason();
    if (wasCrossed) return this.#resync('crossed');
    this.#liveSince = this.#now;
    this.enter('live');
  }

  /** Leaves `live`, and requests a snapshot unless the next events continue the book. */
  #resync(reason: ResyncReason): void {
    if (reason === 'crossed') {
      this.#raiseMinSnapshotId(this.book.lastUpdateId);
      this.#base = undefined;
    } else if (reason === 'rewound') {
      // Buffered events and a requested snapshot have ids from before.
      this.#snapshots.cancel();
      this.#buffer.flush();
      this.#rewind.reset();
      this.#minSnapshotId = 0;
      this.#base = undefined;
    }
    this.lose(reason);
    this.#want(reason, reason === 'reconnect' ? CONTINUED_WITHIN : reason === 'gap' ? REORDERED_WITHIN : 0);
  }

  #raiseMinSnapshotId(id: number): void {
    this.#minSnapshotId = Math.max(this.#minSnapshotId, id);
    this.#olderSince = undefined;
  }

  /** Requests a snapshot for a stream that has just opened. If there is a book, the first event may continue it. */
  #wantAfterReconnect(delayWithoutBook: number): void {
    if (this.isInSync) return;
    this.#want('reconnect', this.#base === undefined ? delayWithoutBook : CONTINUED_WITHIN);
  }

  #want(reason: ResyncReason, delay: number): void {
    if (this.state !== 'closed') this.#snapshots.want(reason, delay);
  }

  /** Whether an event that is old to the book shows that the ids went back. */
  #isRewound(event: DepthEvent): boolean {
    if (this.#rewind.detects(event)) return true;
    const unit = this.client.context.timeUnit === 'microsecond' ? 1_000 : 1;
    return (event.E ?? 0) > (this.book.eventTime ?? Number.POSITIVE_INFINITY) + REWIND_TIME * unit;
  }

  get #now(): number {
    return this.client.context.clock.monotonic();
  }
}
