import { describe, expect, it } from 'vitest';
import { delayedTimers } from '../../../../tests/streams/delayed-timers.js';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import { BinanceSocketManager, trade } from '../index.js';
import { SilenceDetector } from './silence-detector.js';
import type { StreamSubscription } from './stream-subscription.js';

const SECOND = 1_000;
const HOUR = 3_600;

async function setUp(showsPings: boolean, isMuted = false) {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock, { showsPings });
  const manager = new BinanceSocketManager({ environment: exchange.environment, clock, onError: () => undefined });
  const seen: { at: number; what: string }[] = [];
  const see = (what: string) => seen.push({ at: clock.monotonic(), what });
  const subscribed = manager.consume(trade('A'), {
    event: () => see('event'),
    notice: ({ type }) => see(type),
    stale: (isStale) => {
      const was = seen.filter(({ what }) => what === 'stale' || what === 'fresh').at(-1)?.what ?? 'fresh';
      const what = isStale ? 'stale' : 'fresh';
      if (what !== was) see(what);
    },
    status: see,
  });
  await clock.advance(0);
  exchange.last.muted = isMuted;
  await clock.run(subscribed);
  let next = 1;
  return {
    ...{ clock, exchange, manager, seen },
    /**
     * Advances the clock by `seconds`, with one trade every second, or without trades if `isQuiet`. The exchange pings
     * every open socket every 20 s.
     */
    pass: async (seconds: number, isQuiet = false) => {
      for (let i = 0; i < seconds; i++) {
        if (!isQuiet) exchange.emit('a@trade', { e: 'trade', E: next, t: next++ });
        if (i % 20 === 0) for (const socket of exchange.open) socket.ping();
        await clock.advance(SECOND);
      }
    },
  };
}

describe.each([
  ['visible', true],
  ['hidden', false],
])('a stream without data where pings are %s', (_, showsPings) => {
  it('is noticed by its consumers within 60 s, and delivers again, although no other stream sends', async () => {
    const { clock, exchange, manager, seen, pass } = await setUp(showsPings);
    await pass(60);
    exchange.last.muted = true;
    const mutedAt = clock.monotonic();
    seen.length = 0;
    await pass(120);
    const noticed = seen.find(({ what }) => what === 'gap')?.at ?? Number.POSITIVE_INFINITY;
    expect(noticed - mutedAt).toBeLessThanOrEqual(60 * SECOND);
    expect(seen.filter(({ what }) => what === 'event').length).toBeGreaterThanOrEqual(60);
    // The gap is reported before the events that follow it.
    expect(seen[0]?.what).toBe('gap');
    await manager.close();
    expect(clock.timers.size).toBe(0);
  });

  it('delivers within 60 s if the exchange confirmed it and never sent a frame', async () => {
    const { clock, exchange, manager, seen, pass } = await setUp(showsPings, true);
    const startedAt = clock.monotonic();
    await pass(120);
    const first = seen.find(({ what }) => what === 'event')?.at ?? Number.POSITIVE_INFINITY;
    expect(first - startedAt).toBeLessThanOrEqual(60 * SECOND);
    expect(exchange.sent.filter(({ method }) => method === 'SUBSCRIBE')).toHaveLength(1);
    await manager.close();
  });

  it('causes one request and one connection attempt in an hour of a quiet market, and nothing is stale', async () => {
    const { exchange, manager, seen, pass } = await setUp(showsPings);
    await pass(60);
    seen.length = 0;
    await pass(HOUR, true);
    expect(exchange.all).toHaveLength(2);
    expect(exchange.sent.filter(({ method }) => method === 'SUBSCRIBE')).toHaveLength(1);
    expect(seen).toEqual([]);
    await pass(5);
    expect(seen.map(({ what }) => what)).toEqual(Array(5).fill('event'));
    await manager.close();
  });

  it('is stale within 60 s while no other connection can be opened, until one is', async () => {
    const { clock, exchange, manager, seen, pass } = await setUp(showsPings);
    await pass(60);
    exchange.last.muted = true;
    exchange.nextAttempt = 'hang';
    const mutedAt = clock.monotonic();
    seen.length = 0;
    await pass(60);
    expect(seen.map(({ what }) => what)).toEqual(['stale']);
    expect((seen[0]?.at ?? 0) - mutedAt).toBeLessThanOrEqual(60 * SECOND);
    exchange.nextAttempt = 'accept';
    await pass(60);
    const after = seen.slice(1).map(({ what }) => what);
    expect(after[0]).toBe('gap');
    expect(after.filter((what) => what === 'fresh')).toHaveLength(1);
    expect(after).toContain('event');
    await manager.close();
  });
});

it('the silence detector learns the pauses of a stream that sends in bursts', async () => {
  const { exchange, manager, pass } = await setUp(true);
  for (let burst = 0; burst < 8; burst++) {
    await pass(10);
    await pass(18, true);
  }
  // This silence is twice as long as any before it. The detector acts only on a silence that is three times as long.
  await pass(36, true);
  expect(exchange.sent).toEqual([]);
  expect(exchange.all).toHaveLength(1);
  await manager.close();
});

it('the silence detector does not learn a pause that ended by a new subscription', async () => {
  const { clock, exchange, manager, seen, pass } = await setUp(true);
  await pass(60);
  exchange.last.muted = true;
  exchange.answer = ({ id }) => {
    exchange.last.muted = false;
    return { result: null, id };
  };
  await pass(60);
  expect(exchange.sent.filter(({ method }) => method === 'SUBSCRIBE')).toHaveLength(1);
  exchange.answer = ({ id }) => ({ result: null, id });
  exchange.last.muted = true;
  const mutedAt = clock.monotonic();
  seen.length = 0;
  await pass(120);
  expect(seen[0]?.what).toBe('gap');
  expect((seen[0]?.at ?? 0) - mutedAt).toBeLessThanOrEqual(60 * SECOND);
  await manager.close();
});

it('the silence detector subscribes a stream again first each time that it falls silent', async () => {
  const { exchange, manager, pass } = await setUp(true);
  const requests = () => exchange.sent.filter(({ method }) => method === 'SUBSCRIBE').length;
  await pass(60);
  for (let silence = 1; silence <= 3; silence++) {
    for (let second = 0; second < 60 && requests() < silence; second++) await pass(1, true);
    expect([silence, requests(), exchange.all.length]).toEqual([silence, silence, 1]);
    await pass(60);
  }
  await manager.close();
});

it('the silence detector renews a connection once a minute at most, although its streams fall silent one after another', async () => {
  const { clock, exchange, manager } = await setUp(true);
  const streams = ['b', 'c', 'd', 'e', 'f'];
  await clock.run(Promise.all(streams.map((stream) => manager.subscribe(trade(stream), () => undefined))));
  const quietFrom = new Map(['a', ...streams].map((stream, index) => [stream, 60 + index * 25]));
  for (let second = 0; second < 400; second++) {
    for (const [stream, quiet] of quietFrom) {
      if (second < quiet) exchange.emit(`${stream}@trade`, { e: 'trade', E: second, t: second });
    }
    if (second % 20 === 0) for (const socket of exchange.open) socket.ping();
    await clock.advance(SECOND);
  }
  const renewals = exchange.attempts.slice(1);
  expect(renewals.length).toBeGreaterThan(1);
  for (const [index, at] of renewals.slice(1).entries()) {
    expect(at - (renewals[index] as number)).toBeGreaterThanOrEqual(60 * SECOND);
  }
  await manager.close();
});

it('the silence detector renews the connection each time that a new subscription does not end the silence', async () => {
  const { clock, exchange, manager, seen, pass } = await setUp(true);
  await pass(60);
  for (let silence = 1; silence <= 3; silence++) {
    exchange.last.muted = true;
    const mutedAt = clock.monotonic();
    seen.length = 0;
    await pass(120);
    expect(exchange.all).toHaveLength(silence + 1);
    expect((seen.find(({ what }) => what === 'event')?.at ?? Number.POSITIVE_INFINITY) - mutedAt).toBeLessThan(90_000);
  }
  await manager.close();
});

describe('SilenceDetector', () => {
  /** Returns a detector that watches one stream, which has sent an event each second for 40 s. */
  async function setUpDetector() {
    const clock = new ManualClock();
    const timers = delayedTimers(clock);
    const seen: string[] = [];
    const note = (what: string): unknown => seen.push(`${what} at ${clock.monotonic() / SECOND}`);
    const notifyStale = (isStale: boolean): unknown => note(isStale ? 'stale' : 'fresh');
    const stream = { stream: 'a@trade', count: 0, isSilent: false, notifyStale };
    const detector = new SilenceDetector(timers.clock, () => [stream as unknown as StreamSubscription], {
      session: { resubscribe: () => note('resubscribed'), probe: () => note('probed') },
      renew: () => note('renewed'),
    });
    detector.start();
    for (let second = 0; second < 40; second++) {
      stream.count += 1;
      await clock.advance(SECOND);
    }
    return { clock, timers, seen, detector, stream };
  }

  it('acts on a silence of 20 s of a stream that sends each second', async () => {
    const { clock, seen, detector } = await setUpDetector();
    await clock.advance(19 * SECOND);
    expect(seen).toEqual([]);
    await clock.advance(SECOND);
    expect(seen).toEqual(['resubscribed at 60']);
    await clock.advance(10 * SECOND);
    expect(seen).toEqual(['resubscribed at 60', 'renewed at 70']);
    detector.stop();
    expect(clock.timers.size).toBe(0);
  });

  it('counts the silence anew after a check that was late, since frames that arrived were not read', async () => {
    const { clock, timers, seen, detector } = await setUpDetector();
    timers.hold();
    await clock.advance(60 * SECOND);
    timers.release();
    expect(seen).toEqual([]);
    await clock.advance(19 * SECOND);
    expect(seen).toEqual([]);
    await clock.advance(SECOND);
    expect(seen).toEqual(['resubscribed at 120']);
    detector.stop();
  });

  it('error: called a stream fresh after a late check or a renewal, although the exchange had not answered', async () => {
    const { clock, timers, seen, detector, stream } = await setUpDetector();
    await clock.advance(45 * SECOND);
    expect(seen.splice(0)).toEqual(['resubscribed at 60', 'renewed at 70', 'stale at 85']);
    timers.hold();
    await clock.advance(60 * SECOND);
    timers.release();
    await clock.advance(40 * SECOND);
    expect([seen, stream.isSilent]).toEqual([[], true]);
    // The connection notifies the stream when the exchange has answered the probe, if the stream is not silent any more.
    detector.start();
    expect([seen.splice(0), stream.isSilent]).toEqual([['probed at 185'], false]);
    detector.start();
    expect(seen).toEqual([]);
    detector.stop();
  });

  it('error: called a stream fresh with its next frame, which may have waited in a queue while the machine slept', async () => {
    const { clock, seen, detector, stream } = await setUpDetector();
    await clock.advance(45 * SECOND);
    seen.length = 0;
    stream.count += 1;
    await clock.advance(10 * SECOND);
    expect([seen, stream.isSilent]).toEqual([['probed at 90'], false]);
    detector.stop();
  });
});
