import { checkForGap, type DepthEvent, type DepthSnapshot, readEvent } from '../book/index.js';
import type { StreamNotice } from '../events/consumer.js';
import { alignEvents } from './align-events.js';
import { BookSync } from './book-sync.js';
import type { ResyncReason } from './depth-counters.js';
import { bookUnusable, isFinal, snapshotAhead, snapshotTooOld, streamSilent } from './depth-errors.js';
import { type BufferedEvent, EventBuffer } from './event-buffer.js';
import { RewindDetector } from './rewind-detector.js';
import { SnapshotAge } from './snapshot-age.js';
import type { DepthClient, SnapshotQueue } from './snapshot-queue.js';
import { type RenewalOwner, type SnapshotLevels, SnapshotRenewal } from './snapshot-renewal.js';
import { type SnapshotOwner, SnapshotRequester } from './snapshot-requester.js';
import { type PositionOwner, StreamPosition } from './stream-position.js';

/**
 * How long an event is kept while no snapshot has been requested, ms. A snapshot is seldom more than 10 s old when it
 * arrives, so the book does not need older events.
 */
const BUFFERED_FOR = 10_000;
/** How long to wait for a missing event before a snapshot is requested, ms. The event may arrive out of sequence. */
const REORDERED_WITHIN = 100;
/** How long to wait for a new connection to subscribe to its streams before a snapshot is requested, ms. */
const SUBSCRIBED_WITHIN = 500;
/** How long to wait after a reconnect for an event that continues the book, before a snapshot is requested, ms. */
const CONTINUED_WITHIN = 2_000;
/**
 * For this many ms after the book became live, the stream may still send events that the snapshot already contains. If
 * the stream sends them later without having reached the update id of the book, the book is taken out of sync.
 */
const ARRIVED_WITHIN = 1_000;
/**
 * The event time of an event with an old update id may be this many ms later than the event time of the book. A larger
 * difference shows that the update ids of the exchange have started over at lower values.
 */
const REWIND_TIME = 1_000;
/** Once a book has stayed live for this many ms, earlier resyncs no longer delay its next resync. */
const STEADY_AFTER = 10_000;

/**
 * Builds a book from a snapshot, and keeps the book up to date with the events of the diff depth stream.
 *
 * While the book is live, each event that continues it is applied. Otherwise events are buffered:
 *
 * ```
 *   out of sync ──▶ events are buffered ──▶ they continue the book ───────────────────────▶ live
 *                     │             ▲
 *                     │ delay       │ too old, or failed: request again after a delay
 *                     ▼             │
 *                   snapshot requested ──▶ received, and the events continue it ──▶ loaded ──▶ live
 * ```
 *
 * If a snapshot is ahead of the stream, the book becomes live when the events reach the snapshot, or when no event
 * arrives for 3 s. A live book fetches a new snapshot before the price moves beyond the levels of the last one.
 *
 * The delay in the diagram is at most 100 ms, with two exceptions. After a reconnect it is longer, because often the
 * first event continues the book and no snapshot is needed. After repeated resyncs the delay grows.
 */
export class DiffSync extends BookSync implements SnapshotOwner, RenewalOwner, PositionOwner {
  readonly #limit: number;
  readonly #snapshots: SnapshotRequester;
  /** The update id that the next events have to continue; undefined if the book needs a new snapshot. */
  #base: number | undefined;
  readonly #age: SnapshotAge = new SnapshotAge();
  readonly #buffer: EventBuffer = new EventBuffer();
  readonly #rewind: RewindDetector = new RewindDetector();
  readonly #renewal: SnapshotRenewal;
  readonly #position: StreamPosition;
  /** Whether the stream was found silent and has sent nothing since. */
  #isSilent = false;
  /**
   * The update id of the last snapshot that was fetched while the stream was silent. If the next snapshot has the same
   * id, the market is quiet, so the book uses that snapshot.
   */
  #silentId: number | undefined;
  #liveSince = 0;

  constructor(symbol: string, topic: string, levels: SnapshotLevels, client: DepthClient, queue: SnapshotQueue) {
    super(symbol, topic, levels.knownLevels, client, queue);
    this.#limit = levels.limit;
    this.#snapshots = new SnapshotRequester(this, levels.limit, client, queue);
    this.#renewal = new SnapshotRenewal(this, levels, client, queue);
    this.#position = new StreamPosition(this, client.context.clock);
  }

  override get buffered(): number {
    return this.#buffer.size;
  }

  get hasSnapshot(): boolean {
    return this.book.lastUpdateId > 0;
  }

  notice(notice: StreamNotice): void {
    if (this.state === 'closed') return;
    if (notice.type === 'gap') this.#streamIsNew();
    if (this.isInSync) return this.#resync(notice.type === 'lagged' ? 'lagged' : 'reconnect');
    this.isFlowing = true;
    // A snapshot that was requested before the loss may lack the lost updates.
    if (notice.type === 'gap') this.#snapshots.cancel();
    this.#requestAfterReconnect(0);
  }

  override confirmed(): void {
    super.confirmed();
    this.#requestAfterReconnect(0);
  }

  snapshotReceived(snapshot: DepthSnapshot): void {
    const { lastUpdateId } = snapshot;
    const { result, next } = alignEvents(lastUpdateId, this.#buffer.events);
    if (result === 'gap') this.#buffer.drop(next);
    if (result !== 'aligned' || this.#isOlder(lastUpdateId)) return this.#tooOld(lastUpdateId);
    if (this.#isSilent && lastUpdateId !== this.#silentId) {
      // The silent stream may not have sent all updates of this snapshot, so the book does not use it. If the next
      // snapshot has the same update id, the market is quiet, and the book uses the next snapshot.
      this.#silentId = lastUpdateId;
      this.#reportFailure(streamSilent(this.topic));
      return this.#snapshots.retrySilent();
    }
    this.book.load(snapshot, { limit: this.#limit });
    this.#base = lastUpdateId;
    if (lastUpdateId > this.#position.newest && this.#position.newest > 0) this.#awaitStream();
    else this.#goLive();
  }

  renewed(snapshot: DepthSnapshot, events: readonly BufferedEvent[]): void {
    const { book } = this;
    book.load(snapshot, { limit: this.#limit });
    for (const { frame } of events) book.apply(frame);
    this.#base = book.lastUpdateId;
    if (book.isCrossed) return this.#resync('crossed');
    if (this.#checkKnown()) this.notify();
  }

  fellSilent(): void {
    this.#isSilent = true;
    this.#silentId = undefined;
    this.error = streamSilent(this.topic);
    this.#resync('silent');
  }

  snapshotFailed(error: unknown): void {
    if (this.state === 'syncing' && isFinal(error)) return this.close(error);
    this.#reportFailure(error);
    if (this.state !== 'closed') this.#snapshots.retryFailed(isFinal(error));
  }

  streamIsQuiet(): void {
    this.#goLive();
  }

  snapshotIsAhead(): void {
    const error = snapshotAhead(this.symbol, this.book.lastUpdateId, this.#position.newest);
    // The snapshot may come from another exchange, so its update id is forgotten. Otherwise, the next snapshot could
    // seem too old if its id is lower.
    this.#base = undefined;
    if (this.isInSync) {
      this.error = error;
      return this.#resync('ahead');
    }
    this.reason = 'ahead';
    this.#reportFailure(error);
    if (this.state !== 'closed') this.#snapshots.retryAhead();
  }

  protected connectionChanged(): void {
    this.#streamIsNew();
    if (this.isFlowing) return this.#requestAfterReconnect(SUBSCRIBED_WITHIN);
    this.#snapshots.cancel();
    // The buffered events are dropped, because the events on the next connection will not continue them. Their newest
    // update id is kept: a snapshot with a lower id may be too old.
    this.#age.reached(this.#buffer.lastUpdateId);
    this.#buffer.flush();
    if (this.isInSync) this.lose('reconnect');
  }

  protected handle(frame: string | Uint8Array, at: number): void {
    if (this.isInSync) this.#apply(frame, at);
    else this.#bufferEvent(frame, at);
  }

  protected override release(): void {
    this.#position.stopWaiting();
    this.#renewal.cancel();
    this.#snapshots.cancel();
    this.#buffer.flush();
  }

  protected override lose(reason: ResyncReason): void {
    if (this.isInSync && this.#now - this.#liveSince >= STEADY_AFTER) this.#snapshots.resetResyncs();
    this.#position.stopWaiting();
    this.#renewal.cancel();
    super.lose(reason);
  }

  /** Applies an event to a live book. */
  #apply(frame: string | Uint8Array, at: number): void {
    const { book, counters } = this;
    let result: 'applied' | 'old' | 'gap';
    try {
      result = book.apply(frame);
    } catch {
      counters.malformed++;
      this.#age.require(book.lastUpdateId + 1);
      return this.#resync('malformed');
    }
    if (result === 'applied') {
      this.#applied(at);
      if (book.isCrossed) return this.#resync('crossed');
      this.#renewal.applied(frame, at);
      if (this.isInSync && this.#checkKnown()) this.notify();
    } else if (result === 'old') {
      counters.old++;
      const event = readEvent(this.symbol, frame);
      if (!this.#isRewound(event)) return this.#isOld(event.u);
      this.#resync('rewound');
      this.#bufferEvent(frame, at);
    } else {
      this.#resync('gap');
      this.#bufferEvent(frame, at);
    }
  }

  #applied(at: number): void {
    this.counters.applied++;
    this.appliedAt = at;
    this.#base = this.book.lastUpdateId;
    this.#position.advance(this.#base);
    this.#rewind.advance(this.#base);
  }

  /**
   * Handles an event whose updates the live book already contains. If the stream has not yet sent the last update of
   * the book, waits for the stream to reach it.
   */
  #isOld(u: number): void {
    this.#position.advance(u);
    if (this.#position.newest >= this.book.lastUpdateId) return;
    if (this.#now - this.#liveSince > ARRIVED_WITHIN) this.lose('ahead');
    if (this.state !== 'closed') this.#awaitStream();
  }

  /**
   * Returns whether the book knows enough of the best levels for certain. Requests a new snapshot if it will soon know
   * too few of them, and resyncs the book if it already knows too few.
   */
  #checkKnown(): boolean {
    if (this.#renewal.check()) return true;
    this.#resync('depleted');
    return false;
  }

  #awaitStream(): void {
    this.#position.await(() => this.isInSync);
  }

  #tooOld(lastUpdateId: number): void {
    this.counters.snapshots.tooOld++;
    if (this.#age.wasTooOld(this.#now)) this.#reportFailure(snapshotTooOld(this.symbol, lastUpdateId));
    if (this.state !== 'closed') this.#snapshots.retryTooOld();
  }

  #reportFailure(error: unknown): void {
    this.failures++;
    this.error = error;
    this.notify();
  }

  /**
   * Forgets which updates the stream has sent, because the stream was lost. The next event need not continue the last
   * one. If a request for a snapshot waits because the stream was silent, the request is cancelled.
   */
  #streamIsNew(): void {
    this.#position.reset();
    if (this.#isSilent) this.#snapshots.cancel();
    this.#isSilent = false;
  }

  /** Buffers an event. The book becomes live if the buffered events continue it. */
  #bufferEvent(frame: string | Uint8Array, at: number): void {
    const buffer = this.#buffer;
    let event: DepthEvent;
    try {
      event = readEvent(this.symbol, frame);
    } catch {
      this.counters.malformed++;
      return this.#age.require(Math.max(buffer.lastUpdateId, this.#base ?? 0) + 1);
    }
    // If the stream reached the update id of the book's snapshot neither on the lost connection nor on the new one, the
    // snapshot may come from another exchange. The book then needs a new snapshot.
    const isAhead = this.#base !== undefined && this.#base > Math.max(this.#rewind.newest, event.u);
    if (isAhead && !this.#position.isAwaited) this.#base = undefined;
    const isOld = checkForGap(this.#base ?? -1, event.U, event.u) === 'old';
    if (isOld && this.#isRewound(event)) this.#resync('rewound');
    else if (isOld) {
      this.counters.old++;
      this.#position.advance(event.u);
      if (this.#position.isAwaited && event.u === this.#base) this.#goLive();
      return;
    }
    this.#position.advance(event.u);
    if (this.#isSilent) {
      this.#isSilent = false;
      this.#snapshots.cancel();
      this.#requestSnapshot('silent', REORDERED_WITHIN);
    }
    if (!buffer.add({ U: event.U, u: event.u, frame, at })) this.counters.old++;
    if (!this.#snapshots.isSent) buffer.dropBefore(at - BUFFERED_FOR);
    if (buffer.isFull) {
      this.#age.reached(buffer.lastUpdateId);
      buffer.flush();
      this.#snapshots.cancel();
      this.#requestSnapshot('overflow', 0);
    } else if (this.#base !== undefined && this.isFlowing) {
      if (alignEvents(this.#base, buffer.events).result === 'aligned') this.#goLive();
      else this.#requestSnapshot('gap', REORDERED_WITHIN);
    }
  }

  #isOlder(lastUpdateId: number): boolean {
    const reached = Math.max(lastUpdateId, this.#buffer.lastUpdateId);
    return this.#age.isOlder(lastUpdateId, reached, this.#base ?? 0, this.#now);
  }

  /**
   * Applies the buffered events and then makes the book live. Listeners are notified before each event is applied. At
   * that time the book is not live yet.
   */
  #goLive(): void {
    const { book } = this;
    this.#position.stopWaiting();
    this.#snapshots.cancel();
    let wasCrossed = book.isCrossed;
    for (const { frame, at } of this.#buffer.flush()) {
      this.notify();
      // A listener that was notified may have closed the book.
      if (this.state === 'closed') return;
      if (book.apply(frame) === 'applied') this.#applied(at);
      else this.counters.old++;
      wasCrossed ||= book.isCrossed;
    }
    this.#age.reset();
    this.#snapshots.resetReason();
    const fault = wasCrossed ? 'crossed' : book.knows(this.knownLevels) ? undefined : 'depleted';
    if (fault) {
      this.#resync(fault);
      return this.#reportFailure(bookUnusable(this.symbol, fault));
    }
    this.error = undefined;
    this.failures = 0;
    this.#isSilent = false;
    this.#liveSince = this.#now;
    this.enter('live');
    if (this.isInSync) this.#checkKnown();
  }

  /** Takes the book out of sync, and requests a snapshot unless the next events continue the book. */
  #resync(reason: ResyncReason): void {
    if (reason === 'crossed' || reason === 'depleted') {
      this.#age.require(this.book.lastUpdateId);
      this.#base = undefined;
    } else if (reason === 'rewound') {
      // The update ids of the exchange went back. The buffered events and the requested snapshot may still have higher
      // ids from before that, so they are dropped.
      this.#snapshots.cancel();
      this.#buffer.flush();
      this.#rewind.reset();
      this.#position.reset();
      this.#age.forgetIds();
      this.#base = undefined;
    }
    this.lose(reason);
    this.#requestSnapshot(reason, reason === 'reconnect' ? CONTINUED_WITHIN : reason === 'gap' ? REORDERED_WITHIN : 0);
  }

  /**
   * Requests a snapshot for a stream that has just opened. If the book has a snapshot, the request waits, because no
   * new snapshot is needed if the first event continues the book.
   */
  #requestAfterReconnect(delayWithoutBook: number): void {
    if (this.isInSync) return;
    this.#requestSnapshot('reconnect', this.#base === undefined ? delayWithoutBook : CONTINUED_WITHIN);
  }

  #requestSnapshot(reason: ResyncReason, delay: number): void {
    if (this.state !== 'closed') this.#snapshots.request(reason, delay);
  }

  /** Whether an event with an old id shows that the update ids of the exchange went back. */
  #isRewound(event: DepthEvent): boolean {
    if (this.#rewind.detects(event)) return true;
    const unit = this.client.context.timeUnit === 'microsecond' ? 1_000 : 1;
    return (event.E ?? 0) > (this.book.eventTime ?? Infinity) + REWIND_TIME * unit;
  }

  get #now(): number {
    return this.client.context.clock.monotonic();
  }
}
