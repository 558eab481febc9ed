import type { ErrorRequest } from '../errors/index.js';
import { notSentBecause } from '../errors/not-sent-because.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import { canSharePromises } from '../platform/request-context.js';
import { bestSample, type Sample } from './time-samples.js';

/** The exchange's time, as the client has measured it. */
export interface ServerTime {
  /**
   * Returns the timestamp for a request that is sent now, in whole ms of the exchange's clock. Timestamps never
   * decrease, except after a timestamp that was too far ahead of the exchange's clock. Returns a promise if the server
   * time has to be measured first. If it cannot be measured, the error says that `request` was not sent.
   */
  timestamp(request?: ErrorRequest): number | Promise<number>;
  /**
   * Discards the measurement of the exchange's time, so that the next timestamp requires a new one. The client calls
   * this function after the exchange has refused a timestamp (-1021).
   */
  invalidate(): void;
  /** The exchange's time minus the monotonic clock, in ms; undefined while the exchange's time is not known. */
  readonly offset: number | undefined;
}

export type ServerTimeOptions = {
  /** The largest accepted difference between the exchange's time and the clock of this machine, in ms. */
  readonly maxOffset?: number | undefined;
  readonly logger?: Logger | undefined;
  /** Called after each accepted measurement, with the exchange's time minus the wall clock of this machine, in ms. */
  readonly measured?: ((offset: number) => void) | undefined;
};

/** The default of `maxOffset` in ms, which is a day. */
export const MAX_CLOCK_OFFSET: number = 24 * 3_600_000;

/**
 * In ms. A measurement older than this is repeated in the background. Until the new one is complete, calls use the old
 * one.
 */
const stale = 30 * 60_000;
/**
 * In ms. A measurement older than this is not used any more. If the clock of this machine drifts by 200 ppm, such a
 * measurement is wrong by nearly as much as the exchange tolerates.
 */
const expired = 2 * stale;
/** The shortest pause between two attempts to renew the measurement in the background, in ms. */
const renewalPause = 60_000;
/**
 * In ms. If the difference between the wall clock and the monotonic clock has changed by more than this, the wall clock
 * was set or the machine slept. The exchange's time is then measured again.
 */
const jump = 500;
/** In ms. If a measurement differs from the expected time by more than this, a second one must confirm it. */
const surprising = 60_000;
/** In ms. Two measurements confirm each other if they differ by at most this. */
const agreement = 5000;

const prefix = 'not sent: the server time could not be measured';

/**
 * Creates the server time of a client. It is measured when it is first needed. Each measurement asks for the time three
 * times, and uses the answer with the shortest round trip among those that agree. `ask` requests the exchange's time in
 * ms. An answer that is not a time is an error.
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
  /**
   * The last accepted measurement. `offset` is the exchange's time minus the monotonic clock, and `skew` the wall clock
   * minus the monotonic clock, both at the time of the measurement.
   */
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

  /** Requests the exchange's time three times. Returns the exchange's time minus the monotonic clock, in ms. */
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

  /**
   * Whether the measured offset differs much from the last accepted one. If no measurement has been accepted yet, the
   * offset is compared with the wall clock of this machine.
   */
  function isSurprising(found: number): boolean {
    const ahead = found - wallSkew();
    if (!believed) return Math.abs(ahead) > surprising;
    // The offset is surprising only if it disagrees with both clocks, because one alone may be wrong: the monotonic
    // clock may stop while the machine sleeps, and the wall clock may be set.
    const aheadBefore = believed.offset - believed.skew;
    return Math.abs(found - believed.offset) > surprising && Math.abs(ahead - aheadBefore) > surprising;
  }

  /** Returns the wall clock minus the monotonic clock, in ms. */
  function wallSkew(): number {
    return clock.now() - clock.monotonic();
  }

  /** Formats the current time of the exchange, calculated from an offset, for messages. */
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

  /** Measures again in the background, while calls use the last measurement. A failure is only logged. */
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
    // The last timestamp was wrong if it is further ahead than the exchange tolerates. Returning it again would make
    // every call fail.
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

/** Whether a value from the network is a time between the years 2000 and 2100, in ms since the epoch. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= firstTime && value < lastTime;
}
