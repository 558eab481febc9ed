import type { ServerTime } from '../client/context.js';
import { BinanceApiError, BinanceRateLimitError, BinanceTransportError } from '../errors/index.js';
import type { Call } from '../operations/operation.js';
import type { Clock } from '../platform/clock.js';
import { requestOf } from '../request/call.js';

/** Past this age a measurement is renewed while calls go on with it. */
const stale = 30 * 60_000;
/** Past this age a measurement is not used: 200 ppm of drift would come near the exchange's tolerance. */
const expired = 2 * stale;
/** A wall clock that moved this much against the monotonic one was set, or the host slept. */
const jump = 500;

const want = "not sent, for want of the exchange's time";

/**
 * The exchange's time, measured when it is first needed: the sample with the shortest way there and back out of three.
 * `ask` asks the exchange for its time, in ms.
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
      if (!(time > 0)) throw new Error(`${want}: its answer holds none`);
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

  function timestamp(call?: Call): number | Promise<number> {
    const now = clock.monotonic();
    const age = now - measuredAt;
    if (age > expired || Math.abs(clock.now() - now - skew) > jump) offset = undefined;
    if (offset === undefined) return (call ? renew().catch(notSent(call)) : renew()).then(() => timestamp(call));
    if (age > stale) renew().catch(() => undefined);
    const time = Math.floor(now + offset);
    // A stamp further ahead than the exchange tolerates was itself wrong: holding on to it would fail every call.
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

/** Measuring takes requests of its own; when those fail, the request itself was never sent, whatever became of them. */
function notSent(call: Call): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof BinanceTransportError || error instanceof BinanceApiError)) throw error;
    const request = requestOf(call);
    const text = `${want}: ${error.message}`;
    throw error instanceof BinanceRateLimitError
      ? new BinanceRateLimitError({ ...error, request, text }, { cause: error })
      : new BinanceTransportError(text, { request, sent: false }, { cause: error });
  };
}
