import {
  BinanceConfigError,
  BinanceError,
  createSpotClient,
  type Environment,
  environments,
  KlineInterval,
} from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../core/test/manual-clock.js';
import { FakeExchange } from '../test/fake-exchange.js';
// The client loads this module by `import()` at its first use. The manual clock does not wait for that, so the module
// is loaded before the tests.
import './market/read-streams.js';
import { OrderBook } from './book/index.js';
import {
  aggTrade,
  allRollingTickers,
  avgPrice,
  BinanceSocketManager,
  blockTrade,
  bookTicker,
  DepthCacheManager,
  depth,
  kline,
  MarketStreams,
  miniTicker,
  partialDepth,
  referencePrice,
  rollingTicker,
  ticker,
  topic,
  trade,
  wsApi,
} from './index.js';

const object = {};
/** An object that cannot be converted to text. */
const bare: unknown = Object.create(null);
const list: readonly unknown[] = [];
const call = () => 1;
/** Values that callers without a type checker may pass by mistake. A few of them are legal for some functions. */
const MISTAKES: readonly unknown[] = [
  undefined,
  null,
  5,
  Number.NaN,
  -1,
  '',
  'a b',
  'a/b',
  true,
  object,
  bare,
  list,
  call,
];

type Call = (value: never) => unknown;

/**
 * Expects that each mistake, except those in `fine`, makes `call` throw or reject with a `BinanceConfigError` that
 * shows the wrong value.
 */
async function refuses(call: Call, ...fine: readonly unknown[]): Promise<void> {
  for (const value of MISTAKES.filter((each) => !fine.includes(each))) {
    const error: unknown = await Promise.resolve()
      .then(() => call(value as never))
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    expect(error, `${call} of ${JSON.stringify(value)}`).toBeInstanceOf(BinanceConfigError);
    expect((error as Error).message).toMatch(
      /: expected .+, got | (?:is|are|names) n(?:ot?|one)\b|not one of|not above|give /,
    );
    if (typeof value === 'string') expect((error as Error).message).toContain(value);
  }
}

function setUp() {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock);
  const client = createSpotClient({ environment: exchange.environment, clock });
  return { clock, exchange, client, manager: new BinanceSocketManager(client) };
}

describe('environment', () => {
  it.each([
    'testnet',
    {},
    { ...environments.live, streams: 'ws://stream.binance.com' },
    { ...environments.live, streams: 'wss://user:password@stream.binance.com' },
    { ...environments.live, streams: 'wss:\\\\stream.binance.com' },
    { ...environments.live, streams: 'wss://stream.bin\nance.com' },
    { ...environments.live, wsApi: 'ws://ws-api.binance.com/ws-api/v3' },
  ])('error: %j, as in a client', (environment) => {
    for (const make of [BinanceSocketManager, MarketStreams]) {
      expect(() => new make({ environment: environment as Environment })).toThrow(BinanceConfigError);
    }
    expect(() => createSpotClient({ environment: environment as Environment })).toThrow(BinanceConfigError);
  });
});

describe('topics', () => {
  it.each([trade, aggTrade, blockTrade, referencePrice, miniTicker, ticker, bookTicker, avgPrice, depth, topic])(
    'error: an illegal symbol for %o',
    async (make) => {
      await refuses((value) => make(value));
    },
  );

  it('accept every kline interval and refuse all others', async () => {
    const intervals: readonly string[] = Object.values(KlineInterval);
    const others = ['', ...'sSmhHdDwWMy'].flatMap((unit) =>
      [...Array(61).keys(), ''].map((count) => `${count}${unit}`),
    );
    for (const each of new Set([...intervals, ...others, ' 1m', '1m '])) {
      if (intervals.includes(each)) expect(kline('A', each as '1m')).toBe(`a@kline_${each}`);
      else
        expect(() => kline('A', each as '1m')).toThrow(
          `interval: expected a KlineInterval from '1s' to '1M', got '${each}'`,
        );
    }
    await refuses((value) => kline('BNBBTC', value));
    await refuses((value) => kline(value, '1m'));
    await refuses((value) => kline('BNBBTC', '1m', { timeZone: value }), undefined);
  });

  it('error: an illegal window, number of levels or speed', async () => {
    await refuses((value) => rollingTicker('BNBBTC', value));
    await refuses((value) => allRollingTickers(value));
    await refuses((value) => partialDepth('BNBBTC', value), 5);
    await refuses((value) => depth('BNBBTC', { speed: value }), undefined);
  });
});

describe('MarketStreams and BinanceSocketManager', () => {
  it('error: neither a client nor options', async () => {
    await refuses((value) => new MarketStreams(value), undefined, object, bare, list, call);
    await refuses((value) => new BinanceSocketManager(value), undefined, object, bare, list, call);
  });

  it('error: an illegal stream, listener, signal or limit, without a connection attempt', async () => {
    const { clock, exchange, manager } = setUp();
    const listener = (): void => undefined;
    await refuses((value) => manager.subscribe(value, listener));
    await refuses((value) => manager.consume(value, {}));
    await refuses((value) => manager.subscribe(trade('A'), value), call);
    await refuses((value) => manager.consume(trade('A'), value), object, bare, list, call);
    await refuses((value) => manager.subscribe(trade('A'), listener, { signal: value }), undefined, null);
    await refuses((value) => manager.onStatus(value), call);
    await refuses((value) => manager.on(value, listener));
    await refuses((value) => manager.on('gap', value), call);
    await refuses((value) => manager.startTradeSocket(value, listener));
    await refuses((value) => manager.startTradeSocket('A', value), call);
    await refuses((value) => manager.startTradeSocket('A', listener, { signal: value }), undefined, null);
    await refuses((value) => manager.startKlineSocket('A', listener, value), undefined);
    await refuses((value) => manager.stopDepthSocket(value));
    await refuses((value) => manager.startTickerSocket(value), call);
    await refuses((value) => manager.startUserSocket(value), call);
    await refuses((value) => manager.userData({ client: value }), undefined);
    await refuses((value) => manager.userData({ symbols: value }), undefined, list);
    await refuses((value) => manager.stream(value).next());
    await refuses((value) => manager.stream([value]).next());
    await refuses((value) => manager.stream(trade('A'), { limit: value }).next(), undefined, 5, true);
    await refuses((value) => manager.stream(trade('A'), { signal: value }).next(), undefined, null);
    await clock.advance(10_000);
    expect([exchange.all.length, clock.timers.size]).toEqual([0, 0]);
    expect(manager.status).toBe('idle');
    await manager.close();
  });

  it('accept null and nothing instead of options and signals', async () => {
    const { clock, exchange, manager, client } = setUp();
    const listener = (): void => undefined;
    for (const signal of [null, undefined] as never[]) {
      await clock.run(manager.subscribe(trade('A'), listener, { signal }));
      await clock.run(manager.consume(trade('A'), { event: listener }, { signal }));
      await clock.run(manager.startTradeSocket('A', listener, { signal }));
      const loop = manager.stream(trade('A'), { signal });
      const read = loop.next();
      await clock.advance(10);
      await loop.return?.();
      expect(await read).toEqual({ done: true, value: undefined });
    }
    for (const options of [null, undefined] as never[]) {
      await clock.run(manager.subscribe(trade('A'), listener, options));
      await clock.run(manager.consume(trade('A'), { event: listener }, options));
      await clock.run(manager.startTradeSocket('A', listener, options));
      expect([depth('A', options), kline('A', '1m', options)]).toEqual(['a@depth', 'a@kline_1m']);
      const loop = manager.stream(trade('A'), options);
      const read = loop.next();
      await clock.advance(10);
      await loop.return?.();
      expect(await read).toEqual({ done: true, value: undefined });
      expect(() => new OrderBook('A', options).load({ lastUpdateId: 1, bids: [], asks: [] }, options)).not.toThrow();
      const books = new DepthCacheManager(client, 'A', options, options);
      const ready = books.ready(options).catch((error: unknown) => error);
      await books.close();
      expect(String(await ready)).toContain('closed');
    }
    await manager.close();
    await clock.advance(10);
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
  });

  it('delivers each event once when a stream is named twice', async () => {
    const { clock, exchange, manager } = setUp();
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const event of manager.stream([topic('a@x'), topic('a@x')])) seen.push(event);
    })();
    await clock.advance(10);
    exchange.emit('a@x', { u: 1 });
    await clock.advance(10);
    expect(seen).toEqual([{ u: 1 }]);
    await manager.close();
    await reading;
  });

  it('renews after 23 hours at the latest, and not continuously, for any option', async () => {
    for (const after of [Number.POSITIVE_INFINITY, Number.NaN, 30 * 86_400_000]) {
      const clock = new ManualClock();
      const { environment, all } = new FakeExchange(clock);
      const manager = new BinanceSocketManager({ environment, clock, renewal: { after, jitter: 0 } });
      await clock.run(manager.subscribe(trade('A'), () => undefined));
      const [renewal] = [...clock.timers].map(({ at }) => at).sort((a, b) => b - a);
      expect(Math.round((renewal ?? 0) / 1_000), String(after)).toBe(23 * 3_600);
      expect(all).toHaveLength(1);
      await manager.close();
    }
  });
});

describe('wsApi', () => {
  it('error: illegal options', async () => {
    await refuses((value) => wsApi(value), undefined, object, bare, list, call);
  });
});

describe('DepthCacheManager', () => {
  it('error: an illegal client, symbol, callback or option, without a connection attempt', async () => {
    const { clock, exchange, client } = setUp();
    await refuses((value) => new DepthCacheManager(value, 'BNBBTC'));
    await refuses((value) => new DepthCacheManager(client, value));
    await refuses((value) => new DepthCacheManager(client, [value]));
    await refuses((value) => new DepthCacheManager(client, 'BNBBTC', value), undefined, null, call);
    for (const name of ['limit', 'speed', 'levels', 'weightBudget', 'sockets']) {
      const fine = ['limit', 'levels', 'weightBudget'].includes(name) ? [5] : [];
      await refuses((value) => new DepthCacheManager(client, 'A', undefined, { [name]: value }), undefined, ...fine);
    }
    await clock.advance(10_000);
    expect([exchange.all.length, clock.timers.size]).toEqual([0, 0]);
  });

  it('error: an unknown book, an illegal listener or signal', async () => {
    const { clock, client } = setUp();
    const books = new DepthCacheManager(client, 'BNBBTC');
    await refuses((value) => books.getDepthCache(value), undefined);
    await refuses((value) => books.onStatus(value), call);
    await refuses((value) => books.on(value, call));
    await refuses((value) => books.on('resync', value), call);
    await refuses((value) => books.getDepthCache().subscribe(value), call);
    await refuses((value) => books.ready({ signal: value }), undefined, null);
    await books.close();
    await clock.advance(10);
    expect(clock.timers.size).toBe(0);
  });
});

describe('OrderBook', () => {
  it('error: an illegal symbol, step, message or array', async () => {
    await refuses((value) => new OrderBook(value), 'a b', 'a/b');
    await refuses((value) => new OrderBook('A', { tickSize: value }), undefined);
    await refuses((value) => new OrderBook('A', { stepSize: value }), undefined);
    const book = new OrderBook('A');
    await refuses((value) => book.bids.copy(value, value), 'a b', 'a/b', '');
    for (const value of MISTAKES) {
      expect(() => book.load(value as never)).toThrow(BinanceError);
      expect(() => book.apply(value as never)).toThrow(BinanceError);
    }
    expect(book.bids.prices(-1)).toHaveLength(0);
  });
});
