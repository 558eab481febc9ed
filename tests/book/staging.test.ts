import { createSpotClient } from '@pkg/core';
import { createExchange, createRandom, SyntheticDepth } from '@pkg/simulator';
import { DepthCacheManager } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { event, FakeMarket } from '../../packages/streams/test/fake-market.js';
import { caseCount } from '../support/case-count.js';

const SYMBOLS = Array.from({ length: caseCount(150, 500) }, (_, index) => `COIN${index}USDT`);
const MINUTE = 60_000;

/**
 * Returns how many ms the snapshots of all symbols take if each snapshot has the weight `weight`. The snapshots may use
 * 3,000 of the request weight of 6,000 a minute.
 */
const within = (weight: number): number => Math.ceil((SYMBOLS.length * weight) / 3_000) * MINUTE;

describe(`${SYMBOLS.length} books after the loss of every connection`, () => {
  it.each([
    { limit: 100, weight: 5, within: within(5) },
    { limit: 1000, weight: 50, within: within(50) },
  ])(
    'are live again from $limit levels within $within ms, on half the weight and prioritized ones first',
    async (budget) => {
      const { limit, weight, within } = budget;
      const market = new FakeMarket();
      let id = 100;
      market.snapshot = async () => {
        const lastUpdateId = id;
        await new Promise<void>((resolve) => void market.clock.setTimeout(resolve, 80));
        return { lastUpdateId, bids: [['9.00000000', '1.00000000']], asks: [['11.00000000', '1.00000000']] };
      };
      const books = new DepthCacheManager(market.client, SYMBOLS, undefined, { sockets: market.sockets, limit });
      await market.clock.run(books.ready());
      await market.clock.advance(2 * MINUTE);

      const before = market.requests.length;
      const lostAt = market.clock.monotonic();
      market.status('reconnecting');
      id = 500;
      await market.clock.advance(1_000);
      const first = ['COIN149USDT', 'COIN120USDT', 'COIN77USDT'];
      for (const symbol of [...first].reverse()) books.getDepthCache(symbol).prioritize();
      market.status('open');
      for (const symbol of SYMBOLS) market.send(`${symbol.toLowerCase()}@depth@100ms`, event(symbol, 450, 480));
      expect(new Set(SYMBOLS.map((symbol) => books.getDepthCache(symbol).status))).toEqual(new Set(['stale']));
      await market.clock.run(books.ready());

      expect(market.clock.monotonic() - lostAt).toBeLessThanOrEqual(within);
      const again = market.requests.slice(before);
      expect(again).toHaveLength(SYMBOLS.length);
      expect(again.slice(0, first.length).map(({ symbol }) => symbol)).toEqual(first);
      const most = Math.max(
        ...market.requests.map(
          ({ at }) => market.requests.filter((other) => other.at >= at && other.at < at + MINUTE).length,
        ),
      );
      expect(most * weight).toBeLessThanOrEqual(3000);
      await books.close();
      expect(market.clock.timers.size).toBe(0);
    },
  );
});

describe(`${SYMBOLS.length} books of a simulated exchange that refuses connections for a while`, () => {
  it.each([
    { limit: 100, within: within(5) },
    { limit: 1000, within: within(50) },
  ])(
    'are live again from $limit levels within $within ms of its return, with no 429 and the other half of the weight free',
    async (budget) => {
      const { limit, within } = budget;
      const exchange = createExchange({ seed: 7, symbols: ['BTCUSDT'] });
      const { clock } = exchange;
      for (const symbol of SYMBOLS) {
        exchange.engine.addSymbol({ symbol, baseAsset: symbol.slice(0, -4), quoteAsset: 'USDT' });
      }
      const depth = new SyntheticDepth(clock, exchange.random, SYMBOLS, { interval: 5_000 });
      for (const book of depth.books) exchange.feed(book);
      depth.start();
      const refusals: number[] = [];
      let mostUsed = 0;
      const environment = {
        ...exchange.environment,
        fetch: async (...request: Parameters<typeof fetch>) => {
          const answer = await (exchange.environment.fetch as typeof fetch)(...request);
          if (!answer.ok) refusals.push(answer.status);
          mostUsed = Math.max(mostUsed, Number(answer.headers.get('x-mbx-used-weight-1m')));
          return answer;
        },
      };
      const client = createSpotClient({ environment, clock, random: createRandom(7) });
      const books = new DepthCacheManager(client, SYMBOLS, undefined, { limit });
      const untilLive = async (): Promise<void> => {
        let isLive = false;
        void books.ready().then(() => {
          isLive = true;
        });
        while (!isLive) await exchange.advance(500);
      };
      await untilLive();
      await exchange.advance(2 * MINUTE);

      exchange.faults.script({ kind: 'reset', scope: 'stream', for: 10_000 });
      exchange.sockets.cutAll();
      await exchange.advance(10_000);
      expect(new Set(SYMBOLS.map((symbol) => books.getDepthCache(symbol).status))).toEqual(new Set(['stale']));
      const backAt = clock.monotonic();
      await untilLive();

      expect(clock.monotonic() - backAt).toBeLessThanOrEqual(within);
      expect(SYMBOLS.map((symbol) => books.getDepthCache(symbol).metrics.snapshots.requested)).toEqual(
        SYMBOLS.map(() => 2),
      );
      expect(refusals).toEqual([]);
      // Snapshots use a weight of at most 3,000. The requests for the list of symbols and for the time have used a
      // little weight before, so the limit of the test is 3,050.
      expect(mostUsed).toBeLessThanOrEqual(3_050);
      for (const { symbol, snapshot } of depth.books.map((book) => ({
        symbol: book.symbol,
        snapshot: book.snapshot(limit),
      }))) {
        const book = books.getDepthCache(symbol);
        expect([book.lastUpdateId, book.getBids(), book.getAsks()]).toEqual([
          snapshot.lastUpdateId,
          snapshot.bids,
          snapshot.asks,
        ]);
      }
      depth.stop();
      await books.close();
      client.close();
    },
  );
});
