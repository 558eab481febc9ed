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
  /**
   * How wrong `offset` may be, in ms: by half of the round trip of the measurement, and by the drift of this machine's
   * clock since then. It is undefined until the exchange's time is measured.
   */
  readonly error: number | undefined;
}

export type ServerTimeOptions = {
  /** The largest accepted difference between the exchange's time and the clock of this machine, in ms. */
  readonly maxOffset?: number | undefined;
  readonly logger?: Logger | undefined;
  /** Called after each accepted measurement, with the exchange's time minus the wall clock of this machine, in ms. */
  readonly measured?: ((offset: number) => void) | undefined;
};

/** The default of `maxOffset` in ms, which is a day. */
export const MAX_CLOCK_OFFSET: number = 86_400_000;

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
  /**
   * In ms. A measurement older than this is repeated in the background. Until the new one is complete, calls use the old
   * one.
   */
  const stale = 15 * 60_000;
  /**
   * How far the clock of a machine may drift from that of the exchange, in ms for each ms. A service that synchronizes a
   * clock over the network slows it down or speeds it up by at most this much.
   */
  const drift = 500e-6;
  /**
   * In ms. A measurement older than this is not used any more. The drift of the clock makes a younger one wrong by less
   * than 1 s, which the exchange tolerates.
   */
  const expired = 2 * stale;
  /** The shortest pause between two attempts to renew the measurement in the background, in ms. */
  const renewalPause = 60_000;
  /**
   * In ms. If the difference between the wall clock and the monotonic clock has changed by more than this, the wall clock
   * was set or the machine slept. The exchange's time is then measured again.
   */
  const jump = 500;
  /**
   * In ms. If the difference between the exchange's time and the wall clock of this machine has changed by more than
   * this, a second measurement must confirm the new difference. At the first measurement, the previous difference counts
   * as 0.
   */
  const surprising = 60_000;
  /** In ms. Two measurements confirm each other if they differ by at most this. */
  const agreement = 5000;

  let offset: number | undefined;
  let measuredAt = 0;
  let skew = 0;
  let last = 0;
  let measuring: Promise<void> | undefined;
  let renewAt = 0;
  /** The round trip of the last accepted measurement, in ms; undefined until one is accepted. */
  let roundTrip: number | undefined;
  /** How far the exchange was ahead of the wall clock of this machine at the last accepted measurement, in ms. */
  let ahead = 0;

  async function measure(): Promise<void> {
    const found = await sampled();
    if (Math.abs(found.offset - wallSkew() - ahead) > surprising) {
      const second = await sampled();
      if (Math.abs(second.offset - found.offset) > agreement) throw disagreement(found, second);
      const details = { exchange: shown(second), machine: machineTime() };
      logger.warn?.('the time of the exchange and of this machine differ', details);
    }
    offset = found.offset;
    roundTrip = found.roundTrip;
    measuredAt = clock.monotonic();
    skew = wallSkew();
    ahead = offset - skew;
    measured?.(ahead);
  }

  /** Requests the exchange's time three times. Returns the best of the three samples. */
  async function sampled(): Promise<Sample> {
    const samples: Sample[] = [];
    while (samples.length < 3) {
      const sentAt = clock.monotonic();
      const time = await ask();
      const arrivedAt = clock.monotonic();
      if (!isTime(time)) throw new Error(`${prefix}: the answer holds no time`);
      samples.push({ offset: time - (sentAt + arrivedAt) / 2, roundTrip: arrivedAt - sentAt });
    }
    const best = bestSample(samples);
    if (!best) throw disagreement(...samples);
    if (Math.abs(best.offset - wallSkew()) > maxOffset) {
      throw new Error(
        `${prefix}: the exchange says ${shown(best)}, this machine ${machineTime()}, maxClockOffset ${maxOffset} ms`,
      );
    }
    return best;
  }

  /** Returns the wall clock minus the monotonic clock, in ms. */
  function wallSkew(): number {
    return clock.now() - clock.monotonic();
  }

  /** Creates the error for samples that show different times of the exchange. */
  function disagreement(...samples: Sample[]): Error {
    return new Error(`${prefix}: the answers differ, ${samples.map(shown).join(', ')}`);
  }

  /** Formats the current time of the exchange, calculated from a sample, for messages. */
  function shown(sample: Sample): string {
    return new Date(clock.monotonic() + sample.offset).toJSON();
  }

  function machineTime(): string {
    return new Date(clock.now()).toJSON();
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
    // If the last timestamp is ahead of the present time by more than the exchange tolerates, it was wrong. Returning
    // it again would make every call fail.
    last = last > time + 1000 ? time : Math.max(last, time);
    return last;
  }

  return {
    get offset() {
      return offset;
    },
    get error() {
      return roundTrip === undefined ? undefined : roundTrip / 2 + (clock.monotonic() - measuredAt) * drift;
    },
    invalidate() {
      offset = undefined;
    },
    timestamp,
  };
}

/** Whether a value from the network is a time between the years 2000 and 2100, in ms since the epoch. */
function isTime(value: unknown): value is number {
  const start2000 = 946_684_800_000;
  const start2100 = 4_102_444_800_000;
  return typeof value === 'number' && value >= start2000 && value < start2100;
}
