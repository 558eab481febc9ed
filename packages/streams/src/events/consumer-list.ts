import { callListener, watchResult } from './call-listener.js';
import type { Consumer } from './consumer.js';

/** Receives an error and the name of the stream. A consumer of the stream threw the error, or rejected with it. */
export type Report = (error: unknown, stream: string) => void;

/** The consumers of one stream. An error of one consumer is reported and does not affect the others. */
export class ConsumerList {
  readonly #report: (error: unknown) => void;
  #consumers: readonly Consumer[] = [];

  constructor(stream: string, report: Report) {
    this.#report = (error) => report(error, stream);
  }

  get isEmpty(): boolean {
    return this.#consumers.length === 0;
  }

  /** Whether any of the consumers receives parsed events. */
  wantsEvents = false;

  /** Whether any consumer of parsed events has no listener for notices. */
  get missesNotices(): boolean {
    return this.#consumers.some(({ event, notice }) => event && !notice);
  }

  // A list has only consumers of the events of its own stream, so the casts to `Consumer` are safe.
  add(consumer: Consumer<never>): void {
    this.#set([...this.#consumers, consumer as Consumer]);
  }

  remove(consumer: Consumer<never>): void {
    // If a consumer was added twice, only one of its entries is removed.
    const index = this.#consumers.indexOf(consumer as Consumer);
    this.#set(this.#consumers.filter((_, each) => each !== index));
  }

  /** Passes the frame or the event to each consumer. */
  deliver(frame: string | Uint8Array, event: unknown): void {
    for (const consumer of this.#consumers) {
      try {
        if (consumer.frame) watchResult(consumer.frame(frame), this.#report);
        else if (consumer.event) watchResult(consumer.event(event), this.#report);
      } catch (error) {
        this.#report(error);
      }
    }
  }

  /** Calls `call` with each consumer. */
  notify(call: (consumer: Consumer) => unknown): void {
    for (const consumer of this.#consumers) callListener(() => call(consumer), this.#report);
  }

  #set(consumers: readonly Consumer[]): void {
    this.#consumers = consumers;
    this.wantsEvents = consumers.some((consumer) => !consumer.frame && consumer.event !== undefined);
  }
}
