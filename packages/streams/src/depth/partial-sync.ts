import type { Timer } from '@pkg/core';
import { type DepthSnapshot, readSnapshot } from '../book/index.js';
import { BookSync } from './book-sync.js';
import type { ResyncReason } from './depth-counters.js';
import { bookUnusable, isFinal, snapshotTooOld, streamSilent } from './depth-errors.js';
import { type DepthClient, LOWEST_PRIORITY, type SnapshotQueue } from './snapshot-queue.js';

/**
 * If this many frames in a row are older than the book, the update ids of the exchange went back, as after a restart of
 * the exchange. A smaller number of such frames may have been delayed.
 */
const MAX_STRAYS = 3;
/**
 * How long to wait for a frame before a small snapshot is requested, ms. Either the market is quiet, or the stream is
 * dead, or the exchange does not list the symbol. The exchange confirms the stream of such a symbol too, but sends
 * nothing on it.
 */
const FRAME_WITHIN = 5_000;

/**
 * Maintains a book with the frames of a partial depth stream. The book has only the levels that the stream sends, so
 * each frame replaces the whole book.
 */
export class PartialSync extends BookSync {
  /** How many of the last frames in a row were older than the current book. */
  #olderInRow = 0;
  /**
   * Whether the next frame is the first one of a connection, and the book has used no snapshot since the connection was
   * opened. The first frame is used even if its update id is lower than the book's.
   */
  #isFirst = true;
  readonly #queue: SnapshotQueue;
  #timer: Timer | undefined;
  #cancelRequest: (() => void) | undefined;
  /**
   * The update id of the last snapshot that was fetched since the book was last live or connected. If the next snapshot
   * has the same id, the market is quiet, so the book uses that snapshot.
   */
  #silentId: number | undefined;

  constructor(symbol: string, topic: string, levels: number, client: DepthClient, queue: SnapshotQueue) {
    super(symbol, topic, levels, client, queue);
    this.#queue = queue;
  }

  override confirmed(): void {
    super.confirmed();
    this.#waitForFrame();
  }

  fellSilent(): void {
    this.error = streamSilent(this.topic);
    this.lose('silent');
  }

  /**
   * Takes the book out of sync, because frames were lost. The next frame contains all levels, so it makes the
   * book live again.
   */
  notice(): void {
    this.#isFirst = true;
    this.lose('reconnect');
  }

  protected override release(): void {
    this.client.context.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#cancelRequest?.();
  }

  protected override lose(reason: ResyncReason): void {
    const wasInSync = this.isInSync;
    super.lose(reason);
    // Listeners are notified of the resync when the book is no longer live.
    if (wasInSync) this.resynced(reason);
    this.#silentId = undefined;
    this.#waitForFrame();
  }

  protected connectionChanged(): void {
    if (this.isFlowing) return;
    this.#isFirst = true;
    this.lose('reconnect');
  }

  protected handle(frame: string | Uint8Array, at: number): void {
    const { book, counters, symbol } = this;
    let next: DepthSnapshot;
    try {
      next = readSnapshot(symbol, frame);
    } catch (error) {
      counters.malformed++;
      this.lose('malformed');
      return this.#failed(error);
    }
    const isOlder = !this.#isFirst && next.lastUpdateId < book.lastUpdateId;
    if (isOlder && ++this.#olderInRow < MAX_STRAYS) {
      counters.old++;
      return;
    }
    this.#isFirst = false;
    this.#olderInRow = 0;
    counters.applied++;
    this.appliedAt = at;
    this.#use(next);
  }

  /**
   * Requests a small snapshot if the book is not live in 5 s. If the stream was found dead, counts a failed attempt
   * instead.
   */
  #waitForFrame(): void {
    if (this.state === 'closed' || this.#timer !== undefined || this.#cancelRequest) return;
    this.#timer = this.client.context.clock.setTimeout(() => {
      this.#timer = undefined;
      if (this.isInSync) return;
      // If the stream was found dead, its silence does not show that the market is quiet. So the book then waits for a
      // frame, and a snapshot is not enough.
      if (this.reason === 'silent') return this.#failed(streamSilent(this.topic));
      if (!this.isFlowing) return this.#waitForFrame();
      this.#cancelRequest = this.#queue.add({
        symbol: this.symbol,
        limit: this.knownLevels,
        priority: () => LOWEST_PRIORITY,
        sent: (weight) => this.checked(weight),
        deliver: (snapshot) => {
          this.#cancelRequest = undefined;
          if (!this.isInSync) this.#received(snapshot);
        },
        fail: (error) => {
          this.#cancelRequest = undefined;
          if (!this.isInSync) this.#failed(error);
        },
      });
    }, FRAME_WITHIN);
  }

  /**
   * Receives a snapshot that was fetched because the stream sends nothing. If the snapshot before it had the same
   * update id, the market is quiet, and the book uses the snapshot. If the id has changed, the stream has failed. A
   * snapshot that is older than the last frame is not used.
   */
  #received(snapshot: DepthSnapshot): void {
    const { lastUpdateId } = snapshot;
    if (lastUpdateId < this.book.lastUpdateId) return this.#failed(snapshotTooOld(this.symbol, lastUpdateId));
    const last = this.#silentId;
    this.#silentId = lastUpdateId;
    if (!this.isFlowing || last === undefined) return this.#waitForFrame();
    if (last !== lastUpdateId) return this.#failed(streamSilent(this.topic));
    this.#isFirst = false;
    this.#use(snapshot);
  }

  #failed(error: unknown): void {
    if (this.state === 'closed') return;
    if (this.state === 'syncing' && isFinal(error)) return this.close(error);
    this.failures++;
    this.error = error;
    this.#waitForFrame();
    this.notify();
  }

  #use(snapshot: DepthSnapshot): void {
    this.book.load(snapshot, { limit: this.knownLevels });
    if (this.book.isCrossed) {
      this.lose('crossed');
      return this.#failed(bookUnusable(this.symbol, 'crossed'));
    }
    this.error = undefined;
    this.failures = 0;
    this.enter('live');
  }
}
