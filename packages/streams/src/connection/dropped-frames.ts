import type { Clock } from '@pkg/core';
import { BinanceStreamError } from '@pkg/core/internal/platform';

/** The shortest time between two reports of dropped frames, in ms. */
const REPORT_EVERY = 12_000;

/**
 * Returns a function that reports frames that were dropped because they could not be read. The first one is reported at
 * once. Later ones are reported together, with their number. The text of an error may quote the frame, so secrets are
 * removed from the text. An error whose text had secrets is not used itself, because its fields may contain them too.
 */
export function droppedFrames(
  clock: Clock,
  report: (error: unknown, stream?: string) => void,
  redact: (text: string) => string,
): (thrown: unknown, stream?: string) => void {
  let unreported = 0;
  let nextReportAt = -Infinity;
  return (thrown, stream) => {
    unreported += 1;
    const now = clock.monotonic();
    if (now < nextReportAt) return;
    nextReportAt = now + REPORT_EVERY;
    let error = thrown;
    if (thrown instanceof Error) {
      const message = redact(thrown.message);
      if (message !== thrown.message) error = new BinanceStreamError(message);
    }
    if (unreported > 1) {
      error = new BinanceStreamError(`${unreported} frames dropped, last error: ${error}`, undefined, { cause: error });
    }
    report(error, stream);
    unreported = 0;
  };
}
