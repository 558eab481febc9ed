import { beforeEach, describe, expect, it } from 'vitest';
import { type BookSetup, setUpBook } from '../../test/book-setup.js';
import { at, event, type FakeMarket, TOPIC } from '../../test/fake-market.js';
import type { DepthSnapshot } from '../book/index.js';
import { type BestPrices, DepthCacheManager, type DepthStatus } from './index.js';

describe('DiffSync whose stream stops while its connection is alive', () => {
  let market: FakeMarket;
  let statuses: BookSetup['statuses'];
  let open: BookSetup['open'];
  let send: BookSetup['send'];
  let play: BookSetup['play'];

  beforeEach(() => {
    ({ market, statuses, open, send, play } = setUpBook());
  });

  it('is live for at most 60 s, and again when the stream is back', async () => {
    const books = open();
    await market.clock.run(books.ready());
    await play(101, 300);
    const died = market.clock.monotonic();
    // The exchange has new updates, as its snapshots show, but the stream does not send them.
    market.snapshot = () => at(401 + Math.floor((market.clock.monotonic() - died) / 100), '9.5');
    while (books.getDepthCache().status === 'live') await market.clock.advance(1_000);
    expect(market.clock.monotonic() - died).toBeLessThanOrEqual(60_000);
    expect(books.getDepthCache().reason).toBe('silent');
    await market.clock.advance(3_600_000);
    expect(statuses).toEqual(['live', 'stale']);
    // In this hour, the book requests at most one snapshot every 30 s.
    expect(market.requests.length).toBeLessThan(130);
    const id = market.snapshot('BNBBTC', undefined) as DepthSnapshot;
    await play(id.lastUpdateId + 1, 10);
    expect(statuses).toEqual(['live', 'stale', 'live']);
    expect(books.getDepthCache().lastUpdateId).toBe(id.lastUpdateId + 10);
    await books.close();
    expect(market.clock.timers.size).toBe(0);
  });

  it('is live for at most 60 s if the stream never brought an event', async () => {
    market.snapshot = () => at(100 + Math.floor(market.clock.monotonic() / 100), `9.${market.clock.monotonic()}`);
    const books = open();
    await market.clock.run(books.ready());
    await market.clock.advance(60_000);
    expect(books.getDepthCache().status).toBe('stale');
    await market.clock.advance(600_000);
    expect(statuses).toEqual(['live', 'stale']);
    await books.close();
  });

  it.each(['throws', 'never answers', 'answers null'])('is live for at most 60 s if a check %s', async (how) => {
    const books = open();
    await market.clock.run(books.ready());
    market.snapshot = (): never => {
      if (how === 'throws') throw new Error('no network');
      return (how === 'answers null' ? null : new Promise(() => undefined)) as never;
    };
    await market.clock.advance(60_000);
    expect(books.getDepthCache()).toMatchObject({ status: 'stale', reason: 'silent' });
    await books.close();
  });

  it('is live for at most 60 s after a check was sent, however slow its answer was', async () => {
    const books = open();
    await market.clock.run(books.ready());
    const checked = new Promise<number>((resolve) => {
      market.snapshot = async () => {
        resolve(market.clock.monotonic());
        await new Promise<void>((answer) => void market.clock.setTimeout(answer, 10_000));
        return at(100);
      };
    });
    const sentAt = await market.clock.run(checked);
    market.snapshot = () => {
      throw new Error('no network');
    };
    await market.clock.advance(12_000);
    expect(books.getDepthCache().status).toBe('live');
    await market.clock.advance(sentAt + 60_000 - market.clock.monotonic());
    expect([books.getDepthCache().status, books.getDepthCache().reason]).toEqual(['stale', 'silent']);
    await books.close();
  });

  it('stays live after sleep of the machine if a check shows that the book is right', async () => {
    const books = open();
    await market.clock.run(books.ready());
    await market.clock.advance(10_000);
    // The test simulates a sleep of one hour: the monotonic time jumps ahead, and no timer fires in between.
    const awake = market.clock.monotonic.bind(market.clock);
    market.clock.monotonic = () => awake() + 3_600_000;
    await market.clock.advance(10_000);
    expect(statuses).toEqual(['live']);
    expect(market.checks).toHaveLength(1);
    await books.close();
  });

  it('stays live in a quiet market, at little cost', async () => {
    const books = open();
    await market.clock.run(books.ready());
    await market.clock.advance(3_600_000);
    expect(statuses).toEqual(['live']);
    expect(market.requests).toHaveLength(1);
    expect(market.checks.length).toBeGreaterThan(80);
    expect(market.checks.length).toBeLessThan(95);
    expect(books.getDepthCache().metrics.snapshots).toMatchObject({ checks: market.checks.length });
    await books.close();
  });

  it('checks a silent stream after 15 s, then after pauses of 30 s and 40 s, and starts anew after an event', async () => {
    const books = open();
    await market.clock.run(books.ready());
    const first = market.clock.monotonic();
    await market.clock.advance(130_000);
    send(101, 101);
    const second = market.clock.monotonic();
    await market.clock.advance(130_000);
    const seconds = (since: number, until: number): number[] =>
      market.checks.flatMap(({ at }) => (at > since && at <= until ? [Math.round((at - since) / 1_000)] : []));
    expect([seconds(first, second), seconds(second, Number.POSITIVE_INFINITY)]).toEqual([
      [15, 45, 85, 125],
      // The event arrives at 130 s. The wait that began with the check at 125 s takes 40 s, so it ends 35 s after the
      // event. The next two waits take 30 s and 40 s.
      [35, 65, 105],
    ]);
    await books.close();
  });

  it('stays live in 500 quiet markets, at little cost, and detects one whose stream died', async () => {
    const symbols = Array.from({ length: 500 }, (_, index) => `COIN${index}USDT`);
    const options = { sockets: market.sockets, limit: 100 };
    const books = new DepthCacheManager(market.client, symbols, undefined, options);
    books.onStatus(({ symbol, status }) => status !== 'live' && statuses.push(`${symbol} ${status}` as DepthStatus));
    await market.clock.run(books.ready());
    await market.clock.advance(300_000);
    expect(statuses).toEqual([]);
    expect(market.requests).toHaveLength(500);
    // Small snapshots have a weight of 5 and may use a tenth of the weight budget of 3,000: 60 of them in a minute. The
    // best prices of all markets are requested at most every 5 s. By now, a little over 5 simulated minutes have
    // passed.
    expect(market.checks.length).toBeLessThanOrEqual(6 * 60);
    expect(market.tickerRequests).toBeLessThanOrEqual(60);
    market.snapshot = (symbol) => (symbol === 'COIN77USDT' ? at(200, '9.5') : at(100));
    await market.clock.advance(60_000);
    expect(statuses).toEqual(['COIN77USDT stale']);
    await books.close();
    expect(market.clock.timers.size).toBe(0);
  });

  it('compares at most as many silent books as a tenth of the budget allows, and the others by their best prices', async () => {
    const symbols = Array.from({ length: 120 }, (_, index) => `COIN${index}USDT`);
    const all: DepthCacheManager[] = [];
    // The books become live at different times, so their checks are due at different times.
    for (const symbol of symbols) {
      const options = { sockets: market.sockets, limit: 100, weightBudget: 1_000 };
      all.push(new DepthCacheManager(market.client, symbol, undefined, options));
      await market.clock.advance(100);
    }
    const from = market.checks.length;
    await market.clock.advance(60_000);
    // A tenth of the weight budget of 1,000 is 100, and each check has a weight of 5. The test allows one check more.
    expect((market.checks.length - from) * 5).toBeLessThanOrEqual(100 + 5);
    expect(market.tickerRequests).toBeGreaterThan(0);
    expect(all.map((books) => books.getDepthCache().status)).toEqual(symbols.map(() => 'live'));
    await Promise.all(all.map((books) => books.close()));
  });

  it('leaves no timer behind if the best prices arrive after the books were closed', async () => {
    const symbols = Array.from({ length: 20 }, (_, index) => `COIN${index}USDT`);
    const options = { sockets: market.sockets, limit: 100, weightBudget: 250 };
    const books = new DepthCacheManager(market.client, symbols, undefined, options);
    await market.clock.run(books.ready());
    let answer: ((prices: readonly BestPrices[]) => void) | undefined;
    const getOrderbookTickers = () => new Promise<readonly BestPrices[]>((resolve) => (answer = resolve));
    Object.assign(market.client, { getOrderbookTickers });
    await market.clock.advance(20_000);
    expect(answer).toBeDefined();
    await books.close();
    const prices = { bidPrice: '9.0', bidQty: '1.0', askPrice: '11.0', askQty: '2.0' };
    answer?.(symbols.map((symbol) => ({ symbol, ...prices })));
    await market.clock.advance(0);
    expect(market.clock.timers.size).toBe(0);
  });

  it('stays live while events come, without a check', async () => {
    const books = open();
    await market.clock.run(books.ready());
    await play(101, 3_000);
    expect(statuses).toEqual(['live']);
    expect(market.checks).toEqual([]);
    await books.close();
  });

  it('stays live if ids advance without a change, or if the events arrive soon after the check', async () => {
    const books = open();
    await market.clock.run(books.ready());
    market.snapshot = () => at(150);
    await market.clock.advance(300_000);
    market.snapshot = () => at(160, '9.9');
    const before = market.checks.length;
    while (market.checks.length === before) await market.clock.advance(100);
    await market.clock.advance(3_000);
    market.send(TOPIC, event('BNBBTC', 101, 160, [['9.9', '1.0']]));
    await market.clock.advance(10_000);
    expect(statuses).toEqual(['live']);
    await books.close();
  });

  it('is live again without an event once the exchange has no updates either', async () => {
    const books = open();
    await market.clock.run(books.ready());
    market.snapshot = () => at(150, '9.9');
    await market.clock.advance(120_000);
    expect(statuses).toEqual(['live', 'stale', 'live']);
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: 150 });
    await books.close();
  });

  it('stayed stale for up to 30 s after a new socket took over, although no event arrived for 2 s', async () => {
    const books = open();
    await market.clock.run(books.ready());
    const snapshotOf = (updates: number): DepthSnapshot => at(100 + Math.floor(updates), `9.${Math.floor(updates)}`);
    market.snapshot = () => snapshotOf(market.clock.monotonic() / 100);
    while (books.getDepthCache().status === 'live') await market.clock.advance(1_000);
    await market.clock.advance(30_000);
    // The new socket carries the stream, and the market becomes quiet.
    const quiet = snapshotOf(market.clock.monotonic() / 100);
    market.snapshot = () => quiet;
    market.notice(TOPIC, 'gap');
    await market.clock.advance(2_100);
    expect(books.getDepthCache()).toMatchObject({ status: 'live', lastUpdateId: quiet.lastUpdateId });
    await books.close();
  });

  it('of partial books is live for at most 60 s', async () => {
    const books = open({ levels: 5 });
    await market.clock.advance(0);
    market.send('bnbbtc@depth5@100ms', at(100));
    await market.clock.advance(120_000);
    expect(statuses).toEqual(['live']);
    market.snapshot = () => at(200, '9.5');
    await market.clock.advance(60_000);
    expect(books.getDepthCache()).toMatchObject({ status: 'stale', reason: 'silent' });
    market.send('bnbbtc@depth5@100ms', at(201, '9.5'));
    expect(books.getDepthCache().status).toBe('live');
    await books.close();
  });
});
