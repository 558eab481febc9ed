import type { ErrorRequest } from '../errors/index.js';
import { notSentBecause } from '../errors/not-sent-because.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import { canSharePromises } from '../platform/request-context.js';
import { bestSample, type Sample } from './time-samples.js';

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

export type ServerTimeOptions = {
  /** The greatest difference between the exchange's time and the clock of this machine that is believed, in ms. */
  readonly maxOffset?: number | undefined;
  readonly logger?: Logger | undefined;
  /** Called after each measurement that is used, with the time of the exchange minus the wall clock, in ms. */
  readonly measured?: ((offset: number) => void) | undefined;
};

/** The default of `maxOffset`: a day. */
export const MAX_CLOCK_OFFSET: number = 24 * 3_600_000;

/** A measurement older than this, in ms, is renewed while calls go on with it. */
const stale = 30 * 60_000;
/** A measurement older than this is not used: a drift of 200 ppm would come near the tolerance of the exchange. */
const expired = 2 * stale;
/** After a renewal failed, the next one is tried this much later, in ms. */
const renewalPause = 60_000;
/** If the wall clock moved this much against the monotonic one, it was set or the machine slept. */
const jump = 500;
/** A measurement that differs by more than this, in ms, from all that is known is confirmed by a second one. */
const surprising = 60_000;
/** Two measurements of the same clock differ by less than this, in ms. */
const agreement = 5000;

const prefix = 'not sent: the server time could not be measured';

/**
 * Measures the server time when it is first needed, and uses the sample with the shortest round trip out of three. `ask`
 * asks the exchange for its time, in ms; what is no time is refused.
 */
export function createServerTime(
  clock: Clock,
  ask: () => Promise<unknown>,
  { maxOffset = MAX_CLOCK_OFFSET, logger = {}, measured }: ServerTimeOptions = {},
): ServerTime {
  let offset: number | undefined;
  let measuredAt = 0;
  let skew = 0;
  let last = 0;
  let measuring: Promise<void> | undefined;
  let renewAt = 0;
  /** The last measurement that was believed: its offset, and the wall clock minus the monotonic one at that time. */
  let believed: { readonly offset: number; readonly skew: number } | undefined;

  async function measure(): Promise<void> {
    const found = await sampled();
    if (isSurprising(found)) {
      const second = await sampled();
      if (Math.abs(second - found) > agreement) {
        throw new Error(`${prefix}: two measurements differ, ${shown(found)} and ${shown(second)}`);
      }
      const details = { exchange: shown(second), machine: shown(wallSkew()) };
      logger.warn?.('the time of the exchange and of this machine differ', details);
    }
    offset = found;
    measuredAt = clock.monotonic();
    skew = clock.now() - measuredAt;
    believed = { offset, skew };
    measured?.(offset - skew);
  }

  /** The offset by three samples. */
  async function sampled(): Promise<number> {
    const samples: Sample[] = [];
    while (samples.length < 3) {
      const sentAt = clock.monotonic();
      const time = await ask();
      const arrivedAt = clock.monotonic();
      if (!isTime(time)) throw new Error(`${prefix}: the answer holds no time`);
      samples.push({ offset: time - (sentAt + arrivedAt) / 2, roundTrip: arrivedAt - sentAt });
    }
    const best = bestSample(samples);
    if (!best)
      throw new Error(`${prefix}: the answers differ, ${samples.map((sample) => shown(sample.offset)).join(', ')}`);
    const difference = best.offset - wallSkew();
    if (Math.abs(difference) > maxOffset) {
      throw new Error(
        `${prefix}: the exchange says ${shown(best.offset)} and this machine ${shown(wallSkew())}, ` +
          `more than maxClockOffset (${maxOffset} ms) apart`,
      );
    }
    return best.offset;
  }

  /** Whether an offset is far from the last measurement, or before the first one, from the clock of this machine. */
  function isSurprising(found: number): boolean {
    const ahead = found - wallSkew();
    if (!believed) return Math.abs(ahead) > surprising;
    // The monotonic clock may stand still while the machine sleeps, and the wall clock may be set.
    const aheadBefore = believed.offset - believed.skew;
    return Math.abs(found - believed.offset) > surprising && Math.abs(ahead - aheadBefore) > surprising;
  }

  /** The wall clock minus the monotonic clock, in ms. */
  function wallSkew(): number {
    return clock.now() - clock.monotonic();
  }

  /** A time of the exchange as text. */
  function shown(offsetThen: number): string {
    return new Date(clock.monotonic() + offsetThen).toJSON();
  }

  function renew(): Promise<void> {
    if (measuring && canSharePromises()) return measuring;
    measuring = measure().finally(() => {
      measuring = undefined;
    });
    return measuring;
  }

  /** Measures anew while calls go on with the last measurement. A failure is only logged. */
  function renewInBackground(now: number): void {
    if (now < renewAt) return;
    renewAt = now + renewalPause;
    renew().catch((error: Error) => logger.warn?.('the server time could not be renewed', { reason: error.message }));
  }

  function timestamp(request?: ErrorRequest): number | Promise<number> {
    const now = clock.monotonic();
    const age = now - measuredAt;
    if (age > expired || Math.abs(clock.now() - now - skew) > jump) offset = undefined;
    if (offset === undefined) {
      return renew()
        .catch(notSentBecause(prefix, request))
        .then(() => timestamp(request));
    }
    if (age > stale) renewInBackground(now);
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

const [firstTime, lastTime] = [Date.UTC(2000, 0), Date.UTC(2100, 0)];

/** Whether a value from the network is a time of this century in ms. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= firstTime && value < lastTime;
}
