import { createRandom } from '@pkg/simulator';
import { BinanceSocketManager, type StreamsOptions, topic, trade } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { FakeExchange } from '../../packages/streams/test/fake-exchange.js';
import { caseCount } from '../support/case-count.js';
import { halfOpenInBrowser, hiddenTab, interleavings } from './scenarios.js';

const MINUTE = 60_000;

function setUp(options: { showsPings?: boolean; seed?: number } & StreamsOptions = {}) {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock, { showsPings: options.showsPings ?? false });
  const random = createRandom(options.seed ?? 1);
  const create = (): BinanceSocketManager =>
    new BinanceSocketManager({
      environment: exchange.environment,
      clock,
      random,
      onError: () => undefined,
      ...options,
    });
  return { clock, exchange, random, create };
}

/** Returns the largest number of `times` within any window of `ms`. */
function most(times: readonly number[], ms: number): number {
  return Math.max(0, ...times.map((from) => times.filter((time) => time >= from && time < from + ms).length));
}

describe('connection attempts', () => {
  it('makes at most 250 attempts in 5 minutes for 20 connections, and restores all of them after an outage of 10 minutes', async () => {
    const { clock, exchange, create } = setUp();
    const managers = Array.from({ length: 20 }, create);
    for (const manager of managers) void manager.subscribe(trade('BNBBTC'), () => undefined);
    await clock.advance(30_000);
    expect(exchange.open.size).toBe(20);
    exchange.nextAttempt = 'refuse';
    exchange.cutAll();
    await clock.advance(10 * MINUTE);
    exchange.nextAttempt = 'accept';
    await clock.advance(2 * MINUTE);
    expect(most(exchange.attempts, 5 * MINUTE)).toBeLessThanOrEqual(250);
    expect(exchange.open.size).toBe(20);
    await Promise.all(managers.map((manager) => manager.close()));
    expect(clock.timers.size).toBe(0);
  });

  it(`reconnects at most 25 of 100 clients within 250 ms, over ${caseCount(10, 100)} seeds`, async () => {
    for (let seed = 1; seed <= caseCount(10, 100); seed++) {
      // Each client has its own clock, random numbers and budget of connection attempts, as if it ran in its own
      // process.
      const reconnects: number[] = [];
      for (let client = 0; client < 100; client++) {
        const { clock, exchange, create } = setUp({ seed: seed * 1_000 + client });
        const manager = create();
        await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
        const cutAt = clock.monotonic();
        exchange.cutAll();
        while (exchange.attempts.length < 2) await clock.advance(50);
        reconnects.push((exchange.attempts[1] as number) - cutAt);
        await manager.close();
      }
      expect(most(reconnects, 250), `seed ${seed}`).toBeLessThanOrEqual(25);
    }
  });

  it('backs off when connections close a second after they open', async () => {
    const { clock, exchange, create } = setUp();
    const manager = create();
    void manager.subscribe(trade('BNBBTC'), () => undefined).catch(() => undefined);
    const opened = new Set<unknown>();
    for (let second = 0; second < 1_800; second++) {
      for (const socket of [...exchange.open]) {
        if (opened.has(socket)) socket.cut();
        else opened.add(socket);
      }
      await clock.advance(1_000);
    }
    // The delay is random. Once it has reached its maximum, its mean is 15 s, so there are about 120 attempts in 30
    // minutes.
    expect(exchange.attempts.length).toBeLessThan(160);
    expect(exchange.attempts.length).toBeGreaterThan(80);
    await manager.close();
  });
});

describe('liveness', () => {
  it('detects a half-open socket within 46 s if pings are visible, and terminates it without a close frame', async () => {
    const { clock, exchange, create } = setUp({ showsPings: true });
    const manager = create();
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    for (let i = 0; i < 10; i++) {
      await clock.advance(20_000);
      exchange.last.ping();
      exchange.emit('bnbbtc@trade', { e: 'trade', t: i });
    }
    expect(exchange.all).toHaveLength(1);
    exchange.last.frozen = true;
    const frozenAt = clock.monotonic();
    while (manager.status === 'open') await clock.advance(250);
    expect(clock.monotonic() - frozenAt).toBeLessThanOrEqual(46_000);
    expect(exchange.sent.filter((request) => request.method === 'LIST_SUBSCRIPTIONS')).toEqual([]);
    await clock.advance(10_000);
    expect(manager.status).toBe('open');
    await manager.close();
  });

  it.each([true, false])(
    'reports a binary frame as unexpected, and counts it as a sign of life (pings visible: %s)',
    async (showsPings) => {
      const messages: string[] = [];
      const onError = (error: unknown): number => messages.push((error as Error).message);
      const { clock, exchange, create } = setUp({ showsPings, onError });
      const manager = create();
      await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
      for (let i = 0; i < 20; i++) {
        await clock.advance(15_000);
        exchange.last.deliverNow(new Uint8Array([0x7b, 0x7d]));
        exchange.emit('bnbbtc@trade', { e: 'trade', t: i });
      }
      expect(messages).toEqual(Array(20).fill('unexpected frame: binary'));
      expect(exchange.all).toHaveLength(1);
      expect(exchange.sent.filter((request) => request.method === 'LIST_SUBSCRIPTIONS')).toEqual([]);
      exchange.last.frozen = true;
      const frozenAt = clock.monotonic();
      while (manager.status === 'open') await clock.advance(250);
      expect(clock.monotonic() - frozenAt).toBeLessThanOrEqual(showsPings ? 46_000 : 35_000);
      await manager.close();
    },
  );

  it('detects a half-open socket within 35 s if pings are hidden, and keeps an idle socket for an hour', async () => {
    const { detectedAfter, reconnectsWhileIdle } = await halfOpenInBrowser();
    expect(detectedAfter).toBeLessThanOrEqual(35_000);
    expect(reconnectsWhileIdle).toBe(0);
  });

  it('does not reconnect in a tab that is hidden for 10 minutes while data arrives, although timers run once a minute', async () => {
    expect(await hiddenTab()).toEqual({ reconnects: 0, events: 15 });
  });

  it('probes the socket at once after sleep, and reconnects within 3 s after the network is back', async () => {
    let woke: () => void = () => undefined;
    const { clock, exchange, create } = setUp({
      wake: (listener) => {
        woke = listener;
        return () => undefined;
      },
    });
    const manager = create();
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    exchange.last.frozen = true;
    exchange.nextAttempt = 'refuse';
    await clock.advance(10 * MINUTE);
    exchange.nextAttempt = 'accept';
    woke();
    await clock.advance(3_000);
    expect(manager.status).toBe('open');
    // A dead socket is also detected when the machine wakes from a sleep in which no timer ran.
    exchange.last.frozen = true;
    woke();
    await clock.advance(2_000);
    expect(manager.status).not.toBe('open');
    await manager.close();
  });
});

describe('throttling and sharing', () => {
  it('sends at most 5 frames a second, pongs included, while it restores 1,024 streams, most of them by the address', async () => {
    const { clock, exchange, create } = setUp({ showsPings: true });
    const manager = create();
    const streams = Array.from({ length: 1_100 }, (_, i) => topic(`s${i}@trade`));
    for (const stream of streams) {
      void manager.subscribe(stream, () => undefined);
      if (Number(stream.slice(1, -6)) % 3 === 0) await clock.advance(7);
    }
    for (let i = 0; i < 200; i++) {
      for (const socket of exchange.open) if (i % 20 === 0) socket.ping();
      await clock.advance(100);
    }
    expect(exchange.all).toHaveLength(2);
    expect([...exchange.open].map((socket) => socket.streams.size)).toEqual([1_024, 76]);
    for (const socket of exchange.all) expect(most(socket.received, 1_000)).toBeLessThanOrEqual(5);
    exchange.cutAll();
    await clock.advance(10_000);
    expect([...exchange.open].map((socket) => socket.streams.size).sort()).toEqual([1_024, 76]);
    for (const socket of exchange.open) {
      const subscribed = socket.requests.flatMap(({ params = [] }) => params);
      expect(subscribed.length).toBeLessThan(socket.streams.size / 2);
      expect(most(socket.received, 1_000)).toBeLessThanOrEqual(5);
    }
    await manager.close();
    expect(clock.timers.size).toBe(0);
  });

  it('sends fewer frames in a second in which it sends two pongs', async () => {
    const { clock, exchange, create } = setUp({ showsPings: true });
    const manager = create();
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    await clock.advance(5_000);
    exchange.last.ping();
    exchange.last.ping();
    for (let i = 0; i < 10; i++) {
      void manager.subscribe(topic(`s${i}@trade`), () => undefined);
      await clock.advance(50);
    }
    await clock.advance(10_000);
    expect(exchange.last.streams.size).toBe(11);
    expect(most(exchange.last.received, 1_000)).toBeLessThanOrEqual(5);
    await manager.close();
  });

  it(`never has more than 5 frames in a second arrive, although they bunch up on their way, over ${caseCount(20, 500)} seeds`, async () => {
    for (let seed = 1; seed <= caseCount(20, 500); seed++) {
      const { clock, exchange, random, create } = setUp({ seed });
      const manager = create();
      await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
      // One frame in four is delayed. Frames that the client sends during the delay arrive together with the delayed
      // frame.
      exchange.delayOfRequest = () => (random.next() < 0.25 ? random.next() * 1_500 : 1);
      for (let i = 0; i < 60; i++) {
        const abort = new AbortController();
        const { signal } = abort;
        manager.subscribe(topic(`s${i}@trade`), () => undefined, { signal }).catch(() => undefined);
        await clock.advance(random.next() * 300);
        if (random.next() < 0.7) abort.abort();
      }
      await clock.advance(20_000);
      for (const socket of exchange.all) {
        expect(most(socket.received, 1_000), `seed ${seed}`).toBeLessThanOrEqual(5);
      }
      expect(exchange.all, `seed ${seed}`).toHaveLength(1);
      await manager.close();
      // A frame that the client has sent may still be on its way. It arrives in this time.
      await clock.advance(2_000);
      expect(clock.timers.size).toBe(0);
    }
  });

  it('repeats a request that gets no response within 5 s, then reconnects', async () => {
    const { clock, exchange, create } = setUp();
    const manager = create();
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    exchange.answer = () => undefined;
    void manager.subscribe(trade('LTCUSDT'), () => undefined);
    await clock.advance(5_500);
    expect(exchange.sent.map((request) => request.params)).toEqual([['ltcusdt@trade'], ['ltcusdt@trade']]);
    await clock.advance(10_000);
    expect(exchange.all).toHaveLength(2);
    expect(exchange.last.streams).toEqual(new Set(['bnbbtc@trade', 'ltcusdt@trade']));
    await manager.close();
  });

  it('error: rejects a refused stream, and subscribes the other streams of the same frame', async () => {
    const { clock, exchange, create } = setUp();
    const manager = create();
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    exchange.answer = ({ id, params }) =>
      params?.includes('bad@stream') ? { error: { code: 2, msg: 'Invalid request' }, id } : { result: null, id };
    const all = await clock.run(
      Promise.allSettled(
        ['a@trade', 'b@trade', 'bad@stream', 'c@trade'].map((name) => manager.subscribe(topic(name), () => undefined)),
      ),
    );
    expect(all.map((each) => each.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect((all[2] as PromiseRejectedResult).reason).toMatchObject({ name: 'BinanceStreamError', code: 2 });
    expect([...exchange.last.streams].sort()).toEqual(['a@trade', 'b@trade', 'bnbbtc@trade', 'c@trade']);
    await manager.close();
  });
});

describe('close', () => {
  it(`leaves no socket, timer or rejection behind in ${caseCount(200, 1_000)} random interleavings`, async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const left = await interleavings(caseCount(200, 1_000));
    process.off('unhandledRejection', note);
    expect(left).toEqual({ sockets: 0, timers: 0, statuses: ['closed'] });
    expect(unhandled).toEqual([]);
  });

  it('ends an attempt that is under way, rejects pending calls, and connects again later', async () => {
    const { clock, exchange, create } = setUp();
    exchange.nextAttempt = 'hang';
    const manager = create();
    const waiting = expect(manager.subscribe(trade('BNBBTC'), () => undefined)).rejects.toThrow('closed');
    await clock.advance(1);
    await manager.close();
    await waiting;
    expect(clock.timers.size).toBe(0);
    exchange.nextAttempt = 'accept';
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    expect(manager.status).toBe('open');
    await manager.close();
  });
});

describe('a stream that falls silent', () => {
  it('is subscribed again while other streams continue; then the connection is renewed once, without a gap', async () => {
    const { clock, exchange, create } = setUp();
    const manager = create();
    const notices: unknown[] = [];
    await clock.run(
      Promise.all([
        manager.subscribe(trade('BNBBTC'), () => undefined, { notice: (notice) => notices.push(notice) }),
        manager.subscribe(trade('LTCUSDT'), () => undefined),
      ]),
    );
    const speak = async (seconds: number, isSilent: boolean): Promise<void> => {
      for (let i = 0; i < seconds; i++) {
        exchange.emit('ltcusdt@trade', { e: 'trade', t: i });
        if (!isSilent) exchange.emit('bnbbtc@trade', { e: 'trade', t: i });
        await clock.advance(1_000);
      }
    };
    await speak(120, false);
    expect(exchange.sent).toEqual([]);
    await speak(60, true);
    const subscriptions = exchange.sent.filter(({ method }) => method === 'SUBSCRIBE');
    expect(subscriptions).toEqual([{ method: 'SUBSCRIBE', params: ['bnbbtc@trade'], id: 1 }]);
    await speak(60, true);
    expect(exchange.all).toHaveLength(2);
    await speak(3_600, true);
    expect(exchange.all.length).toBeLessThanOrEqual(2);
    expect(notices).toEqual([]);
    await manager.close();
    expect(clock.timers.size).toBe(0);
  });
});
