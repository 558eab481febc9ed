import type { Clock } from '@pkg/core';
import { framesDropped, withMessage } from '../stream-errors.js';

/** The shortest time between two reports of dropped frames, in ms. */
const REPORT_EVERY = 12_000;

/**
 * Reports frames that were dropped because they could not be read. The first one is reported at once. Later ones are
 * reported together, with their number. The text of an error may quote the frame, so it is redacted.
 */
export class DroppedFrames {
  readonly #clock: Clock;
  readonly #report: (error: unknown, stream: string) => void;
  readonly #redact: ((text: string) => string) | undefined;
  #unreported = 0;
  #nextReportAt = -Infinity;

  constructor(clock: Clock, report: (error: unknown, stream: string) => void, redact?: (text: string) => string) {
    this.#clock = clock;
    this.#report = report;
    this.#redact = redact;
  }

  /** Counts a frame that was dropped because of `thrown`. */
  readonly add = (thrown: unknown, stream = ''): void => {
    this.#unreported += 1;
    const now = this.#clock.monotonic();
    if (now < this.#nextReportAt) return;
    this.#nextReportAt = now + REPORT_EVERY;
    const error = this.#safe(thrown);
    this.#report(this.#unreported > 1 ? framesDropped(this.#unreported, error) : error, stream);
    this.#unreported = 0;
  };

  #safe(error: unknown): unknown {
    if (!this.#redact || !(error instanceof Error)) return error;
    const message = this.#redact(error.message);
    return message === error.message ? error : withMessage(message);
  }
}
