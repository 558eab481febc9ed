import type { BinanceStreamError } from '@pkg/core/internal/platform';
import { decoderFor } from '#bytes';
import type { GapNotice, StreamStatus } from '../events/consumer.js';
import { ConsumerList, type Report } from '../events/consumer-list.js';
import type { Frame } from '../scan/frame.js';

type Waiter = { readonly resolve: () => void; readonly reject: (error: BinanceStreamError) => void };

/** One stream on its way to everyone who listens to it. */
export class Subscription {
  readonly stream: string;
  readonly audience: ConsumerList;
  readonly #report: Report;
  /** Reads the event out of a frame. */
  readonly read: (frame: Frame) => unknown;
  #waiters: Waiter[] = [];
  #loss: { readonly from: number | undefined; readonly reason: string } | undefined;
  /** When the last frame came, ms since the epoch. */
  lastAt: number | undefined;
  /** Frames so far. */
  count = 0;
  /** The exchange has confirmed the stream on the connection in use. */
  confirmed = false;

  constructor(stream: string, report: Report) {
    this.stream = stream;
    this.audience = new ConsumerList(stream, report);
    this.#report = report;
    this.read = decoderFor(stream);
  }

  /** Tells `waiter` once the exchange has confirmed the stream, or that it refuses it or the manager is closed. */
  whenConfirmed(waiter: Waiter): void {
    if (this.confirmed) waiter.resolve();
    else this.#waiters.push(waiter);
  }

  confirm(now: number): void {
    this.confirmed = true;
    this.#tellLoss(now);
    for (const waiter of this.#waiters.splice(0)) waiter.resolve();
  }

  /** The connection changed: to another status, or to an error that keeps it from ever confirming. */
  follow(status: StreamStatus | undefined, error: BinanceStreamError | undefined): void {
    if (status) this.audience.tell((consumer) => consumer.status?.(status));
    if (error) for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }

  /** The connection that carried it is gone; consumers are told when the stream flows again. */
  lose(reason: string): void {
    if (this.confirmed) this.#loss ??= { from: this.lastAt, reason };
    this.confirmed = false;
  }

  /** Something is missing here and now. */
  tellGap(reason: string, now: number): void {
    this.#loss ??= { from: this.lastAt, reason };
    this.#tellLoss(now);
  }

  deliver(frame: Frame, now: number): void {
    if (this.#loss) this.#tellLoss(now);
    this.lastAt = now;
    this.count += 1;
    let event: unknown;
    if (this.audience.wantsEvents) {
      try {
        event = this.read(frame);
      } catch (error) {
        return this.#report(error, this.stream);
      }
    }
    this.audience.deliver(frame, event);
  }

  #tellLoss(now: number): void {
    const loss = this.#loss;
    if (!loss) return;
    this.#loss = undefined;
    const gap: GapNotice = { type: 'gap', stream: this.stream, from: loss.from, to: now, reason: loss.reason };
    this.audience.tell((consumer) => consumer.notice?.(gap));
  }
}
