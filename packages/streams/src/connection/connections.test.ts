import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BinanceStreamError } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { delayedTimers } from '../../../../tests/streams/delayed-timers.js';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { tradeEvent } from '../../test/connect-manager.js';
import { type AttemptOutcome, FakeExchange } from '../../test/fake-exchange.js';
import { BinanceSocketManager, type StreamsOptions, trade } from '../index.js';

const SECOND = 1_000;
const HOUR = 3_600_000;

function setUp(options: StreamsOptions = {}) {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock, { showsPings: true });
  const errors: string[] = [];
  const create = (): BinanceSocketManager =>
    new BinanceSocketManager({
      environment: exchange.environment,
      clock,
      random: { next: () => 0.5, bytes: (length) => new Uint8Array(length) },
      onError: (error) => errors.push(String(error)),
      ...options,
    });
  return { clock, exchange, errors, create };
}

async function isConnectedAfter(outcome: AttemptOutcome, ms: number): Promise<boolean> {
  const { clock, exchange, create } = setUp();
  exchange.nextAttempt = outcome;
  const manager = create();
  void manager.subscribe(trade('BNBBTC'), () => undefined);
  await clock.advance(10);
  exchange.nextAttempt = 'accept';
  await clock.advance(ms);
  const isConnected = manager.status === 'open';
  await manager.close();
  expect(clock.timers.size).toBe(0);
  return isConnected;
}

describe('a handshake that is refused', () => {
  it.each<[string, AttemptOutcome, number]>([
    ['429 with Retry-After', { status: 429, retryAfter: '100' }, 100 * SECOND],
    ['429 without Retry-After', { status: 429 }, 60 * SECOND],
    ['429 with a Retry-After that is no number', { status: 429, retryAfter: 'soon' }, 60 * SECOND],
    ['429 with an endless Retry-After', { status: 429, retryAfter: '1000000000' }, 300 * SECOND],
    ['418 with Retry-After', { status: 418, retryAfter: '7200' }, 2 * HOUR],
    ['418 without Retry-After', { status: 418 }, 120 * SECOND],
    ['418 with an endless Retry-After', { status: 418, retryAfter: '9'.repeat(400) }, 72 * HOUR],
    ['403', { status: 403 }, 60 * SECOND],
  ])('is repeated after the time that the exchange asks for: %s', async (_, outcome, wait) => {
    expect(await isConnectedAfter(outcome, wait - 100)).toBe(false);
    expect(await isConnectedAfter(outcome, wait + 5 * SECOND)).toBe(true);
  });

  it('makes all connections of the process wait, also after the machine woke', async () => {
    const wakes: (() => void)[] = [];
    const wake = (listener: () => void) => {
      wakes.push(listener);
      return () => undefined;
    };
    const { clock, exchange, create } = setUp({ wake });
    exchange.nextAttempt = { status: 429, retryAfter: '120' };
    const managers = [create(), create()];
    void managers[0]?.subscribe(trade('BNBBTC'), () => undefined);
    await clock.advance(SECOND);
    exchange.nextAttempt = 'accept';
    void managers[1]?.subscribe(trade('BNBBTC'), () => undefined);
    for (let i = 0; i < 11; i++) {
      for (const listener of wakes) listener();
      await clock.advance(10 * SECOND);
    }
    expect(exchange.attempts).toHaveLength(1);
    await clock.advance(20 * SECOND);
    expect(managers.map(({ status }) => status)).toEqual(['open', 'open']);
    await Promise.all(managers.map((manager) => manager.close()));
    expect(clock.timers.size).toBe(0);
  });

  it('makes start() wait with the connection, and rejects it when the attempt fails', async () => {
    const { clock, exchange, create } = setUp();
    exchange.nextAttempt = { status: 429, retryAfter: '30' };
    const [first, second] = [create(), create()];
    void first.subscribe(trade('A'), () => undefined);
    const refused = expect(first.start()).rejects.toMatchObject({ code: undefined, message: /HTTP status 429/ });
    await clock.advance(10);
    await refused;
    exchange.nextAttempt = 'accept';
    void second.subscribe(trade('A'), () => undefined);
    await clock.advance(10);
    let isStarted = false;
    void second.start().then(() => {
      isStarted = true;
    });
    await clock.advance(29 * SECOND);
    expect(isStarted).toBe(false);
    await clock.advance(5 * SECOND);
    expect(isStarted).toBe(true);
    // The connection works for a minute before `cutAll` closes it.
    for (let t = 0; t < 60; t++) {
      exchange.emit('a@trade', tradeEvent(t));
      await clock.advance(SECOND);
    }
    exchange.cutAll();
    await clock.run(second.start());
    expect(second.status).toBe('open');
    await Promise.all([first.close(), second.close()]);
    expect(clock.timers.size).toBe(0);
  });

  it('error: fails at once with status 451, since the exchange does not serve the country', async () => {
    const { clock, exchange, create } = setUp();
    exchange.nextAttempt = { status: 451 };
    const manager = create();
    const statuses: string[] = [];
    manager.onStatus(({ connectionStatus }) => statuses.push(connectionStatus));
    const error = await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined)).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(BinanceStreamError);
    expect(error).toMatchObject({ code: 451 });
    await clock.advance(HOUR);
    expect(exchange.attempts).toHaveLength(1);
    expect(statuses).toContain('failed');
    await manager.close();
  });

  it('is forgotten when a later subscription connects again', async () => {
    const { clock, exchange, create } = setUp();
    const manager = create();
    const changes: unknown[] = [];
    manager.onStatus(({ connectionStatus, error }) => changes.push([connectionStatus, error?.code]));
    const seen: string[] = [];
    await clock.run(manager.subscribe(trade('A'), ({ s }) => seen.push(s)));
    exchange.nextAttempt = { status: 451 };
    exchange.cutAll();
    await clock.advance(HOUR);
    expect(changes.splice(0).at(-1)).toEqual(['failed', 451]);
    exchange.nextAttempt = 'accept';
    await clock.run(manager.subscribe(trade('B'), ({ s }) => seen.push(s)));
    for (const s of ['A', 'B']) exchange.emit(trade(s), { ...tradeEvent(1), s });
    await clock.advance(10);
    expect(seen).toEqual(['A', 'B']);
    await manager.close();
    expect(changes).toEqual([
      ['reconnecting', undefined],
      ['open', undefined],
      ['closed', undefined],
    ]);
  });

  it('reads status and Retry-After of a real response', async () => {
    const server = createServer();
    let attempts = 0;
    server.on('upgrade', (_request, socket) => {
      attempts += 1;
      socket.end('HTTP/1.1 429 Too Many Requests\r\nRetry-After: 77\r\nContent-Length: 2\r\n\r\nno');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const origin = `127.0.0.1:${port}`;
    const environment = { name: 'local', rest: `http://${origin}`, streams: `ws://${origin}`, wsApi: '' };
    const clock = new ManualClock();
    const manager = new BinanceSocketManager({ environment, clock, onError: () => undefined });
    const reason = new Promise<string>((resolve) => {
      manager.onStatus((change) => {
        if (change.attempt === 1 && change.reason !== 'started') resolve(change.reason);
      });
    });
    void manager.subscribe(trade('BNBBTC'), () => undefined);
    expect(await reason).toBe('closed with code 1006: connection refused with HTTP status 429');
    await clock.advance(76 * SECOND);
    expect(attempts).toBe(1);
    await manager.close();
    server.close();
    expect(clock.timers.size).toBe(0);
  });
});

describe('an address that the exchange refuses', () => {
  it.each([400, 401, 404])('is followed by one without names, which may have caused status %i', async (status) => {
    const { clock, exchange, create } = setUp();
    exchange.nextAttempt = { status };
    const manager = create();
    for (const symbol of ['A', 'B']) void manager.subscribe(trade(symbol), () => undefined);
    await clock.advance(10);
    exchange.nextAttempt = 'accept';
    await clock.advance(10 * SECOND);
    expect([...exchange.last.streams]).toEqual(['a@trade', 'b@trade']);
    exchange.cutAll();
    await clock.advance(10 * SECOND);
    const names = exchange.all.map(({ url }) => new URL(url).searchParams.get('streams'));
    expect(names).toEqual(['a@trade/b@trade', null, 'a@trade/b@trade']);
    await manager.close();
  });
});

describe('a single refusal after other failed attempts', () => {
  const NOT_FOUND = { status: 404 };

  it.each<[string, readonly AttemptOutcome[]]>([
    ['after no answer', ['refuse', NOT_FOUND]],
    ['after a refusal that any address may get', [{ status: 503 }, { status: 503 }, NOT_FOUND]],
    ['again, after no answer', [NOT_FOUND, 'refuse', NOT_FOUND]],
  ])('ended the connection for good: %s', async (_, outcomes) => {
    const { clock, exchange, create } = setUp();
    const manager = create();
    const statuses: string[] = [];
    manager.onStatus(({ connectionStatus }) => statuses.push(connectionStatus));
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    for (const outcome of outcomes) {
      const { length } = exchange.attempts;
      exchange.nextAttempt = outcome;
      exchange.cutAll();
      for (let step = 0; step < 6_000 && exchange.attempts.length === length; step++) await clock.advance(10);
    }
    exchange.nextAttempt = 'accept';
    await clock.advance(60 * SECOND);
    expect([manager.status, statuses.includes('failed')]).toEqual(['open', false]);
    await manager.close();
    expect(clock.timers.size).toBe(0);
  });

  it('error: still ends it if the next attempt is refused too, also when the connection was started again', async () => {
    const { clock, exchange, create } = setUp();
    const manager = create();
    await clock.run(manager.subscribe(trade('A'), () => undefined));
    exchange.nextAttempt = NOT_FOUND;
    exchange.cutAll();
    await clock.advance(HOUR);
    expect([manager.status, exchange.attempts.length]).toEqual(['failed', 3]);
    const error = await clock.run(manager.subscribe(trade('B'), () => undefined)).catch((thrown) => thrown);
    expect([error.code, manager.status, exchange.attempts.length]).toEqual([404, 'failed', 5]);
    await manager.close();
    expect(clock.timers.size).toBe(0);
  });
});

describe('connection attempts', () => {
  it('are given back when they were reserved but not made', async () => {
    const { clock, exchange, create } = setUp();
    exchange.nextAttempt = { status: 429, retryAfter: '30' };
    const first = create();
    void first.subscribe(trade('BNBBTC'), () => undefined);
    await clock.advance(10);
    exchange.nextAttempt = 'accept';
    for (let mount = 0; mount < 300; mount++) {
      const abort = new AbortController();
      first.consume(trade('LTCBTC'), {}, { signal: abort.signal }).catch(() => undefined);
      const second = create();
      void second.subscribe(trade('BNBBTC'), () => undefined);
      await Promise.resolve();
      await Promise.resolve();
      abort.abort();
      await second.close();
    }
    expect(exchange.attempts).toHaveLength(1);
    await clock.advance(40 * SECOND);
    expect(first.status).toBe('open');
    await first.close();
    expect(clock.timers.size).toBe(0);
  });
});

describe('liveness where pings are visible', () => {
  it.each([60, 180])('keeps a quiet socket that is pinged every %i s', async (seconds) => {
    const { clock, exchange, create } = setUp();
    const manager = create();
    const statuses: string[] = [];
    manager.onStatus(({ connectionStatus }) => statuses.push(connectionStatus));
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    for (let at = 0; at < HOUR; at += seconds * SECOND) {
      await clock.advance(seconds * SECOND);
      exchange.last.ping();
    }
    // The stream sends no events, so the connection was renewed once, in case the stream was dead.
    expect(exchange.all).toHaveLength(2);
    expect(new Set(statuses)).toEqual(new Set(['connecting', 'open']));
    await manager.close();
  });
});

describe('a probe whose answer is late because the event loop was busy', () => {
  it.each([true, false])('is sent again before the socket is given up; pings visible: %s', async (showsPings) => {
    const clock = new ManualClock();
    const timers = delayedTimers(clock);
    const exchange = new FakeExchange(clock, { showsPings });
    const manager = new BinanceSocketManager({ environment: exchange.environment, clock: timers.clock });
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    const probes = () => exchange.last.requests.filter(({ method }) => method === 'LIST_SUBSCRIPTIONS').length;
    exchange.latency = 14 * SECOND;
    while (probes() === 0) await clock.advance(SECOND);
    // The answer to the probe takes 14 s. The timer that waits 10 s for this answer is held until 13 s have passed. It
    // then fires 3 s late, but before the answer arrives.
    timers.hold();
    await clock.advance(13 * SECOND);
    exchange.latency = 1;
    timers.release();
    expect(probes()).toBeGreaterThan(1);
    await clock.advance(9 * SECOND);
    expect([manager.status, exchange.all.length]).toEqual(['open', 1]);
    await manager.close();
  });
});

describe('a quiet socket that is pinged every 20 s', () => {
  it('is sent no probe, except after a renewal', async () => {
    const { clock, exchange, create } = setUp();
    const manager = create();
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    for (let at = 0; at < HOUR; at += 20 * SECOND) {
      await clock.advance(20 * SECOND);
      for (const socket of exchange.open) socket.ping();
    }
    // The stream was silent, so the connection was renewed once, by a second socket. At the end of the renewal, one
    // probe was sent over each of the two sockets.
    expect(exchange.all).toHaveLength(2);
    const probes = exchange.all.map(({ requests }) => requests.filter(({ method }) => method === 'LIST_SUBSCRIPTIONS'));
    expect(probes.map(({ length }) => length)).toEqual([1, 1]);
    await manager.close();
  });
});

describe('market frames that cannot be read', () => {
  it('are dropped with a few reports, and the connection continues', async () => {
    const { clock, exchange, errors, create } = setUp({ maxFrameBytes: 1_000 });
    const manager = create();
    const prices: unknown[] = [];
    await clock.run(manager.subscribe(trade('BNBBTC'), (event) => prices.push(event.p)));
    const bad = [
      '{"stream":"bnbbtc@trade","data":{',
      '{"stream":"bnbbtc@trade","data":}',
      'null',
      '{"id":{"toString":1},"result":null}',
      '{"stream":{"a":1}}',
      '[',
      '{"id":1,"code":{},"msg":{"toString":null}}',
      `{"stream":"bnbbtc@trade","data":"${'x'.repeat(1_000)}"}`,
    ];
    for (let i = 0; i < 20_000; i++) {
      exchange.last.deliverNow(Buffer.from(bad[i % bad.length] as string));
      if (i % 200 === 0) await clock.advance(600);
    }
    exchange.last.emit('bnbbtc@trade', { e: 'trade', p: '1.00' });
    await clock.advance(10);
    expect(prices).toEqual(['1.00']);
    expect(exchange.all).toHaveLength(1);
    expect(errors.length).toBeGreaterThan(1);
    // The test lasted one minute, and dropped frames are reported at most every 12 s.
    expect(errors.length).toBeLessThanOrEqual(6);
    await manager.close();
  });

  it('do not include one of exactly the largest size', async () => {
    const { clock, exchange, errors, create } = setUp({ maxFrameBytes: 1_000 });
    const manager = create();
    const lengths: number[] = [];
    await clock.run(manager.subscribe(trade('BNBBTC'), ({ p }) => lengths.push(p.length)));
    const frame = '{"stream":"bnbbtc@trade","data":{"e":"trade","p":""}}';
    for (const size of [1_000, 1_001]) {
      exchange.last.deliverNow(frame.replace('""', `"${'1'.repeat(size - frame.length)}"`));
    }
    await clock.advance(1);
    expect([lengths, errors.length]).toEqual([[1_000 - frame.length], 1]);
    await manager.close();
  });
});

describe('a manager', () => {
  it('closes both sockets when it is closed during a renewal', async () => {
    const { clock, exchange, create } = setUp();
    const manager = create();
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    const { length } = exchange.all;
    exchange.last.deliver('{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}');
    while (exchange.all.length === length || exchange.last.readyState === 0) await clock.advance(10);
    await manager.close();
    await clock.advance(1_000);
    expect([exchange.all.length > length, exchange.open.size, clock.timers.size]).toEqual([true, 0, 0]);
  });
});
