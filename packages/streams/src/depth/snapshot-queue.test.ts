import type { CallOptions } from '@pkg/core';
import { BinanceApiError, BinanceRateLimitError, BinanceStreamError } from '@pkg/core/errors';
import { beforeEach, describe, expect, it } from 'vitest';
import { at, event, FakeMarket, SNAPSHOT_REQUEST, TOPIC } from '../../test/fake-market.js';
import { DepthCacheManager } from './index.js';
import { SnapshotQueue } from './snapshot-queue.js';

const ignore = (): void => undefined;

describe('SnapshotQueue, used by books', () => {
  let market: FakeMarket;

  beforeEach(() => {
    market = new FakeMarket();
  });

  function open(symbols: string | string[] = 'BNBBTC'): DepthCacheManager {
    return new DepthCacheManager(market.client, symbols, undefined, { sockets: market.sockets });
  }

  it('spends at most 12 requests on 30 s of stale snapshots, and is live within 3 s of a fresh one', async () => {
    market.snapshot = () => at(50);
    const books = open();
    for (let second = 0; second < 30; second++) {
      market.send(TOPIC, event('BNBBTC', 101 + second, 101 + second));
      await market.clock.advance(1_000);
    }
    expect(books.getDepthCache().status).toBe('syncing');
    expect(market.requests.length).toBeGreaterThan(1);
    expect(market.requests.length).toBeLessThanOrEqual(12);
    market.snapshot = () => at(130);
    await market.clock.advance(3_000);
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 130 });
  });

  it('aborts the request of a book that is closed', async () => {
    let signal: AbortSignal | undefined;
    market.snapshot = (_, each) => {
      signal = each;
      return new Promise(() => undefined);
    };
    const books = open();
    await market.clock.advance(0);
    expect(signal?.aborted).toBe(false);
    await books.close();
    expect([signal?.aborted, market.clock.timers.size]).toEqual([true, 0]);
  });

  it('keeps all books of a client within one budget, whatever connections they use', async () => {
    const other = new FakeMarket();
    const first = new DepthCacheManager(market.client, ['A', 'B', 'C'], undefined, { sockets: market.sockets });
    const second = new DepthCacheManager(market.client, ['D', 'E', 'F'], undefined, {
      sockets: other.sockets,
      limit: 5000,
    });
    await market.clock.advance(0);
    const rest = Array.from({ length: 60 }, (_, index) => `S${index}`);
    const third = new DepthCacheManager(market.client, rest, undefined, { sockets: other.sockets });
    await market.clock.advance(59_000);
    const weight = market.requests.reduce((sum, { limit }) => sum + (limit > 1000 ? 250 : 50), 0);
    expect(weight).toBeLessThanOrEqual(3_000);
    for (const books of [first, second, third]) await books.close();
  });

  it.each([
    [200, 5000, 250],
    [20, 1000, 50],
    [4, 100, 5],
  ])('spends a budget of %i a minute on snapshots of %i levels, which are heavier', async (budget, limit, weight) => {
    market.snapshot = () => at(100);
    const symbols = Array.from({ length: 8 }, (_, index) => `S${index}`);
    const options = { sockets: market.sockets, limit, weightBudget: budget };
    const books = new DepthCacheManager(market.client, symbols, undefined, options);
    await market.clock.advance(600_000);
    const times = market.requests.map(({ at }) => at);
    const pauses = times.slice(1).map((time, index) => time - (times[index] as number));
    expect(pauses.length).toBeGreaterThan(2);
    for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual((60_000 * weight) / budget - 1);
    await books.close();
  });

  it.each([Number.NaN, -1e300, 0])('pauses for a second after a refusal that ends at %s', async (until) => {
    market.snapshot = () => {
      throw new BinanceRateLimitError({
        request: SNAPSHOT_REQUEST,
        statusCode: 429,
        code: -1003,
        text: 'slow',
        until,
        banned: false,
      });
    };
    const books = open();
    await market.clock.advance(10_500);
    expect(market.requests).toHaveLength(11);
    await books.close();
  });

  it('pauses for three days at most', async () => {
    market.snapshot = () => {
      throw new BinanceRateLimitError({
        request: SNAPSHOT_REQUEST,
        statusCode: 418,
        text: 'x',
        until: 1e300,
        banned: true,
      });
    };
    const books = open();
    await market.clock.advance(1_000);
    market.snapshot = () => at(100);
    await market.clock.advance(3 * 86_400_000);
    expect(books.getDepthCache().status).toBe('live');
    await books.close();
  });

  it('sends no request until a ban ends', async () => {
    let refusals = 0;
    const refuse = () => {
      refusals++;
      const until = market.clock.now() + 90_000;
      throw new BinanceRateLimitError({
        request: SNAPSHOT_REQUEST,
        statusCode: 418,
        code: -1003,
        text: 'banned',
        until,
        banned: true,
      });
    };
    market.snapshot = refuse;
    const books = open(['BNBBTC', 'ETHBTC', 'LTCBTC']);
    await market.clock.advance(89_000);
    expect(refusals).toBe(3);
    market.snapshot = () => at(100);
    await market.clock.advance(2_000);
    expect(books.symbols.map((symbol) => books.getDepthCache(symbol).status)).toEqual(['live', 'live', 'live']);
  });

  it('sends the requests that waited for the end of a ban, also if a book that waited too was closed', async () => {
    market.snapshot = () => {
      const until = market.clock.now() + 90_000;
      throw new BinanceRateLimitError({ request: SNAPSHOT_REQUEST, statusCode: 418, text: 'x', until, banned: true });
    };
    const closed = open('BNBBTC');
    const books = open('ETHBTC');
    await market.clock.advance(30_000);
    await closed.close();
    market.snapshot = () => at(100);
    await market.clock.advance(70_000);
    expect(books.getDepthCache().status).toBe('live');
    await books.close();
  });

  it('sends no request until a ban ends, also if a request sent before the ban is refused with a shorter pause', async () => {
    const refuse = (statusCode: 418 | 429, ms: number) => {
      const until = market.clock.now() + ms;
      const banned = statusCode === 418;
      throw new BinanceRateLimitError({
        request: SNAPSHOT_REQUEST,
        statusCode,
        code: -1003,
        text: 'slow',
        until,
        banned,
      });
    };
    market.snapshot = async (symbol) => {
      if (symbol === 'BNBBTC') return refuse(418, 90_000);
      await new Promise<void>((resolve) => void market.clock.setTimeout(resolve, 100));
      return refuse(429, 5_000);
    };
    const books = open(['BNBBTC', 'ETHBTC']);
    await market.clock.advance(89_000);
    expect(market.requests.map(({ symbol }) => symbol)).toEqual(['BNBBTC', 'ETHBTC']);
    market.snapshot = () => at(100);
    await market.clock.advance(2_000);
    expect(market.requests).toHaveLength(4);
    await books.close();
  });

  it('measures a ban by monotonic time, however the wall clock is set meanwhile', async () => {
    market.snapshot = () => {
      const until = market.clock.now() + 60_000;
      throw new BinanceRateLimitError({
        request: SNAPSHOT_REQUEST,
        statusCode: 418,
        code: -1003,
        text: 'banned',
        until,
        banned: true,
      });
    };
    const books = open();
    await market.clock.advance(1_000);
    market.clock.step(-3_600_000);
    market.snapshot = () => at(100);
    await market.clock.advance(58_000);
    expect(market.requests).toHaveLength(1);
    await market.clock.advance(2_000);
    expect(books.getDepthCache().status).toBe('live');
  });

  it('keeps trying after server errors, while ready rejects after some of them', async () => {
    market.snapshot = () => {
      throw new BinanceApiError({ request: SNAPSHOT_REQUEST, statusCode: 502, text: '<html>' });
    };
    const books = open();
    const error = await market.clock.run(books.ready().catch((error: unknown) => error));
    expect(error).toBeInstanceOf(BinanceStreamError);
    expect(String(error)).toMatch(/BNBBTC is not live yet: getOrderBook: 502: <html>/);
    market.snapshot = () => at(100);
    await market.clock.run(books.ready());
    expect(books.getDepthCache().status).toBe('live');
  });
});

describe('SnapshotQueue, while the exchange bans the IP address', () => {
  it('requests no best prices', async () => {
    const market = new FakeMarket();
    market.snapshot = () => {
      const until = market.clock.now() + 90_000;
      const refusal = { statusCode: 418, code: -1003, text: 'banned', until, banned: true };
      throw new BinanceRateLimitError({ request: SNAPSHOT_REQUEST, ...refusal });
    };
    const queue = new SnapshotQueue(market.client, 3_000);
    const cancel = queue.add({
      ...{ symbol: 'BNBBTC', limit: 100, priority: () => 0 },
      ...{ sent: ignore, deliver: ignore, fail: ignore },
    });
    await market.clock.advance(1_000);
    expect([...(await queue.bestPrices())]).toEqual([]);
    expect(market.tickerRequests).toBe(0);
    await market.clock.advance(88_000);
    await queue.bestPrices();
    expect(market.tickerRequests).toBe(0);
    cancel();
    await market.clock.advance(2_000);
    market.snapshot = () => at(100);
    market.consumers.set(TOPIC, {});
    await market.clock.advance(5_000);
    expect((await queue.bestPrices()).get('BNBBTC')).toMatchObject({ bidPrice: '9.0', askPrice: '11.0' });
    expect(market.tickerRequests).toBe(1);
  });
});

describe('SnapshotQueue, while a heavy snapshot waits for the budget', () => {
  /** Opens two books that share a budget of 300: the snapshot of the second one, of 250, has to wait for a minute. */
  async function openTwo() {
    const market = new FakeMarket();
    market.snapshot = () => at(100);
    const open = (symbol: string, limit: number): DepthCacheManager =>
      new DepthCacheManager(market.client, symbol, undefined, { sockets: market.sockets, limit, weightBudget: 300 });
    const first = open('A', 5_000);
    await market.clock.run(first.ready());
    const heavy = open('B', 5_000);
    await market.clock.advance(1_000);
    const light = open('C', 500);
    await market.clock.advance(1_000);
    const symbols = (): string[] => market.requests.map(({ symbol }) => symbol);
    expect(symbols()).toEqual(['A']);
    return { market, first, heavy, light, symbols };
  }

  it('error: let a light one wait as long after the heavy one was cancelled', async () => {
    const { market, first, heavy, light, symbols } = await openTwo();
    await heavy.close();
    await market.clock.advance(0);
    expect([symbols(), light.getDepthCache().status]).toEqual([['A', 'C'], 'live']);
    await Promise.all([first.close(), light.close()]);
    expect(market.clock.timers.size).toBe(0);
  });

  it('error: let a light one wait as long after it was prioritized', async () => {
    const { market, first, heavy, light, symbols } = await openTwo();
    light.getDepthCache().prioritize();
    await market.clock.advance(0);
    expect(symbols()).toEqual(['A', 'C']);
    await Promise.all([first.close(), heavy.close(), light.close()]);
    expect(market.clock.timers.size).toBe(0);
  });
});

describe('SnapshotQueue, asked whether a silent book may be checked by a small snapshot', () => {
  const job = { symbol: 'BNBBTC', limit: 100, priority: () => 0, sent: ignore, deliver: ignore, fail: ignore };

  it('allows 8 checks in any minute, and more as long as they use less than a tenth of the budget', async () => {
    for (const [budget, allowed] of [
      [100, 8],
      [3_000, 60],
    ] as const) {
      const { client, clock } = new FakeMarket();
      const queue = new SnapshotQueue(client, budget);
      // A snapshot of up to 100 levels has a weight of 5.
      const check = (count: number): number =>
        Array.from({ length: count }, () => queue.countCheck(100)).filter(Boolean).length;
      expect(check(100)).toBe(allowed);
      await clock.advance(59_999);
      expect(check(1)).toBe(0);
      await clock.advance(1);
      expect(check(100)).toBe(allowed);
    }
  });

  it('allows none while a snapshot waits, the budget is used up, or the exchange asked to wait', async () => {
    const market = new FakeMarket();
    const { client, clock } = market;
    market.snapshot = () => at(100);
    const queue = new SnapshotQueue(client, 5);
    const cancel = queue.add(job);
    expect(queue.countCheck(100)).toBe(false);
    cancel();
    expect(queue.countCheck(100)).toBe(true);
    queue.add(job);
    await clock.advance(59_999);
    expect(queue.countCheck(100)).toBe(false);
    await clock.advance(1);
    expect(queue.countCheck(100)).toBe(true);
    market.snapshot = () => {
      const until = clock.now() + 90_000;
      throw new BinanceRateLimitError({ request: SNAPSHOT_REQUEST, statusCode: 418, text: 'x', until, banned: true });
    };
    const banned = new SnapshotQueue(client, 3_000);
    const stop = banned.add(job);
    await clock.advance(0);
    stop();
    await clock.advance(89_999);
    expect(banned.countCheck(100)).toBe(false);
    await clock.advance(1);
    expect(banned.countCheck(100)).toBe(true);
  });
});

describe('SnapshotQueue, if the transport delays requests', () => {
  const BUDGET = 300;
  const LIMIT = 1_000;
  const WEIGHT = 50;
  /** The transport holds back all requests until this time, in ms. */
  const STALL = 8_000;

  it.each(['answered', 'failed', 'aborted'])(
    'stays within the budget in any minute by when requests arrive, if the delayed ones are %s',
    async (ending) => {
      const { clock, client } = new FakeMarket();
      const arrivals: number[] = [];
      const getOrderBook = async (_: object, { signal }: CallOptions = {}) => {
        const isDelayed = clock.monotonic() < STALL;
        if (isDelayed) {
          await new Promise<void>((resolve) => {
            clock.setTimeout(resolve, STALL - clock.monotonic());
            signal?.addEventListener('abort', () => resolve());
          });
        }
        arrivals.push(clock.monotonic());
        if (isDelayed && ending !== 'answered') throw new Error(ending);
        return at(100);
      };
      const queue = new SnapshotQueue({ context: client.context, getOrderBook }, BUDGET);
      const endings: string[] = [];
      const cancels = Array.from({ length: 20 }, () =>
        queue.add({
          symbol: 'BNBBTC',
          limit: LIMIT,
          priority: () => 0,
          sent: () => undefined,
          deliver: () => endings.push('answered'),
          fail: () => endings.push('failed'),
        }),
      );
      await clock.advance(STALL - 1);
      if (ending === 'aborted') for (const cancel of cancels.slice(0, 6)) cancel();
      await clock.advance(240_000);
      expect(arrivals).toHaveLength(20);
      expect(endings.filter((each) => each === 'failed')).toHaveLength(ending === 'failed' ? 6 : 0);
      for (const from of arrivals) {
        const within = arrivals.filter((time) => time >= from && time < from + 60_000);
        expect(within.length * WEIGHT).toBeLessThanOrEqual(BUDGET);
      }
      expect(clock.timers.size).toBe(0);
    },
  );
});
