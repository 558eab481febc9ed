import { BinanceApiError, BinanceRateLimitError, BinanceTransportError, type ErrorRequest } from '../errors/index.js';
import type { Clock } from '../platform/clock.js';

/** The time of the exchange as the client knows it. */
export interface ServerTime {
  /**
   * The timestamp for a request sent now, in whole ms of the exchange's clock; never goes back. Measures the server time
   * first when that is necessary. If measuring fails, the error says that `request`, where given, was not sent.
   */
  timestamp(request?: ErrorRequest): number | Promise<number>;
  /** Measures again at the next timestamp: after -1021, after a sleep of the machine or a jump of the wall clock. */
  invalidate(): void;
  /** Time of the exchange minus local monotonic time in ms; undefined while it is unknown. */
  readonly offset: number | undefined;
}

/** A measurement older than this, in ms, is renewed while calls go on with it. */
const stale = 30 * 60_000;
/** A measurement older than this is not used: a drift of 200 ppm would come near the tolerance of the exchange. */
const expired = 2 * stale;
/** If the wall clock moved this much against the monotonic one, it was set or the machine slept. */
const jump = 500;

const prefix = 'not sent: the server time could not be measured';

/**
 * Measures the server time when it is first needed, and uses the sample with the shortest round trip out of three. `ask`
 * asks the exchange for its time, in ms.
 */
export function createServerTime(clock: Clock, ask: () => Promise<number>): ServerTime {
  let offset: number | undefined;
  let measuredAt = 0;
  let skew = 0;
  let last = 0;
  let measuring: Promise<void> | undefined;

  async function measure(): Promise<void> {
    let shortest = Number.POSITIVE_INFINITY;
    let found = 0;
    for (let sample = 0; sample < 3; sample++) {
      const sentAt = clock.monotonic();
      const time = await ask();
      const arrivedAt = clock.monotonic();
      if (!(time > 0)) throw new Error(`${prefix}: the answer holds no time`);
      if (arrivedAt - sentAt >= shortest) continue;
      shortest = arrivedAt - sentAt;
      found = time - (sentAt + arrivedAt) / 2;
    }
    offset = found;
    measuredAt = clock.monotonic();
    skew = clock.now() - measuredAt;
  }

  function renew(): Promise<void> {
    measuring ??= measure().finally(() => {
      measuring = undefined;
    });
    return measuring;
  }

  function timestamp(request?: ErrorRequest): number | Promise<number> {
    const now = clock.monotonic();
    const age = now - measuredAt;
    if (age > expired || Math.abs(clock.now() - now - skew) > jump) offset = undefined;
    if (offset === undefined) {
      return (request ? renew().catch(notSent(request)) : renew()).then(() => timestamp(request));
    }
    if (age > stale) renew().catch(() => undefined);
    const time = Math.floor(now + offset);
    // A last timestamp further ahead than the exchange tolerates was wrong. Keeping it would fail every call.
    last = last > time + 1000 ? time : Math.max(last, time);
    return last;
  }

  return {
    get offset() {
      return offset;
    },
    invalidate() {
      offset = undefined;
    },
    timestamp,
  };
}

/** Measuring sends requests of its own. If those fail, the request itself was never sent, whatever they ended with. */
function notSent(request: ErrorRequest): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof BinanceTransportError || error instanceof BinanceApiError)) throw error;
    const text = `${prefix}: ${error.message}`;
    throw error instanceof BinanceRateLimitError
      ? new BinanceRateLimitError({ ...error, request, text }, { cause: error })
      : new BinanceTransportError(text, { request, sent: false }, { cause: error });
  };
}
