import { type TimeUnit, toUnit } from '../protocol/time-unit.js';

/** A connection that has subscribed to streams. */
export type Subscriber = {
  readonly unit: TimeUnit;
  /** Whether each event is wrapped as `{"stream": …, "data": …}`. */
  readonly combined: boolean;
  /** Number of bytes that were sent and that the client has not read yet. */
  readonly bufferedAmount: number;
  /**
   * Sends the JSON text of one event. If `combined` is set, the text already has the wrapper of a combined stream
   * (`{"stream":…,"data":…}`).
   */
  deliver(text: string): void;
  close(code: number, reason: string): void;
};

/** A function that returns an event as JSON. Its parameter `time` converts µs to the subscriber's time unit. */
export type Render = (time: (us: number) => number) => string;

/**
 * One stream with its subscribers. Each event is rendered only once for each time unit and format, not for each
 * subscriber.
 */
export class Channel {
  readonly name: string;
  readonly subscribers: Set<Subscriber> = new Set();
  readonly #opening: string;

  constructor(name: string) {
    this.name = name;
    this.#opening = `{"stream":${JSON.stringify(name)},"data":`;
  }

  publish(render: Render): void {
    const texts: Partial<Record<TimeUnit, string>> = {};
    const wrapped: Partial<Record<TimeUnit, string>> = {};
    for (const subscriber of this.subscribers) {
      const { unit } = subscriber;
      texts[unit] ??= render(toUnit(unit));
      if (subscriber.combined) wrapped[unit] ??= `${this.#opening}${texts[unit]}}`;
      subscriber.deliver((subscriber.combined ? wrapped : texts)[unit] as string);
    }
  }
}
