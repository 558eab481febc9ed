import { callListener, watchResult } from './call-listener.js';
import type { Consumer } from './consumer.js';

/** Receives an error and the name of the stream. A consumer of the stream threw the error, or rejected with it. */
export type Report = (error: unknown, stream: string) => void;

/** A consumer in a list. */
export type Reader = {
  readonly consumer: Consumer;
  /** Receives the errors that the consumer throws or rejects with. */
  readonly report: (error: unknown) => void;
};

/** The consumers of one stream. An error of one consumer is reported and does not affect the others. */
export class ConsumerList<R extends Reader = Reader> {
  /** The list is replaced when it changes, so that loops over it are not affected. */
  readers: readonly R[] = [];
  /** Whether any of the consumers receives parsed events. */
  wantsEvents = false;

  add(reader: R): void {
    this.#set([...this.readers, reader]);
  }

  remove(reader: R): void {
    this.#set(this.readers.filter((each) => each !== reader));
  }

  /** Passes the frame or the event to each consumer. The event is undefined if the frame cannot be read. */
  deliver(frame: string | Uint8Array, event: unknown): void {
    for (const { consumer, report } of this.readers) {
      try {
        if (consumer.frame) watchResult(consumer.frame(frame), report);
        else if (event) watchResult(consumer.event?.(event), report);
      } catch (error) {
        report(error);
      }
    }
  }

  /** Calls `call` with each consumer. */
  notify(call: (consumer: Consumer) => unknown): void {
    for (const { consumer, report } of this.readers) callListener(() => call(consumer), report);
  }

  #set(readers: readonly R[]): void {
    this.readers = readers;
    this.wantsEvents = readers.some(({ consumer }) => !consumer.frame && consumer.event);
  }
}
