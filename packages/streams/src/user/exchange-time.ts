import type { ClientContext } from '@pkg/core';

/**
 * The largest accepted difference between the client's measurement of the exchange's time and the time of an event, in
 * ms.
 */
export const TOLERANCE = 60_000;

/** The exchange's time, in the time unit of a client. */
export class ExchangeTime {
  readonly #context: ClientContext;
  /** One millisecond in the client's time unit: 1 or 1,000. */
  readonly millisecond: number;

  constructor(context: ClientContext) {
    this.#context = context;
    this.millisecond = context.timeUnit === 'microsecond' ? 1_000 : 1;
  }

  /** Returns the exchange's time plus `shift` ms. The result is a whole number, because requests contain it. */
  now(shift = 0): number {
    const { clock, serverTime } = this.#context;
    const now = serverTime.offset === undefined ? clock.now() : clock.monotonic() + serverTime.offset;
    return Math.floor((now + shift) * this.millisecond);
  }

  /** Returns the latest time that an event or an answer may have. */
  latest(): number {
    return this.now(TOLERANCE);
  }
}
