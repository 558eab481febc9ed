import { OrderBook } from '../book/index.js';
import type { StreamNotice, StreamStatus } from '../events/consumer.js';
import { type DepthCounters, newCounters, type ResyncReason, type StaleReason } from './depth-counters.js';
import type { DepthClient } from './snapshot-queue.js';

/** `stale`: was live, and is not known to be right now; `syncing`: was never live. */
export type DepthStatus = 'syncing' | 'live' | 'stale' | 'closed';

/**
 * One local book and what is known of it. Driven from outside by frames, statuses and notices; tells every change to
 * its listeners. How a book is kept right is up to the kind of stream it is kept from.
 */
export abstract class DepthFeed {
  readonly symbol: string;
  readonly book: OrderBook;
  readonly counters: DepthCounters = newCounters();
  readonly listeners: Set<() => void> = new Set();
  /** When the last event came, on the monotonic clock. */
  receivedAt: number | undefined;
  /** When the last event came that is in the book. */
  appliedAt: number | undefined;
  /** Of the books that wait for a snapshot, the one with the highest priority is fetched first. */
  priority = 0;
  /** Why the last attempt to go live failed, until one succeeds; final where the feed is closed. */
  error: unknown;
  /** Why the book was last not live. */
  reason: StaleReason | undefined;
  /** Attempts in a row that failed since the book was last live. */
  failures = 0;

  protected readonly client: DepthClient;
  /** What the exchange sends comes. */
  protected isFlowing = false;
  #status: DepthStatus = 'syncing';
  #isDoubted = false;

  constructor(symbol: string, client: DepthClient) {
    this.symbol = symbol;
    this.book = new OrderBook(symbol);
    this.client = client;
  }

  get status(): DepthStatus {
    return this.#isDoubted && this.isWhole ? 'stale' : this.#status;
  }

  /** Whether nothing is missing of what came so far; what is on the way may be, where the host slept. */
  protected get isWhole(): boolean {
    return this.#status === 'live';
  }

  /** Events waiting for a snapshot. */
  get held(): number {
    return 0;
  }

  frame(frame: string | Uint8Array): void {
    if (this.status === 'closed') return;
    this.counters.events++;
    this.receivedAt = this.client.context.clock.monotonic();
    this.handle(frame, this.receivedAt);
  }

  /** Something was lost on the way. */
  abstract notice(notice: StreamNotice): void;

  /** The exchange has confirmed the stream: what it sends from now on will come. */
  abstract confirmed(): void;

  /** Follows the connection: what is not flowing is not live. */
  abstract connection(status: StreamStatus): void;

  /** Whether the host slept, and the exchange has not answered since. */
  doubt(isDoubted: boolean): void {
    if (isDoubted === this.#isDoubted) return;
    this.#isDoubted = isDoubted;
    if (!this.isWhole) return;
    if (isDoubted) this.reason = 'woke';
    this.tell();
  }

  /** So many attempts to connect have failed. */
  unconnected(attempts: number, error: unknown): void {
    if (this.isFlowing || this.status === 'closed') return;
    this.failures = attempts;
    this.error = error;
    this.tell();
  }

  /** Ends the feed; with an error, which the exchange would only repeat. */
  close(error?: unknown): void {
    if (this.status === 'closed') return;
    this.abandon();
    this.error = error;
    this.become('closed');
    this.listeners.clear();
  }

  /** A frame came at a time. */
  protected abstract handle(frame: string | Uint8Array, at: number): void;

  /** Leaves nothing behind. */
  protected abandon(): void {}

  /** No longer live, where it was. */
  protected lose(reason: ResyncReason): void {
    this.reason = reason;
    if (this.isWhole) this.become('stale');
  }

  protected become(status: DepthStatus): void {
    this.#status = status;
    this.tell();
  }

  protected tell(): void {
    for (const listener of this.listeners) listener();
  }
}
