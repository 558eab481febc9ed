import type { Consumer } from './consumer.js';

/** Receives what a consumer threw or rejected with. */
export type Report = (error: unknown, stream: string) => void;

/** The consumers of one stream. What one of them throws is reported and does not affect the others. */
export class ConsumerList {
  readonly #stream: string;
  readonly #report: Report;
  #consumers: readonly Consumer[] = [];

  constructor(stream: string, report: Report) {
    this.#stream = stream;
    this.#report = report;
  }

  get isEmpty(): boolean {
    return this.#consumers.length === 0;
  }

  /** Whether any consumer wants parsed events. */
  wantsEvents = false;

  // The list of a stream holds consumers of that stream's events only, so the casts to `Consumer` are safe.
  add(consumer: Consumer<never>): void {
    this.#set([...this.#consumers, consumer as Consumer]);
  }

  remove(consumer: Consumer<never>): void {
    this.#set(this.#consumers.filter((other) => other !== consumer));
  }

  /** Passes the frame or the event to each consumer. */
  deliver(frame: string | Uint8Array, event: unknown): void {
    for (const consumer of this.#consumers) {
      try {
        if (consumer.frame) consumer.frame(frame);
        else if (consumer.event) this.#watch(consumer.event(event));
      } catch (error) {
        this.#report(error, this.#stream);
      }
    }
  }

  /** Calls `call` with each consumer. */
  notify(call: (consumer: Consumer) => unknown): void {
    for (const consumer of this.#consumers) {
      try {
        this.#watch(call(consumer));
      } catch (error) {
        this.#report(error, this.#stream);
      }
    }
  }

  /** Reports the rejection of an async listener. */
  #watch(result: unknown): void {
    if (typeof (result as PromiseLike<unknown> | undefined)?.then !== 'function') return;
    (result as PromiseLike<unknown>).then(undefined, (error: unknown) => this.#report(error, this.#stream));
  }

  #set(consumers: readonly Consumer[]): void {
    this.#consumers = consumers;
    this.wantsEvents = consumers.some((consumer) => !consumer.frame && consumer.event !== undefined);
  }
}
