import type { Timer } from '@pkg/core';
import { isListenerError } from '../../engine/model/listener-errors.js';
import type { SymbolSpec } from '../../engine/types/index.js';
import { VirtualClock } from '../../time/virtual-clock.js';
import type { DrivenMarkets, DrivingSource, MarketEvent, MarketSource } from './market-source.js';

/** Events sorted by time: all at once, or in batches. While a batch is read, the time of the exchange stands still. */
export type TimedEvents = Iterable<MarketEvent> | AsyncIterable<readonly MarketEvent[]>;

/** Options of a source whose events have known times. */
export type TimedSourceOptions = {
  /** The symbols whose books and trades come from the source, each by its name or with all its properties. */
  readonly symbols: readonly (string | SymbolSpec)[];
  /** Time of the first event in ms. */
  readonly start: number;
  /**
   * Returns all events. Called again when a state of the exchange is imported.
   *
   * @param markets gives the smallest steps of prices, for market sources that infer an order book
   */
  events(markets: Pick<DrivenMarkets, 'tickSize'>): TimedEvents;
};

/**
 * A market source of events with known times, such as the lines of a file. Each event is applied when the exchange's
 * time reaches the time of the event. Events from before the start of the exchange are applied at its start, so that
 * its books, klines and tickers are complete.
 */
export function timedSource(options: TimedSourceOptions): MarketSource {
  const { symbols, start } = options;
  return {
    symbols,
    start,
    drive(markets) {
      const { clock } = markets;
      if (!(clock instanceof VirtualClock)) {
        throw new TypeError('source: expected an exchange that runs on a VirtualClock, got another clock');
      }
      return new TimedRun(markets, clock, () => options.events(markets));
    },
  };
}

/**
 * Applies the events of one market source at their times. The exported state is the number of events that were applied.
 */
class TimedRun implements DrivingSource {
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  readonly #markets: DrivenMarkets;
  readonly #clock: VirtualClock;
  readonly #events: () => TimedEvents;
  readonly #leave: () => void;
  #batches: AsyncIterator<readonly MarketEvent[]> | undefined;
  #batch: Iterator<MarketEvent> = [][Symbol.iterator]();
  #next: MarketEvent | undefined;
  #applied = 0;
  #skipped = 0;
  /**
   * A number that increases when a state is imported and when `stop` is called. If the number has increased since a
   * batch of events was requested, the batch is ignored.
   */
  #version = 0;
  #timer: Timer;
  #becomeReady: () => void = () => undefined;
  #end: () => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;

  constructor(markets: DrivenMarkets, clock: VirtualClock, events: () => TimedEvents) {
    this.#markets = markets;
    this.#clock = clock;
    this.#events = events;
    this.ready = new Promise((resolve, reject) => {
      this.#becomeReady = resolve;
      this.#fail = reject;
    });
    const failed = this.#fail;
    this.ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = (error) => {
        this.#release();
        failed(error);
        reject(error);
      };
    });
    this.#open(0);
    this.#leave = markets.participants.add('source', this);
  }

  exportState(): { readonly applied: number } {
    return { applied: this.#applied };
  }

  /** Continues after the events that had been applied when the state was exported. */
  importState(state: unknown): void {
    this.#clock.clearTimeout(this.#timer);
    this.#open((state as { readonly applied: number }).applied);
  }

  stop(): void {
    this.#version += 1;
    this.#clock.clearTimeout(this.#timer);
    this.#leave();
    this.#finish();
  }

  #open(skipped: number): void {
    this.#version += 1;
    this.#applied = 0;
    this.#skipped = skipped;
    this.#next = undefined;
    this.#release();
    const events = this.#events();
    this.#batch = Symbol.iterator in events ? events[Symbol.iterator]() : [][Symbol.iterator]();
    this.#batches = Symbol.asyncIterator in events ? events[Symbol.asyncIterator]() : undefined;
    this.#advance();
  }

  /** Applies the events that are due, then waits for the next one. */
  #advance(): void {
    const clock = this.#clock;
    const { end } = this.#markets;
    const version = this.#version;
    for (;;) {
      if (this.#next === undefined) {
        const { done, value } = this.#batch.next();
        if (done) {
          if (this.#batches) clock.hold(this.#read(this.#batches, this.#version));
          else this.#finish();
          return;
        }
        this.#next = value as MarketEvent;
      }
      const { time } = this.#next;
      if (this.#applied < this.#skipped) this.#skip();
      else if (time > end * 1000) return this.#finish();
      else if (time > Math.floor(clock.now() * 1000)) return this.#waitFor(time);
      else {
        const event = this.#next;
        this.#skip();
        try {
          this.#markets.apply(event);
        } catch (error) {
          // The exchange has applied the event before it throws the error of a listener. So the later events follow.
          if (isListenerError(error) && version === this.#version) this.#setTimer(clock.now());
          throw error;
        }
        // A listener of the exchange may have stopped the source.
        if (version !== this.#version) return;
      }
    }
  }

  /** Sets the timer that applies the next events. If they cannot be read or applied, the source fails. */
  #setTimer(time: number): void {
    this.#timer = this.#clock.setAlarm(() => {
      try {
        this.#advance();
      } catch (error) {
        if (!isListenerError(error)) this.#fail(error);
        throw error;
      }
    }, time);
  }

  #skip(): void {
    this.#next = undefined;
    this.#applied += 1;
  }

  #waitFor(time: number): void {
    this.#becomeReady();
    // In floating point, a fraction of a ms is not exact. Half a µs is added, so that the timer never runs too early.
    const margin = time % 1000 === 0 ? 0 : 0.0005;
    this.#setTimer(time / 1000 + margin);
  }

  async #read(batches: AsyncIterator<readonly MarketEvent[]>, version: number): Promise<void> {
    try {
      const { done, value } = await batches.next();
      if (version !== this.#version) return;
      if (done) return this.#finish();
      this.#batch = value[Symbol.iterator]();
      this.#advance();
    } catch (error) {
      if (version === this.#version && !isListenerError(error)) this.#fail(error);
      throw error;
    }
  }

  #finish(): void {
    this.#release();
    this.#becomeReady();
    this.#end();
  }

  /** Ends the reading of batches, so that a source that reads a file closes the file. */
  #release(): void {
    this.#batches?.return?.().catch(() => undefined);
    this.#batches = undefined;
  }
}
