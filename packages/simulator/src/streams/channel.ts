import { type TimeUnit, toUnit } from '../protocol/time-unit.js';

/** A connection that is subscribed to streams. */
export type Subscriber = {
  readonly unit: TimeUnit;
  /** Whether events are wrapped in `{"stream","data"}`. */
  readonly combined: boolean;
  /** Bytes sent that the client has not read yet. */
  readonly bufferedAmount: number;
  /** Sends one event, wrapped or not. */
  deliver(text: string): void;
  close(code: number, reason: string): void;
};

/** Writes an event's JSON. `time` converts µs to the subscriber's time unit. */
export type Render = (time: (us: number) => number) => string;

/** One stream with its subscribers. An event is rendered once per time unit and format, not once per subscriber. */
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
