import type { BinanceStreamError } from '@pkg/core/internal/platform';
import { decoderFor } from '#frames';
import { callListener } from '../events/call-listener.js';
import type { GapNotice, Stop, StreamStatus } from '../events/consumer.js';
import { ConsumerList, type Reader } from '../events/consumer-list.js';
import type { Frame } from '../scan/frame.js';
import { unexpectedFrame } from '../stream-errors.js';

/** The functions by which connections and their streams notify a manager. */
export type ManagerHandlers = {
  /** Receives errors of connections and of streams. */
  readonly report: (error: unknown, stream?: string) => void;
  /** Receives the errors of frames that cannot be read. */
  readonly dropped: (error: unknown, stream?: string) => void;
  /**
   * Receives each gap. `isUnnoticed` is true if the manager has to report an error, because one of its consumers has no
   * `notice` listener.
   */
  readonly gap: (notice: GapNotice, isUnnoticed: boolean) => void;
};

/** A consumer of a market stream, and the manager that added it. */
export type StreamReader = Reader & {
  readonly stream: string;
  readonly manager: ManagerHandlers;
  /** Settles the promise of the caller, who waits until the stream is confirmed. Later calls have no effect. */
  readonly settle: (error?: BinanceStreamError) => void;
  /** Ends the consumer's subscription. */
  readonly stop: Stop;
};

/**
 * Passes a new status of the connection to a consumer. An error means that the stream will not be confirmed. The
 * promise of a caller that waits for the confirmation is then rejected.
 */
export function notifyStatus(
  { consumer, report, settle }: StreamReader,
  status: StreamStatus,
  error?: BinanceStreamError,
): void {
  // The promise is rejected first. So if the consumer subscribes again, it is removed before the next change.
  if (error) settle(error);
  callListener(() => consumer.status?.(status, error), report);
}

/** One stream of a connection and its consumers, which may belong to several managers. */
export class StreamSubscription {
  readonly stream: string;
  readonly consumers: ConsumerList<StreamReader> = new ConsumerList();
  /**
   * Whether this is a partial depth stream. Events of such streams do not contain their symbol, so the stream's name is
   * added to them.
   */
  readonly #isPartialDepth: boolean;
  /** The name of the event field that holds consecutive ids; undefined if the events of the stream have no such ids. */
  readonly #idField: string | undefined;
  /** The id of the last event; undefined at first and after each gap. */
  #lastId: number | undefined;
  /**
   * The managers that were notified of missing ids before. If a consumer has no `notice` listener, its manager reports
   * an error only for the first gap of this kind.
   */
  readonly #hadMissingIds: WeakSet<ManagerHandlers> = new WeakSet();
  /** Returns the event of a frame. */
  readonly read: (frame: Frame) => unknown;
  /**
   * Whether the stream's data counts as out of date: the stream stayed silent after it was subscribed again, and the
   * renewal of the connection took longer than 12 s.
   */
  isSilent = false;
  #loss: { readonly from: number | undefined; readonly reason: string } | undefined;
  /** When the last frame arrived, ms since the epoch. */
  lastAt: number | undefined;
  /** The last frame of the current connection; undefined if there is none. */
  lastFrame: Frame | undefined;
  /** The number of frames received so far. */
  count = 0;
  /** Whether the exchange has confirmed the stream on the current connection. */
  isConfirmed = false;

  constructor(stream: string) {
    this.stream = stream;
    this.read = decoderFor(stream);
    this.#isPartialDepth = /@depth\d/.test(stream);
    this.#idField = stream.endsWith('@trade') ? 't' : stream.endsWith('@aggTrade') ? 'a' : undefined;
  }

  /** Adds a consumer. If the stream is already confirmed, resolves the promise that the subscribe call returned. */
  add(reader: StreamReader): void {
    this.consumers.add(reader);
    if (this.isConfirmed) reader.settle();
  }

  confirm(now: number): void {
    this.isConfirmed = true;
    this.#notifyLoss(now);
    for (const reader of this.consumers.readers) reader.settle();
  }

  /** Called when the exchange has refused the stream. */
  refuse(error: BinanceStreamError): void {
    // The refusal is also reported, because a caller may ignore the promise of its subscription.
    for (const { report } of this.#managers) report(error, this.stream);
    this.notifyStatus('failed', error);
  }

  notifyStatus(status: StreamStatus, error?: BinanceStreamError): void {
    for (const reader of this.consumers.readers) notifyStatus(reader, status, error);
  }

  notifyStale(isStale: boolean): void {
    // A response of the exchange shows that the connection is not stale any more. But the data of a stream that is
    // still silent, or that no socket carries, stays out of date, so its consumers are not notified.
    if (isStale || (this.isConfirmed && !this.isSilent)) this.consumers.notify((consumer) => consumer.stale?.(isStale));
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
    this.lastFrame = undefined;
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
    this.lastFrame = frame;
    this.count += 1;
    let event: unknown;
    if (!this.consumers.wantsEvents) this.#lastId = undefined;
    else {
      try {
        const read = this.read(frame);
        if (Object(read) !== read) throw unexpectedFrame('no event in it');
        if (this.#isPartialDepth) Object.assign(read as object, { stream: this.stream });
        if (this.#idField) this.#checkId((read as Record<string, number>)[this.#idField], lastAt, now);
        event = read;
      } catch (error) {
        for (const { dropped } of this.#managers) dropped(error, this.stream);
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
    }
    this.#lastId = id;
  }

  /**
   * Notifies consumers and managers of a gap.
   *
   * @param warned the managers that were already notified of a gap of this kind. They report no error for this gap.
   * Afterwards, all managers of this stream are added to the set.
   */
  #notifyLoss(now: number, warned?: WeakSet<ManagerHandlers>): void {
    const loss = this.#loss;
    if (!loss) return;
    this.#loss = undefined;
    this.#lastId = undefined;
    const gap: GapNotice = { type: 'gap', stream: this.stream, ...loss, to: now };
    this.consumers.notify((consumer) => consumer.notice?.(gap));
    for (const each of this.#managers) {
      const misses = ({ manager, consumer }: StreamReader): unknown =>
        manager === each && consumer.event && !consumer.notice;
      each.gap(gap, !warned?.has(each) && this.consumers.readers.some(misses));
      warned?.add(each);
    }
  }

  get #managers(): Set<ManagerHandlers> {
    return new Set(this.consumers.readers.map(({ manager }) => manager));
  }
}
