import type { BinanceStreamError } from '@pkg/core/internal/platform';
import { decoderFor } from '#frames';
import type { GapNotice, StreamStatus } from '../events/consumer.js';
import { ConsumerList, type Report } from '../events/consumer-list.js';
import type { Frame } from '../scan/frame.js';
import { unexpectedFrame } from '../stream-errors.js';

/** The functions by which a subscription notifies its manager. */
export type SubscriptionHandlers = {
  /** Receives the errors that consumers throw, or with which their promises reject. */
  readonly report: Report;
  /** Receives the errors of frames that cannot be read. */
  readonly dropped: (error: unknown, stream: string) => void;
  /** Receives each gap. `isUnnoticed` says whether a consumer of parsed events has no listener for notices. */
  readonly gap: (notice: GapNotice, isUnnoticed: boolean) => void;
};

/** The functions that settle the promise of a caller that waits for the confirmation of a stream. */
export type Waiter = { readonly resolve: () => void; readonly reject: (error: BinanceStreamError) => void };

/** One stream and its consumers. */
export class StreamSubscription {
  readonly stream: string;
  readonly consumers: ConsumerList;
  readonly #handlers: SubscriptionHandlers;
  /**
   * Whether this is a partial depth stream. Events of such streams do not contain their symbol, so the stream's name is
   * added to them.
   */
  readonly #isPartialDepth: boolean;
  /** The field of an event that has consecutive ids; undefined if the events of the stream have no such ids. */
  readonly #idField: string | undefined;
  /** The id of the last event; undefined at first and after each gap. */
  #lastId: number | undefined;
  /**
   * Whether ids were missing before. For consumers without a `notice` listener, only the first missing ids are reported
   * as an error.
   */
  #hadMissingIds = false;
  /** Returns the event of a frame. */
  readonly read: (frame: Frame) => unknown;
  readonly #waiters: Set<Waiter> = new Set();
  /**
   * Whether the stream's data counts as out of date: the stream stayed silent after it was subscribed again, and the
   * renewal of the connection took longer than 12 s.
   */
  isSilent = false;
  #loss: { readonly from: number | undefined; readonly reason: string } | undefined;
  /** When the last frame arrived, ms since the epoch. */
  lastAt: number | undefined;
  /** The number of frames received so far. */
  count = 0;
  /** Whether the exchange has confirmed the stream on the current connection. */
  isConfirmed = false;

  constructor(stream: string, handlers: SubscriptionHandlers) {
    this.stream = stream;
    this.consumers = new ConsumerList(stream, handlers.report);
    this.#handlers = handlers;
    this.read = decoderFor(stream);
    this.#isPartialDepth = /@depth\d/.test(stream);
    this.#idField = stream.endsWith('@trade') ? 't' : stream.endsWith('@aggTrade') ? 'a' : undefined;
  }

  /**
   * Resolves the promise of `waiter` when the stream is confirmed. Rejects it if the stream is refused or the manager
   * is closed.
   */
  whenConfirmed(waiter: Waiter): void {
    if (this.isConfirmed) waiter.resolve();
    else this.#waiters.add(waiter);
  }

  /** Forgets a caller that no longer waits. */
  forget(waiter: Waiter): void {
    this.#waiters.delete(waiter);
  }

  confirm(now: number): void {
    this.isConfirmed = true;
    this.#notifyLoss(now);
    for (const waiter of this.#takeWaiters()) waiter.resolve();
  }

  /**
   * Passes a new status of the connection to consumers. If there is an error, rejects the promises of waiting callers,
   * because the stream will not be confirmed.
   */
  connectionChanged(status: StreamStatus | undefined, error?: BinanceStreamError): void {
    if (status) this.consumers.notify((consumer) => consumer.status?.(status));
    if (error) for (const waiter of this.#takeWaiters()) waiter.reject(error);
  }

  #takeWaiters(): readonly Waiter[] {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    return waiters;
  }

  notifyStale(isStale: boolean): void {
    // While this stream is silent, a response of the exchange does not prove that the stream's data is up to date.
    if (isStale || !this.isSilent) this.consumers.notify((consumer) => consumer.stale?.(isStale));
  }

  /**
   * Whether consumers may rely on receiving every event from now on: the stream is confirmed, or has already sent
   * something.
   */
  get hasStarted(): boolean {
    return this.isConfirmed || this.count > 0;
  }

  /** Called when the socket of the stream was lost. Consumers get a gap notice when the stream is restored. */
  lose(reason: string): void {
    if (this.hasStarted) this.#loss ??= { from: this.lastAt, reason };
    this.isConfirmed = false;
  }

  /** Sends consumers a gap notice at once. */
  notifyGap(reason: string, now: number): void {
    this.#loss ??= { from: this.lastAt, reason };
    this.#notifyLoss(now);
  }

  deliver(frame: Frame, now: number): void {
    if (this.#loss) this.#notifyLoss(now);
    const { lastAt } = this;
    this.lastAt = now;
    this.count += 1;
    let event: unknown;
    if (!this.consumers.wantsEvents) this.#lastId = undefined;
    else {
      try {
        event = this.read(frame);
        if (typeof event !== 'object' || event === null) throw unexpectedFrame('no event in it');
        if (this.#isPartialDepth) Object.assign(event as object, { stream: this.stream });
        if (this.#idField) this.#checkId((event as Record<string, number>)[this.#idField], lastAt, now);
      } catch (error) {
        return this.#handlers.dropped(error, this.stream);
      }
    }
    this.consumers.deliver(frame, event);
  }

  /** Reports a gap if ids are missing between the last event and the one with `id`. */
  #checkId(id: number | undefined, from: number | undefined, now: number): void {
    const missing = Number(id) - Number(this.#lastId) - 1;
    if (missing > 0) {
      this.#loss = { from, reason: `${missing} ids are missing` };
      this.#notifyLoss(now, this.#hadMissingIds);
      this.#hadMissingIds = true;
    }
    this.#lastId = id;
  }

  #notifyLoss(now: number, isQuiet = false): void {
    const loss = this.#loss;
    if (!loss) return;
    this.#loss = undefined;
    this.#lastId = undefined;
    const gap: GapNotice = { type: 'gap', stream: this.stream, from: loss.from, to: now, reason: loss.reason };
    this.consumers.notify((consumer) => consumer.notice?.(gap));
    this.#handlers.gap(gap, this.consumers.missesNotices && !isQuiet);
  }
}
