import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { caught } from '../../test/outcome.js';
import { createSpotClient } from '../client/spot-client.js';
import { createServerTime, type ServerTimeOptions } from './server-time.js';

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];
// 2023-11-14 22:13:20 UTC, in ms since the epoch.
const start = 1_700_000_000_000;

/**
 * Creates a server time that gets its samples from `sample`. `seen.asked` counts the samples. `logged` has the messages
 * that were logged.
 */
function setUp(sample: (at: number, clock: ManualClock) => unknown, options: ServerTimeOptions = {}) {
  const clock = new ManualClock(start);
  const logged: string[] = [];
  const seen = { asked: 0 };
  const ask = async (): Promise<unknown> => sample(seen.asked++, clock);
  const logger = { warn: (message: string) => void logged.push(message) };
  const time = createServerTime(clock, ask, { logger, ...options });
  const stamp = (): Promise<unknown> => clock.run(caught(Promise.resolve().then(() => time.timestamp())));
  return { clock, time, stamp, logged, seen };
}

describe('an answer that is no time', () => {
  it.each<unknown>([
    ...['1700000000000', null, undefined, true, {}, [start], { valueOf: 1 }, { toString: null }],
    ...[Number.NaN, Infinity, -Infinity, -1, 0, 1, start / 1000, start * 1000, 8.64e15, 9e15],
    ...[Date.UTC(1999, 11, 31), Date.UTC(2100, 0, 1)],
  ])('is refused: %o', async (answer) => {
    const { stamp, time } = setUp(() => answer, { maxOffset: Infinity });
    expect(String(await stamp())).toContain(
      'not sent: the server time could not be measured: the answer holds no time',
    );
    expect(time.offset).toBeUndefined();
  });

  it.each([null, 5, 'x', [], {}, { serverTime: '1700000000000' }, { serverTime: {} }, { serverTime: 1e300 }])(
    'fails a signed call as not sent: %o',
    async (body) => {
      for (const timeUnit of ['millisecond', 'microsecond'] as const) {
        const clock = new ManualClock(start);
        const fetch = async (): Promise<Response> => Response.json(body);
        const client = createSpotClient({ apiKey: 'key', signer: () => 's', clock, fetch, timeUnit });
        const error = await clock.run(caught(client.getAccount()));
        expect(error).toMatchObject({ name: 'BinanceTransportError', sent: false });
        expect((error as Error).message).toContain('not sent: the server time could not be measured: ');
      }
    },
  );
});

describe('a time far from the clock of the machine', () => {
  it.each([25 * hour, -25 * hour, 365 * day])(
    'is refused at %d ms, by an error that gives both times',
    async (wrong) => {
      const { stamp, time } = setUp((_, clock) => clock.now() + wrong);
      const error = String(await stamp());
      expect(error).toContain(new Date(start + wrong).toJSON());
      expect(error).toContain('this machine 2023-11-14T22:13:20.000Z');
      expect(error).toContain('maxClockOffset 86400000 ms');
      expect(time.offset).toBeUndefined();
    },
  );

  it.each([2 * minute, -3 * hour, 23 * hour])(
    'is confirmed by a second measurement and reported once at %d ms',
    async (wrong) => {
      const { stamp, clock, logged, seen } = setUp((_, { now }) => now.call(clock) + wrong);
      expect(await stamp()).toBe(start + wrong);
      expect(seen.asked).toBe(6);
      expect(logged).toEqual(['the time of the exchange and of this machine differ']);
      // Each later measurement finds the same difference, which is logged only once.
      for (let half = 0; half < 6; half++) {
        await clock.advance(16 * minute);
        expect(await stamp()).toBe(start + wrong + clock.monotonic());
        await clock.advance(0);
      }
      expect(logged).toHaveLength(1);
      expect(seen.asked).toBe(6 + 6 * 3);
    },
  );

  it('is believed within a minute by one measurement, without a report', async () => {
    const { stamp, logged, seen } = setUp((_, clock) => clock.now() - 59 * second);
    expect(await stamp()).toBe(start - 59 * second);
    expect([seen.asked, logged]).toEqual([3, []]);
  });

  it('is refused if the second measurement says otherwise', async () => {
    const { stamp, time, logged } = setUp((at, clock) => clock.now() + (at < 3 ? 2 * hour : 0));
    expect(String(await stamp())).toContain('the answers differ');
    expect([time.offset, logged]).toEqual([undefined, []]);
    expect(await stamp()).toBe(start);
  });

  it('is believed up to the maxClockOffset of the caller', async () => {
    const year = (_: number, clock: ManualClock): number => clock.now() + 365 * day;
    expect(await setUp(year, { maxOffset: Infinity }).stamp()).toBe(start + 365 * day);
    const client = (maxClockOffset: number) => {
      const clock = new ManualClock(start);
      const fetch = async (input: unknown): Promise<Response> =>
        Response.json(String(input).includes('/time') ? { serverTime: start + 10 * minute } : { balances: [] });
      const options = { apiKey: 'key', signer: () => 's', clock, fetch, maxClockOffset };
      return clock.run(caught(createSpotClient(options).getAccount()));
    };
    expect(await client(11 * minute)).toEqual({ balances: [] });
    expect(await client(9 * minute)).toMatchObject({ name: 'BinanceTransportError', sent: false });
    for (const bad of [0, -1, Number.NaN]) {
      expect(() => createSpotClient({ maxClockOffset: bad })).toThrow(
        'maxClockOffset: expected a number of ms above 0',
      );
    }
  });
});

describe('a measurement that differs from the last one', () => {
  it('is not believed when it lies: calls go on with the last one', async () => {
    let wrong = 0;
    const { stamp, clock, logged, seen } = setUp((_, { now }) => now.call(clock) + wrong);
    await stamp();
    wrong = 2 * day;
    await clock.advance(16 * minute);
    for (let call = 0; call < 20; call++) {
      expect(await stamp()).toBe(start + clock.monotonic());
      await clock.advance(second);
    }
    // The first measurement took three samples, and the failed renewal three more. The renewal is not repeated with
    // each call.
    expect(seen.asked).toBe(6);
    expect(logged).toEqual(['the server time could not be renewed']);
  });

  it('is confirmed after the clock was set, and is believed at once after a sleep of the machine', async () => {
    let wrong = 0;
    const { stamp, time, clock, logged, seen } = setUp(() => start + wrong + clock.monotonic());
    await stamp();
    // While a machine sleeps, its wall clock advances with the exchange, but its monotonic clock may stop.
    wrong = 2 * hour;
    clock.step(2 * hour);
    expect(await stamp()).toBe(start + 2 * hour);
    expect([seen.asked, logged]).toEqual([6, []]);
    wrong = 4 * hour;
    time.invalidate();
    expect(await stamp()).toBe(start + 4 * hour);
    expect([seen.asked, logged.length]).toEqual([12, 1]);
  });
});

describe('a sample that is far off', () => {
  it.each([0, 1, 2])('is not used, although its reply was the fastest: sample %d', async (bad) => {
    const { stamp, clock } = setUp(async (at) => {
      await new Promise<void>((resolve) => clock.setTimeout(resolve, at % 3 === bad ? 1 : 100));
      return start + clock.monotonic() - (at % 3 === bad ? 40_000 : 0);
    });
    const stamped = await stamp();
    expect(Math.abs(Number(stamped) - (start + clock.monotonic()))).toBeLessThanOrEqual(50);
  });

  it('fails the measurement if no two agree', async () => {
    const { stamp } = setUp((at, clock) => clock.now() + at * 10_000);
    expect(String(await stamp())).toContain('the answers differ');
  });

  it('fails no later call once a measurement is right again', async () => {
    let wrong = 30_000;
    const { stamp, time } = setUp((_, clock) => clock.now() + wrong);
    expect(await stamp()).toBe(start + 30_000);
    wrong = 0;
    // The exchange refuses a timestamp that is 30 s ahead of its clock (-1021). The client then discards its
    // measurement.
    time.invalidate();
    expect(await stamp()).toBe(start);
  });
});

describe('a renewal in the background that fails', () => {
  it('rejects nothing, is tried once a minute, and ends with the next measurement', async () => {
    let isDown = false;
    const { stamp, clock, logged, seen } = setUp((_, { monotonic }) => {
      if (isDown) throw new Error('no network');
      return start + monotonic.call(clock);
    });
    const unhandled: unknown[] = [];
    const listener = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listener);
    await stamp();
    isDown = true;
    await clock.advance(16 * minute);
    for (let call = 0; call < 100; call++) {
      expect(await stamp()).toBe(start + clock.monotonic());
      await clock.advance(second);
    }
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listener);
    expect(unhandled).toEqual([]);
    expect(seen.asked).toBe(3 + 2);
    expect(logged).toHaveLength(2);
    isDown = false;
    await clock.advance(minute);
    await stamp();
    await clock.advance(0);
    expect(seen.asked).toBe(3 + 2 + 3);
  });
});
