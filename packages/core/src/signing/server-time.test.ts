import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { createSpotClient, type SpotClient } from '../client/spot-client.js';
import type { Clock, Timer } from '../platform/clock.js';
import { createServerTime } from './server-time.js';

const minute = 60_000;
const hour = 60 * minute;

/** The clock of a machine that gains `ppm` parts per million on the clock of the exchange. */
class DriftingClock implements Clock {
  readonly #exchange: ManualClock;
  readonly #rate: number;

  constructor(exchange: ManualClock, ppm: number) {
    this.#exchange = exchange;
    this.#rate = 1 + ppm / 1e6;
  }

  now(): number {
    return 1_700_000_000_000 + this.monotonic();
  }

  monotonic(): number {
    return this.#exchange.monotonic() * this.#rate;
  }

  setTimeout(callback: () => void, ms: number): Timer {
    return this.#exchange.setTimeout(callback, ms / this.#rate);
  }

  clearTimeout(timer: Timer): void {
    this.#exchange.clearTimeout(timer);
  }
}

/**
 * Simulates an exchange with its own clock. Like the real one, it refuses timestamps that are more than 1 s ahead of
 * its clock or 5 s behind it.
 */
function exchange(time: () => number): {
  fetch: typeof globalThis.fetch;
  refused: number;
  asked: number;
  stamps: number[];
} {
  const state = {
    refused: 0,
    asked: 0,
    stamps: [] as number[],
    fetch: async (input: unknown) => {
      const url = new URL(String(input));
      if (url.pathname === '/api/v3/time') {
        state.asked++;
        return Response.json({ serverTime: Math.floor(time()) });
      }
      const stamp = Number(url.searchParams.get('timestamp'));
      state.stamps.push(stamp);
      if (stamp < time() + 1000 && time() - stamp <= 5000) return Response.json({ balances: [] });
      state.refused++;
      return Response.json(
        { code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' },
        { status: 400 },
      );
    },
  };
  return state as typeof state & { fetch: typeof globalThis.fetch };
}

function clientOf(clock: Clock, fetch: typeof globalThis.fetch): SpotClient {
  return createSpotClient({ apiKey: 'key', signer: () => 'signature', clock, fetch, validateOrders: false });
}

describe('timestamps', () => {
  it.each([
    [300, 'does not go back'],
    [900, 'does not go back'],
    [30_000, 'follows a measurement that is far lower'],
  ])('after a measurement that is %d ms lower: %s', async (lower) => {
    const clock = new ManualClock();
    let ahead = 0;
    const serverTime = createServerTime(clock, async () => clock.now() - ahead);
    const before = await serverTime.timestamp();
    ahead = lower;
    serverTime.invalidate();
    const after = await serverTime.timestamp();
    // If the new measurement is less than 1 s lower, the timestamp does not go back, because the exchange accepts
    // timestamps up to 1 s ahead of its clock. Otherwise the timestamp goes back by the whole difference.
    expect(after).toBe(lower < 1000 ? before : before - lower);
    await clock.advance(2 * lower);
    expect(await serverTime.timestamp()).toBe(before + lower);
  });
});

describe('the clock of this machine', () => {
  it.each([hour, -hour])('is wrong by %d ms: no -1021', async (wrong) => {
    const clock = new ManualClock();
    const start = clock.now();
    const { fetch, ...state } = exchange(() => start + wrong + clock.monotonic());
    const client = clientOf(clock, fetch);
    await clock.run(client.getAccount());
    expect(state.refused).toBe(0);
  });

  it.each([10 * minute, -10 * minute])('is stepped by %d ms during the run: at most one -1021', async (step) => {
    const clock = new ManualClock();
    const start = clock.now();
    const state = exchange(() => start + clock.monotonic());
    const client = clientOf(clock, state.fetch);
    for (let call = 0; call < 20; call++) {
      if (call === 10) clock.step(step);
      await clock.run(client.getAccount());
      await clock.advance(1000);
    }
    expect(state.refused).toBeLessThanOrEqual(1);
    expect(state.stamps).toEqual([...state.stamps].sort((a, b) => a - b));
  });

  it.each([
    [200, minute],
    [-200, minute],
    [200, 7 * hour],
    // 500 ppm is the fastest rate at which a time service corrects a clock. At this rate, an offset measured 40 minutes
    // ago is wrong by 1.2 s. But the exchange accepts timestamps only up to 1 s ahead of its clock.
    [500, 40 * minute],
    [500, 29 * minute],
  ])('drifts %d ppm for a day with a call each %d ms: at most one -1021', async (ppm, pause) => {
    const true_ = new ManualClock();
    const state = exchange(() => 1_700_000_000_000 + true_.monotonic());
    const client = clientOf(new DriftingClock(true_, ppm), state.fetch);
    for (let elapsed = 0; elapsed < 24 * hour; elapsed += pause) {
      await true_.run(client.getAccount());
      await true_.advance(pause);
    }
    expect(state.refused).toBeLessThanOrEqual(1);
    // Each measurement sends three requests. There is one measurement in each of the 96 quarters of an hour of the day,
    // one at the start, and one after a -1021.
    expect(state.asked).toBeLessThanOrEqual(3 * 98);
    expect(state.stamps).toEqual([...state.stamps].sort((a, b) => a - b));
  });
});

describe('createServerTime', () => {
  it('uses the sample with the shortest round trip', async () => {
    const clock = new ManualClock();
    const start = clock.now();
    const delays = [400, 20, 300];
    const time = createServerTime(clock, async () => {
      const delay = delays.shift() ?? 0;
      await new Promise<void>((resolve) => clock.setTimeout(resolve, delay));
      // The exchange's clock is 5000 ms ahead. The request arrives at once, and the reply takes `delay` ms. So the
      // answer is the exchange's time `delay` ms ago.
      return start + clock.monotonic() - delay + 5000;
    });
    const stamp = await clock.run(Promise.resolve(time.timestamp()));
    expect(stamp).toBe(start + clock.monotonic() + 5000 - 10);
  });

  it.each(Array.from({ length: 12 }, (_, count) => count))(
    'gives a correct timestamp if the measurement is invalidated %i microtasks after a reply',
    async (microtasks) => {
      const clock = new ManualClock();
      const ahead = 5000;
      let samples = 0;
      const time = createServerTime(clock, async () => {
        if (++samples === 3) {
          let later = Promise.resolve();
          for (let each = 0; each < microtasks; each++) later = later.then(() => undefined);
          later.then(() => time.invalidate());
        }
        return clock.now() + ahead;
      });
      expect(await clock.run(Promise.resolve(time.timestamp()))).toBe(clock.now() + ahead);
    },
  );

  it.each([undefined, null, 0, Number.NaN])('error: %s instead of a time', async (value) => {
    const clock = new ManualClock();
    const time = createServerTime(clock, async () => value as number);
    await expect(clock.run(Promise.resolve(time.timestamp()))).rejects.toThrow('the answer holds no time');
  });

  it('measures at the first timestamp, once for all callers that wait', async () => {
    const clock = new ManualClock();
    let asked = 0;
    const time = createServerTime(clock, async () => {
      asked++;
      return clock.now();
    });
    expect([asked, time.offset]).toEqual([0, undefined]);
    await Promise.all([time.timestamp(), time.timestamp(), time.timestamp()]);
    expect(asked).toBe(3);
  });

  it('error: a failed measurement; the next timestamp measures again', async () => {
    const clock = new ManualClock();
    let asked = 0;
    const time = createServerTime(clock, async () => {
      if (asked++ === 0) throw new Error('no network');
      return clock.now();
    });
    await expect(time.timestamp()).rejects.toThrow('no network');
    expect(await time.timestamp()).toBe(clock.now());
  });
});

describe('timeUnit microsecond', () => {
  it('asks for microseconds and stamps in them', async () => {
    const seen: (string | null)[] = [];
    const clock = new ManualClock();
    const client = createSpotClient({
      apiKey: 'key',
      signer: () => 'signature',
      timeUnit: 'microsecond',
      clock,
      fetch: async (input, init) => {
        const url = new URL(String(input));
        seen.push(new Headers(init?.headers).get('X-MBX-TIME-UNIT'), url.searchParams.get('timestamp'));
        return Response.json({ serverTime: clock.now() * 1000, balances: [] });
      },
    });
    await client.getAccount();
    expect(seen.slice(-2)).toEqual(['MICROSECOND', String(clock.now() * 1000)]);
    expect((await client.getServerTime()).serverTime).toBe(clock.now() * 1000);
  });
});
