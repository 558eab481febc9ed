import type { BinanceStreamError } from '@pkg/core/errors';
import type { Consumer, GapNotice, StreamNotice, StreamStatus } from '../consumer.js';
import { decoderFor } from '../scan/decoder.js';

export type Report = (error: unknown, stream: string) => void;

type Waiter = { readonly resolve: () => void; readonly reject: (error: BinanceStreamError) => void };

/** One stream and everyone who listens to it. */
export class Route {
  readonly stream: string;
  readonly #report: Report;
  readonly #decode: (frame: string) => unknown;
  #consumers: readonly Consumer<never>[] = [];
  #parses = false;
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
    this.#report = report;
    this.#decode = decoderFor(stream);
  }

  get isUnused(): boolean {
    return this.#consumers.length === 0;
  }

  add(consumer: Consumer<never>): void {
    this.#set([...this.#consumers, consumer]);
  }

  remove(consumer: Consumer<never>): void {
    this.#set(this.#consumers.filter((other) => other !== consumer));
  }

  /** Resolves once the exchange has confirmed the stream; rejects when it refuses or the manager is closed. */
  whenConfirmed(): Promise<void> {
    if (this.confirmed) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  confirm(now: number): void {
    this.confirmed = true;
    this.#tellLoss(now);
    for (const waiter of this.#waiters.splice(0)) waiter.resolve();
  }

  reject(error: BinanceStreamError): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
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

  deliver(text: string, now: number): void {
    if (this.#loss) this.#tellLoss(now);
    this.lastAt = now;
    this.count += 1;
    let event: unknown;
    if (this.#parses) {
      try {
        event = this.#decode(text);
      } catch (error) {
        return this.#report(error, this.stream);
      }
    }
    const consumers = this.#consumers;
    for (let i = 0; i < consumers.length; i++) {
      const consumer = consumers[i] as Consumer;
      try {
        if (consumer.frame) consumer.frame(text);
        else if (consumer.event) this.#guard(consumer.event(event));
      } catch (error) {
        this.#report(error, this.stream);
      }
    }
  }

  status(status: StreamStatus): void {
    this.#tell((consumer) => consumer.status?.(status));
  }

  #tellLoss(now: number): void {
    const loss = this.#loss;
    if (!loss) return;
    this.#loss = undefined;
    const notice: GapNotice = { type: 'gap', stream: this.stream, from: loss.from, to: now, reason: loss.reason };
    this.notice(notice);
  }

  notice(notice: StreamNotice): void {
    this.#tell((consumer) => consumer.notice?.(notice));
  }

  #tell(what: (consumer: Consumer<never>) => void): void {
    for (const consumer of this.#consumers) {
      try {
        this.#guard(what(consumer));
      } catch (error) {
        this.#report(error, this.stream);
      }
    }
  }

  /** A listener may be async: what it rejects with is reported too. */
  #guard(result: unknown): void {
    if (result === undefined) return;
    const then = (Object(result) as { then?: unknown }).then;
    if (typeof then === 'function') then.call(result, undefined, (error: unknown) => this.#report(error, this.stream));
  }

  #set(consumers: readonly Consumer<never>[]): void {
    this.#consumers = consumers;
    this.#parses = consumers.some((consumer) => !consumer.frame && consumer.event !== undefined);
  }
}
