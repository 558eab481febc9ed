import type { Clock } from '@pkg/core';
import { framesDropped } from '../stream-errors.js';

/** Allows five reports a minute. */
const REPORT_EVERY = 12_000;

/**
 * Reports frames that were dropped because they could not be read. The first is reported at once, later ones as a
 * count.
 */
export class DroppedFrames {
  readonly #clock: Clock;
  readonly #report: (error: unknown, stream: string) => void;
  #unreported = 0;
  #nextReportAt = -Infinity;

  constructor(clock: Clock, report: (error: unknown, stream: string) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  /** Counts a frame that was dropped because of `error`. */
  add(error: unknown, stream = ''): void {
    this.#unreported += 1;
    const now = this.#clock.monotonic();
    if (now < this.#nextReportAt) return;
    this.#nextReportAt = now + REPORT_EVERY;
    this.#report(this.#unreported > 1 ? framesDropped(this.#unreported, error) : error, stream);
    this.#unreported = 0;
  }
}
