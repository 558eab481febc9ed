import { createSpotClient } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import { FakeMarket } from '../../test/fake-market.js';
import type { Level } from '../book/index.js';
import { DepthCacheManager } from './index.js';

describe('the connections that a client opens for its books', () => {
  it('no longer listen for the end of a sleep when the last book is closed', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const fetch = async (): Promise<Response> => Response.json({ lastUpdateId: 1, bids: [], asks: [] });
    const client = createSpotClient({ environment: exchange.environment, clock, fetch });
    let listening = 0;
    const wake = (): (() => void) => {
      listening += 1;
      return () => {
        listening -= 1;
      };
    };
    const withWake = { ...client, context: { ...client.context, wake } };
    const books = ['BNBBTC', 'LTCUSDT'].map((symbol) => new DepthCacheManager(withWake, symbol));
    await clock.run(Promise.all(books.map((each) => each.ready())));
    expect(listening).toBe(1);
    await clock.run(Promise.all(books.map((each) => each.close())));
    expect([listening, exchange.open.size]).toEqual([0, 0]);
    client.close();
  });

  it('give each manager as many levels as it asks for, although they use one stream', async () => {
    const market = new FakeMarket();
    const levels = Array.from({ length: 50 }, (_, index): Level => [`${index + 1}.0`, '1.0']);
    const asks = levels.map(([price]): Level => [`${Number(price) + 100}.0`, '1.0']);
    market.snapshot = () => ({ lastUpdateId: 100, bids: [...levels].reverse(), asks });
    const books = [40, 50, 40].map(
      (limit) =>
        new DepthCacheManager(market.client, 'BNBBTC', undefined, { sockets: market.sockets, limit, knownLevels: 5 }),
    );
    await market.clock.run(Promise.all(books.map((each) => each.ready())));
    expect(market.requests.map(({ limit }) => limit)).toEqual([40, 50]);
    await Promise.all(books.map((each) => each.close()));
  });
});
