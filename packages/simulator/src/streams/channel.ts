import { type TimeUnit, toUnit } from '../protocol/time-unit.js';

/** Somebody who listens to channels. */
export type Subscriber = {
  readonly unit: TimeUnit;
  /** Whether events come wrapped in `{"stream","data"}`. */
  readonly combined: boolean;
  /** Bytes sent and not yet taken. */
  readonly bufferedAmount: number;
  /** Sends one event, wrapped or not. */
  deliver(text: string): void;
  close(code: number, reason: string): void;
};

/** Writes an event's JSON; `time` turns µs into what the subscriber wants. */
export type Render = (time: (us: number) => number) => string;

/** One stream and those who listen to it. An event is written once for each form that somebody wants. */
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
