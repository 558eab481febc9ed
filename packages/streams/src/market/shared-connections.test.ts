import { type Clock, createSpotClient, systemRandom } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { tradeEvent } from '../../test/connect-manager.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import { BinanceSocketManager, type StreamNotice, type StreamsOptions, trade } from '../index.js';
// The client loads this module by `import()` at its first use. The manual clock does not wait for that, so the module
// is loaded before the tests.
import './read-streams.js';

const ignore = (): void => undefined;
const STREAM = 'bnbbtc@trade';

function setUp() {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock);
  // Each read of `exchange.environment` creates another `WebSocket` class, and managers with different classes share no
  // connection. So `environment` is read once, for all managers.
  const { environment } = exchange;
  const errors: Record<string, unknown[]> = {};
  const events: Record<string, unknown[]> = {};
  /** Returns a manager that records its errors, and the events of its connections and streams, under a name. */
  const create = (name: string, options: StreamsOptions = {}): BinanceSocketManager => {
    const own = { errors: [] as unknown[], events: [] as unknown[] };
    errors[name] = own.errors;
    events[name] = own.events;
    const onError = (error: unknown): unknown => own.errors.push(String(error));
    const manager = new BinanceSocketManager({ environment, clock, onError, ...options });
    for (const kind of ['connect', 'disconnect', 'renew', 'gap'] as const) {
      manager.on(kind, (event) => own.events.push([kind, 'reason' in event ? event.reason : undefined]));
    }
    return manager;
  };
  return { clock, exchange, environment, errors, events, create };
}

describe('managers with equal options', () => {
  it('share one socket, over which the exchange sends a stream once, for the first URL and for later requests', async () => {
    const { clock, exchange, create } = setUp();
    const [a, b, c] = [create('a'), create('b'), create('c')];
    const seen: string[] = [];
    await clock.run(
      Promise.all([
        a.subscribe(trade('BNBBTC'), ({ t }) => seen.push(`a${t}`)),
        b.subscribe(trade('BNBBTC'), ({ t }) => seen.push(`b${t}`)),
      ]),
    );
    await clock.run(c.subscribe(trade('BNBBTC'), ({ t }) => seen.push(`c${t}`)));
    await clock.run(c.subscribe(trade('ETHBTC'), ignore));
    expect(exchange.all.map(({ url }) => url)).toEqual([`wss://fake/stream?streams=${STREAM}`]);
    expect(exchange.sent).toEqual([{ method: 'SUBSCRIBE', params: ['ethbtc@trade'], id: 1 }]);
    exchange.emit(STREAM, tradeEvent(1));
    await clock.advance(1);
    expect(seen).toEqual(['a1', 'b1', 'c1']);
    await Promise.all([a.close(), b.close(), c.close()]);
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
  });

  it.each([
    ['closed', (manager: BinanceSocketManager) => manager.close()],
    ['stopped', (manager: BinanceSocketManager) => manager.stopTradeSocket('BNBBTC')],
  ])('keep their streams when another manager is %s, and close the socket after the last one', async (_, end) => {
    const { clock, exchange, create, events, errors } = setUp();
    const [a, b] = [create('a'), create('b')];
    const seen: string[] = [];
    await clock.run(
      Promise.all([
        a.startTradeSocket('BNBBTC', ({ t }) => seen.push(`a${t}`)),
        b.startTradeSocket('BNBBTC', ({ t }) => seen.push(`b${t}`)),
      ]),
    );
    await clock.run(end(a));
    exchange.emit(STREAM, tradeEvent(1));
    await clock.advance(1_000);
    expect(seen).toEqual(['b1']);
    expect([a.status === 'open', b.status, exchange.open.size, exchange.sent]).toEqual([false, 'open', 1, []]);
    expect(events.a?.map((event) => (event as string[])[0])).toEqual(['connect', 'disconnect']);
    expect(events.b).toEqual([['connect', undefined]]);
    await clock.run(end(b));
    await clock.advance(1);
    expect([exchange.open.size, clock.timers.size, errors]).toEqual([0, 0, { a: [], b: [] }]);
  });

  it('unsubscribe what only the closed one has subscribed', async () => {
    const { clock, exchange, create } = setUp();
    const [a, b] = [create('a'), create('b')];
    const both = trade('BNBBTC');
    await clock.run(
      Promise.all([a.subscribe(both, ignore), a.subscribe(trade('ETHBTC'), ignore), b.subscribe(both, ignore)]),
    );
    await a.close();
    await clock.advance(10);
    expect(exchange.sent).toEqual([{ method: 'UNSUBSCRIBE', params: ['ethbtc@trade'], id: 1 }]);
    expect([...exchange.last.streams]).toEqual([STREAM]);
    await b.close();
  });

  it('see an open connection as opened when they join it', async () => {
    const { clock, exchange, create, events } = setUp();
    const [a, b] = [create('a'), create('b')];
    await clock.run(a.subscribe(trade('BNBBTC'), ignore));
    await clock.advance(5_000);
    expect([b.status, events.b]).toEqual(['idle', []]);
    const changes: unknown[] = [];
    b.onStatus(({ connection, connectionStatus }) => changes.push([connection, connectionStatus]));
    await clock.run(b.subscribe(trade('BNBBTC'), ignore));
    await clock.run(b.start());
    expect([b.status, changes, events.b]).toEqual(['open', [['market-1', 'open']], [['connect', undefined]]]);
    expect(exchange.all).toHaveLength(1);
    await Promise.all([a.close(), b.close()]);
    expect(b.status).toBe('closed');
  });

  it('each hear of a loss, a renewal and a gap once, with their own listeners', async () => {
    const { clock, exchange, create, events, errors } = setUp();
    const [a, b, other] = [create('a'), create('b'), create('other', { shareConnections: false })];
    const notices: StreamNotice[] = [];
    const notice = (received: StreamNotice): unknown => notices.push(received);
    await clock.run(
      Promise.all([
        a.subscribe(trade('BNBBTC'), ignore, { notice }),
        b.subscribe(trade('BNBBTC'), ignore),
        b.subscribe(trade('BNBBTC'), ignore),
        other.subscribe(trade('BNBBTC'), ignore),
      ]),
    );
    await clock.advance(5_000);
    const [shared] = exchange.all;
    shared?.cut(1006, 'gone');
    await clock.advance(5_000);
    const [, , restored] = exchange.all;
    restored?.deliver('{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}');
    await clock.advance(5_000);
    const lost = 'closed with code 1006: gone';
    const expected = [
      ['connect', undefined],
      ['disconnect', lost],
      ['gap', lost],
      ['connect', undefined],
      ['renew', 'the exchange announced its shutdown'],
    ];
    for (const name of ['a', 'b']) {
      const ordered = (events[name] as string[][]).map(([kind]) => kind);
      expect(ordered.slice(0, 2)).toEqual(['connect', 'disconnect']);
      expect(ordered.at(-1)).toBe('renew');
      expect(events[name]).toEqual(expect.arrayContaining(expected));
      expect(events[name]).toHaveLength(5);
    }
    expect(events.other).toEqual([['connect', undefined]]);
    expect(notices).toHaveLength(1);
    // Only the second manager has listeners without `notice`.
    expect(errors).toEqual({ a: [], b: [`BinanceStreamError: events of 1 streams are missing: ${lost}`], other: [] });
    await Promise.all([a.close(), b.close(), other.close()]);
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
  });

  it('report errors of listeners, refusals and frames to the managers that they concern', async () => {
    const { clock, exchange, create, errors } = setUp();
    const [a, b] = [create('a'), create('b')];
    await clock.run(
      Promise.all([
        a.subscribe(trade('BNBBTC'), () => {
          throw new Error('mine');
        }),
        b.subscribe(trade('BNBBTC'), ignore),
        b.subscribe(trade('ETHBTC'), ignore),
      ]),
    );
    exchange.emit(STREAM, tradeEvent(1));
    await clock.advance(1);
    expect(errors).toEqual({ a: ['Error: mine'], b: [] });
    exchange.emit('ethbtc@trade', null);
    await clock.advance(1);
    expect(errors.a).toHaveLength(1);
    expect(errors.b).toEqual([expect.stringContaining('no event in it')]);
    const { answer } = exchange;
    exchange.answer = ({ id }) => ({ id, code: 2, msg: 'Invalid request' });
    await expect(clock.run(a.subscribe(trade('BAD'), ignore))).rejects.toThrow('Invalid request');
    exchange.answer = answer;
    expect([errors.a?.length, errors.b?.length]).toEqual([2, 1]);
    // The error of a frame is reported at most every 12 s, so 13 s pass first. The next frame names no stream, so both
    // managers report its error.
    await clock.advance(13_000);
    exchange.last.deliver('[');
    await clock.advance(1);
    expect([errors.a?.slice(2), errors.b?.slice(1)]).toEqual([
      [expect.stringContaining('not JSON')],
      [expect.stringContaining('not JSON')],
    ]);
    await Promise.all([a.close(), b.close()]);
  });

  it('reject only the pending subscriptions of the closed one', async () => {
    const { clock, exchange, create } = setUp();
    const [a, b] = [create('a'), create('b')];
    exchange.nextAttempt = 'refuse';
    const ofA = expect(a.subscribe(trade('BNBBTC'), ignore)).rejects.toThrow('the manager was closed');
    const ofB = b.subscribe(trade('BNBBTC'), ignore);
    await clock.advance(100);
    await a.close();
    await ofA;
    exchange.nextAttempt = 'accept';
    await clock.run(ofB);
    expect(b.status).toBe('open');
    await b.close();
  });

  it('keep 1,024 streams on a connection and 5 frames a second for all of them together', async () => {
    const { clock, exchange, create } = setUp();
    const managers = Array.from({ length: 8 }, (_, index) => create(`m${index}`));
    await clock.run(managers[0]?.subscribe(trade('FIRST'), ignore) as Promise<unknown>);
    const subscribed: Promise<unknown>[] = [];
    // The loop subscribes in groups, each in its own task of the event loop. So each group causes its own request.
    for (let index = 0; index < 1_040; index++) {
      subscribed.push(managers[index % 8]?.subscribe(trade(`S${index}`), ignore) as Promise<unknown>);
      if (index % 40 === 0) await clock.advance(5);
    }
    await clock.run(Promise.all(subscribed));
    expect(exchange.all.map(({ streams }) => streams.size)).toEqual([1_024, 17]);
    for (const { received } of exchange.all) {
      for (const [first, at] of received.entries()) {
        expect(received.filter((other) => other >= at && other < at + 1_000).length, `frame ${first}`).toBeLessThan(6);
      }
    }
    await Promise.all(managers.map((manager) => manager.close()));
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
  });

  it('open one socket when a component of React StrictMode mounts twice', async () => {
    const { clock, exchange, create } = setUp();
    const kept = create('kept');
    const seen: number[] = [];
    const mount = (): (() => void) => {
      const manager = create('mounted');
      void manager.subscribe(trade('BNBBTC'), ({ t }) => seen.push(t));
      return () => void manager.close();
    };
    mount()();
    const unmount = mount();
    void kept.subscribe(trade('BNBBTC'), ignore);
    await clock.advance(100);
    exchange.emit(STREAM, tradeEvent(1));
    await clock.advance(1);
    expect([exchange.all.length, exchange.open.size, seen]).toEqual([1, 1, [1]]);
    unmount();
    mount()();
    await clock.advance(1_000);
    expect([exchange.all.length, exchange.open.size, exchange.sent]).toEqual([1, 1, []]);
    await kept.close();
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
  });

  it('keep an abort of one manager from the others, while the connection is still opening', async () => {
    const { clock, exchange, create } = setUp();
    const [a, b] = [create('a'), create('b')];
    const abort = new AbortController();
    const aborted = a.subscribe(trade('BNBBTC'), ignore, { signal: abort.signal });
    const kept = b.subscribe(trade('BNBBTC'), ignore);
    abort.abort();
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    await clock.run(kept);
    expect([exchange.all.length, a.status, b.status]).toEqual([1, 'idle', 'open']);
    await b.close();
  });

  it('connect again after a failure that one of them retries', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock, { showsPings: true });
    const { environment } = exchange;
    const [a, b] = [1, 2].map(() => new BinanceSocketManager({ environment, clock, onError: ignore })) as [
      BinanceSocketManager,
      BinanceSocketManager,
    ];
    exchange.nextAttempt = { status: 451 };
    await expect(clock.run(a.subscribe(trade('BNBBTC'), ignore))).rejects.toThrow('451');
    const waiting = a.subscribe(trade('ETHBTC'), ignore);
    exchange.nextAttempt = 'accept';
    await clock.run(b.subscribe(trade('BNBBTC'), ignore));
    await waiting;
    expect([a.status, b.status, exchange.open.size]).toEqual(['open', 'open', 1]);
    await Promise.all([a.close(), b.close()]);
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
  });

  it('carry a stream once, although an earlier connection has room again', async () => {
    const { clock, exchange, create } = setUp();
    const [first, second] = [create('a'), create('b')];
    const stops = await clock.run(
      Promise.all(Array.from({ length: 1_025 }, (_, index) => first.subscribe(trade(`S${index}`), ignore))),
    );
    await clock.run(stops[0]?.() as Promise<void>);
    await clock.run(second.subscribe(trade('S1024'), ignore));
    const last = trade('S1024');
    expect(exchange.all.map(({ streams }) => [streams.size, streams.has(last)])).toEqual([
      [1_023, false],
      [1, true],
    ]);
    await Promise.all([first.close(), second.close()]);
  });
});

describe('managers with different options', () => {
  const random = { next: () => 0.5, bytes: (length: number) => new Uint8Array(length) };
  const renewal = { after: 60_000 };

  it.each<readonly [string, number, StreamsOptions, StreamsOptions]>([
    ['the same options', 1, { maxFrameBytes: 1_000 }, { maxFrameBytes: 1_000 }],
    ['other listeners of errors and messages', 1, { onError: ignore }, { logger: { warn: ignore } }],
    ['the default time unit, once named', 1, {}, { timeUnit: 'millisecond' }],
    ['the default random numbers of a client', 1, {}, { random: systemRandom }],
    ['the same renewal', 1, { renewal }, { renewal }],
    ['other time units', 2, {}, { timeUnit: 'microsecond' }],
    ['other frame lengths', 2, {}, { maxFrameBytes: 1_000 }],
    ['equal renewals that are not the same object', 2, { renewal }, { renewal: { ...renewal } }],
    ['other sources of random numbers', 2, { random }, { random: { ...random } }],
    ['other wake sources', 2, { wake: () => ignore }, { wake: () => ignore }],
    ['one that does not share', 2, {}, { shareConnections: false }],
    ['two that do not share', 2, { shareConnections: false }, { shareConnections: false }],
  ])('%s: %i sockets', async (_, sockets, first, second) => {
    const { clock, exchange, create } = setUp();
    const managers = [create('first', first), create('second', second)];
    await clock.run(Promise.all(managers.map((manager) => manager.subscribe(trade('BNBBTC'), ignore))));
    expect(exchange.all).toHaveLength(sockets);
    await Promise.all(managers.map((manager) => manager.close()));
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
  });

  it('share nothing if the clock or the WebSocket is another object, or the URL is another', async () => {
    const { clock, exchange, environment, create } = setUp();
    const otherClock: Clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      setTimeout: (callback, ms) => clock.setTimeout(callback, ms),
      clearTimeout: (timer) => clock.clearTimeout(timer as never),
    };
    const others = [
      new BinanceSocketManager({ environment, clock: otherClock }),
      create('other socket', { environment: exchange.environment }),
      create('other URL', { environment: { ...environment, streams: 'wss://other' } }),
    ];
    const managers = [create('own'), ...others];
    await clock.run(Promise.all(managers.map((manager) => manager.subscribe(trade('BNBBTC'), ignore))));
    expect(exchange.all).toHaveLength(4);
    await Promise.all(managers.map((manager) => manager.close()));
  });

  it('share a connection if one belongs to a client and the other does not', async () => {
    const { clock, exchange, environment, create } = setUp();
    const client = createSpotClient({ environment, clock, apiKey: 'key', apiSecret: 'secret' });
    const managers = [new BinanceSocketManager(client), create('own')];
    await clock.run(Promise.all(managers.map((manager) => manager.subscribe(trade('BNBBTC'), ignore))));
    expect(exchange.all).toHaveLength(1);
    await Promise.all(managers.map((manager) => manager.close()));
    client.close();
  });
});
