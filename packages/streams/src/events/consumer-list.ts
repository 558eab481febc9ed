import type { Consumer } from './consumer.js';

/** Told of what a consumer threw or rejected with. */
export type Report = (error: unknown, stream: string) => void;

/** Those who listen to one stream. What one of them throws is reported and hurts nobody else. */
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

  /** Whether anybody wants events, not just frames. */
  wantsEvents = false;

  // A consumer of some event is given exactly that event by its stream.
  add(consumer: Consumer<never>): void {
    this.#set([...this.#consumers, consumer as Consumer]);
  }

  remove(consumer: Consumer<never>): void {
    this.#set(this.#consumers.filter((other) => other !== consumer));
  }

  /** Gives each consumer the frame or the event, whichever it asked for. */
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

  /** Tells each consumer, not of an event. */
  tell(what: (consumer: Consumer) => unknown): void {
    for (const consumer of this.#consumers) {
      try {
        this.#watch(what(consumer));
      } catch (error) {
        this.#report(error, this.#stream);
      }
    }
  }

  /** A listener may be async: what it rejects with is reported too. */
  #watch(result: unknown): void {
    if (typeof (result as PromiseLike<unknown> | undefined)?.then !== 'function') return;
    (result as PromiseLike<unknown>).then(undefined, (error: unknown) => this.#report(error, this.#stream));
  }

  #set(consumers: readonly Consumer[]): void {
    this.#consumers = consumers;
    this.wantsEvents = consumers.some((consumer) => !consumer.frame && consumer.event !== undefined);
  }
}
