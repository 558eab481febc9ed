import type { Clock } from '@pkg/core';

/**
 * If messages of other processes were last read longer than this many ms ago, they must be read before a call is sent.
 */
const CURRENT_FOR = 10;
/**
 * How many times calls may use a limit before messages must be read again. Each call uses at least two limits, so a
 * process sends at most 24 calls in succession without reading messages.
 */
const MOST_USES = 48;

/**
 * Makes a busy process read the messages of other processes that have arrived, such as a suspension, before it sends
 * more calls. Node reads them when its event loop turns, but not while one call after another is sent in the same turn.
 */
export class ArrivedMessages {
  readonly #clock: Clock;
  readonly #onRead: () => void;
  /** When this process last read the messages of other processes, by this process's monotonic clock in ms. */
  #readAt = Number.NEGATIVE_INFINITY;
  #uses = 0;
  #reading: Promise<void> | undefined;
  /** Resolves when this process has subscribed to the messages, or when the subscription takes too long. */
  #opened: Promise<void>;
  #isClosed = false;

  /**
   * The promise `opened` resolves when this process has subscribed to the messages of other processes, or when the
   * subscription takes too long. The first calls wait for it. `onRead` is called each time the messages have been read.
   */
  constructor(clock: Clock, opened: Promise<void>, onRead: () => void) {
    this.#clock = clock;
    this.#opened = opened;
    this.#onRead = onRead;
  }

  /**
   * Returns a promise that resolves when the messages of other processes have been read; undefined if calls may be sent
   * now.
   */
  read(): Promise<void> | undefined {
    const isCurrent = this.#uses < MOST_USES && this.#clock.monotonic() - this.#readAt <= CURRENT_FOR;
    if (isCurrent || this.#isClosed) return undefined;
    this.#reading ??= this.#turn();
    return this.#reading;
  }

  /** Must be called when a call uses a limit. After `MOST_USES` uses, messages must be read again. */
  use(): void {
    this.#uses += 1;
  }

  /** Must be called when no more messages arrive. */
  close(): void {
    this.#isClosed = true;
  }

  async #turn(): Promise<void> {
    await this.#opened;
    // Between two callbacks of `setImmediate`, the event loop reads what has arrived on all connections.
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    this.#reading = undefined;
    // The time is taken after the turn, not before it. Otherwise, a turn that takes longer than `CURRENT_FOR` would
    // make the next call read messages again, and a busy process would never send a call.
    this.#readAt = this.#clock.monotonic();
    this.#uses = 0;
    this.#onRead();
  }
}
