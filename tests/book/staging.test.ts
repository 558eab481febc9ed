import { DepthCacheManager } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { event, FakeMarket } from '../../packages/streams/test/fake-market.js';

const SYMBOLS = Array.from({ length: 500 }, (_, index) => `COIN${index}USDT`);
const MINUTE = 60_000;

describe('500 books after the loss of every connection', () => {
  it.each([
    { limit: 100, weight: 5, within: MINUTE },
    { limit: 1000, weight: 50, within: 9 * MINUTE },
  ])('are live again from $limit levels within $within ms, on half the weight and read ones first', async (stage) => {
    const { limit, weight, within } = stage;
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
    const read = ['COIN499USDT', 'COIN250USDT', 'COIN77USDT'];
    for (const symbol of [...read].reverse()) books.getDepthCache(symbol).getBids(1);
    market.status('open');
    for (const symbol of SYMBOLS) market.send(`${symbol.toLowerCase()}@depth@100ms`, event(symbol, 450, 480));
    expect(new Set(SYMBOLS.map((symbol) => books.getDepthCache(symbol).status))).toEqual(new Set(['stale']));
    await market.clock.run(books.ready());

    expect(market.clock.monotonic() - lostAt).toBeLessThanOrEqual(within);
    const again = market.requests.slice(before);
    expect(again).toHaveLength(SYMBOLS.length);
    expect(again.slice(0, read.length).map(({ symbol }) => symbol)).toEqual(read);
    const most = Math.max(
      ...market.requests.map(
        ({ at }) => market.requests.filter((other) => other.at >= at && other.at < at + MINUTE).length,
      ),
    );
    expect(most * weight).toBeLessThanOrEqual(3000);
    await books.close();
    expect(market.clock.timers.size).toBe(0);
  });
});
