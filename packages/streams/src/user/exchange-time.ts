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
  /**
   * The exchange's time minus the wall clock of this machine, in ms, as last known. While the exchange's time is measured
   * again, the wall clock replaces the monotonic clock, which may have stopped while the machine slept.
   */
  #ahead = 0;
  /** The last measured offset, and the exchange's time minus the wall clock when this offset was first used, in ms. */
  #measured: readonly [offset: number, ahead: number] = [-Infinity, 0];

  constructor(context: ClientContext) {
    this.#context = context;
    this.millisecond = context.timeUnit === 'microsecond' ? 1_000 : 1;
  }

  /** Returns the exchange's time plus `shift` ms. The result is a whole number, because requests contain it. */
  now(shift = 0): number {
    const { clock, serverTime } = this.#context;
    const { offset } = serverTime;
    const wall = clock.now();
    const now = offset === undefined ? wall + this.#ahead : clock.monotonic() + offset;
    this.#ahead = now - wall;
    if (offset !== undefined && offset !== this.#measured[0]) this.#measured = [offset, this.#ahead];
    return Math.floor((now + shift) * this.millisecond);
  }

  /**
   * Returns the latest time that an event or an answer may have. The exchange's time may be measured wrongly by up to
   * `error` ms. The monotonic clock may have stopped while the machine slept, and the wall clock may have been set back.
   * So the later of the two times counts.
   */
  latest(error: number = TOLERANCE): number {
    const { clock } = this.#context;
    const now = this.now(error);
    const [offset, ahead] = this.#measured;
    const byClocks = Math.max(clock.monotonic() + offset, clock.now() + ahead) + error;
    return Math.max(now, Math.floor(byClocks * this.millisecond));
  }
}
