import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import { BinanceSocketManager, bookTicker, depth, type StreamNotice, trade } from '../index.js';
// The client loads this module by `import()` at its first use. The manual clock does not wait for that, so the module
// is loaded before the tests.
import './read-streams.js';

function setUp(options: { showsPings?: boolean } = {}) {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock, options);
  const manager = new BinanceSocketManager({ environment: exchange.environment, clock, onError: () => undefined });
  return { clock, exchange, manager };
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

describe('many streams', () => {
  const topics = Array.from({ length: 50 }, (_, index) => trade(`S${index}`));
  it.each([
    ['one loop', [topics]],
    ['a loop each', topics],
  ])('are read by %s without a warning of Node about the listeners of a signal', async (_, loops) => {
    const { clock, exchange, manager } = setUp();
    const warnings: string[] = [];
    const note = ({ name }: Error): unknown => warnings.push(name);
    process.on('warning', note);
    const { signal } = new AbortController();
    const reads = loops.map((each) => manager.stream(each, { signal }).next());
    await clock.advance(1_000);
    await manager.close();
    for (const read of reads) expect(await read).toEqual({ done: true, value: undefined });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect([warnings, exchange.open.size, clock.timers.size]).toEqual([[], 0, 0]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects the loop with the error of the exchange when it refuses one of the streams', async () => {
    const { clock, exchange, manager } = setUp();
    await clock.run(manager.subscribe(trade('KEPT'), () => undefined));
    exchange.answer = ({ id, params = [] }) =>
      params.includes(trade('BAD')) ? { id, error: { code: 2, msg: 'Invalid request' } } : { id, result: null };
    const loop = manager.stream([trade('GOOD'), trade('BAD')]);
    await expect(clock.run(loop.next())).rejects.toMatchObject({ name: 'BinanceStreamError', code: 2 });
    expect(await loop.next()).toEqual({ done: true, value: undefined });
    await clock.advance(2_000);
    expect([...exchange.last.streams]).toEqual([trade('KEPT')]);
    await manager.close();
  });

  it.each<[string, object, (exchange: FakeExchange) => void]>([
    ['the connection', { code: 451 }, (exchange) => (exchange.nextAttempt = { status: 451 })],
    [
      'a stream that it had accepted before',
      { code: 2 },
      (exchange) => (exchange.answer = ({ id }) => ({ id, error: { code: 2, msg: 'Invalid request' } })),
    ],
  ])('waited for ever after a loss if the exchange refused %s for good', async (_, error, refuse) => {
    const { clock, exchange, manager } = setUp({ showsPings: true });
    // The address names only some of so many streams. The other streams are subscribed by requests.
    const loop = manager.stream(Array.from({ length: 900 }, (_, index) => trade(`S${index}`)));
    const read = expect(loop.next()).rejects.toMatchObject({ name: 'BinanceStreamError', ...error });
    await clock.advance(1_000);
    refuse(exchange);
    exchange.cutAll();
    await clock.advance(20_000);
    await read;
    expect(await loop.next()).toEqual({ done: true, value: undefined });
    await clock.advance(20_000);
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
    await manager.close();
  });
});

describe('slow consumers', () => {
  it('queues at most 50 MB for a reader that is away for 60 s at 5,000 messages a second, and notifies it of the loss', async () => {
    const { clock, exchange, manager } = setUp();
    const notices: StreamNotice[] = [];
    const options = { notice: (notice: StreamNotice) => notices.push(notice) };
    const trades = manager.stream(trade('BNBBTC'), options);
    const tickers = manager.stream(bookTicker('BNBBTC'), options);
    const first = Promise.all([trades.next(), tickers.next()]);
    await clock.advance(10);
    exchange.emit('bnbbtc@trade', { e: 'trade', t: 0 });
    exchange.emit('bnbbtc@bookTicker', { u: 0 });
    await clock.run(first);
    const before = heap();
    const socket = exchange.last;
    for (let ms = 1; ms <= 60_000; ms++) {
      for (let i = 1; i <= 4; i++) {
        const t = (ms - 1) * 4 + i;
        socket.deliverNow(
          `{"stream":"bnbbtc@trade","data":{"e":"trade","E":1,"s":"BNBBTC","t":${t},"p":"0.01","q":"1.0"}}`,
        );
      }
      socket.deliverNow(
        `{"stream":"bnbbtc@bookTicker","data":{"u":${ms},"s":"BNBBTC","b":"1.0","B":"1.0","a":"2.0","A":"1.0"}}`,
      );
      if (ms % 1_000 === 0) await clock.advance(1_000);
    }
    expect((heap() - before) / 2 ** 20).toBeLessThan(50);
    expect(exchange.all).toHaveLength(1);
    expect((await tickers.next()).value).toMatchObject({ u: 60_000 });
    expect((await trades.next()).value).toMatchObject({ t: 230_001 });
    expect(notices).toEqual([{ type: 'lagged', stream: 'bnbbtc@trade', count: 230_000 }]);
    for (let t = 230_002; t <= 240_000; t++) expect((await trades.next()).value).toMatchObject({ t });
    await manager.close();
  }, 60_000);

  it('merges diff events of a busy reader into one equivalent event', async () => {
    const { clock, exchange, manager } = setUp();
    const reader = manager.stream(depth('BNBBTC'));
    const first = reader.next();
    await clock.advance(10);
    const event = (U: number, b: [string, string][]) => ({
      e: 'depthUpdate',
      E: U,
      s: 'BNBBTC',
      U,
      u: U + 1,
      b,
      a: [],
    });
    exchange.emit('bnbbtc@depth', event(1, []));
    await clock.run(first);
    exchange.emit(
      'bnbbtc@depth',
      event(3, [
        ['1.0', '5'],
        ['1.1', '6'],
      ]),
    );
    exchange.emit(
      'bnbbtc@depth',
      event(5, [
        ['1.1', '0'],
        ['1.2', '7'],
      ]),
    );
    await clock.advance(10);
    expect((await reader.next()).value).toEqual({
      ...event(5, [
        ['1.0', '5'],
        ['1.1', '0'],
        ['1.2', '7'],
      ]),
      U: 3,
    });
    await manager.close();
  });

  it.each([
    [true, [1, 4, 5]],
    [false, [1, 2, 3, 4, 5]],
    [undefined, [1, 4, 5]],
  ])('queues every state only with `conflate: false`: %s', async (conflate, expected) => {
    const { clock, exchange, manager } = setUp();
    const notices: StreamNotice[] = [];
    const reader = manager.stream(bookTicker('A'), { conflate, limit: 10, notice: (each) => notices.push(each) });
    const seen: unknown[] = [];
    const next = async (): Promise<void> => {
      seen.push(((await reader.next()).value as { u: number } | undefined)?.u);
    };
    const first = next();
    await clock.advance(10);
    for (const u of [1, 2, 3, 4]) exchange.emit('a@bookTicker', { u, s: 'A' });
    await clock.advance(10);
    await first;
    for (let count = 2; count < expected.length; count++) await next();
    exchange.emit('a@bookTicker', { u: 5, s: 'A' });
    await clock.advance(10);
    await next();
    expect([seen, notices]).toEqual([expected, []]);
    await manager.close();
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it('leaves no listener on the signal of loops that have ended', async () => {
    const { clock, manager } = setUp();
    const { signal } = new AbortController();
    for (let count = 0; count < 20; count++) {
      const reader = manager.stream([trade('A'), trade('B')], { signal });
      const read = reader.next();
      await clock.advance(10);
      await reader.return?.();
      expect(await read).toEqual({ done: true, value: undefined });
    }
    await clock.advance(1_000);
    expect([getEventListeners(signal, 'abort').length, manager.status]).toEqual([0, 'idle']);
    await manager.close();
  });

  it('reports events that a loop without `notice` has dropped', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const errors: unknown[] = [];
    const onError = (error: unknown, stream: string): unknown => errors.push([String(error), stream]);
    const manager = new BinanceSocketManager({ environment: exchange.environment, clock, onError });
    const reader = manager.stream(trade('A'), { limit: 2 });
    const first = reader.next();
    await clock.advance(10);
    for (let t = 1; t <= 6; t++) exchange.emit('a@trade', { e: 'trade', t });
    await clock.advance(10);
    expect([(await first).value, errors]).toEqual([{ e: 'trade', t: 1 }, []]);
    expect((await reader.next()).value).toMatchObject({ t: 5 });
    expect(errors).toEqual([['BinanceStreamError: 3 events dropped for a slow reader', 'a@trade']]);
    await manager.close();
  });

  it('an async listener that never ends does not hold up the others', async () => {
    const { clock, exchange, manager } = setUp();
    const seen: number[] = [];
    await clock.run(
      Promise.all([
        manager.subscribe(trade('BNBBTC'), () => new Promise(() => undefined)),
        manager.subscribe(trade('BNBBTC'), (event) => seen.push(event.t)),
      ]),
    );
    for (let t = 0; t < 5; t++) exchange.emit('bnbbtc@trade', { e: 'trade', t });
    await clock.advance(10);
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    await manager.close();
  });
});

it('streams of a manager that was closed can be read again', async () => {
  const { clock, exchange, manager } = setUp();
  await manager.close();
  const read = manager.stream(trade('A')).next();
  await clock.advance(1_000);
  exchange.emit('a@trade', { e: 'trade', E: 1, t: 1 });
  await clock.advance(1);
  expect(await read).toMatchObject({ done: false, value: { t: 1 } });
  await manager.close();
});
