import { createSpotClient } from '@pkg/core';
import { BinanceSocketManager, DepthCacheManager, kline, type Stop, trade } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { FakeExchange, type FakeSocket } from '../../packages/streams/test/fake-exchange.js';

/** Returns the largest number of frames that a socket received within any second. */
function mostInOneSecond({ received }: FakeSocket): number {
  return Math.max(0, ...received.map((from) => received.filter((at) => at >= from && at < from + 1_000).length));
}

/** Returns how often each stream was requested over a socket, in its URL or by SUBSCRIBE. */
function requestsOf({ url, requests }: FakeSocket): Map<string, number> {
  const counts = new Map<string, number>();
  const inUrl = new URL(url).searchParams.get('streams')?.split('/') ?? [];
  for (const name of [
    ...inUrl,
    ...requests.flatMap(({ method, params = [] }) => (method === 'SUBSCRIBE' ? params : [])),
  ])
    counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

describe('many streams', () => {
  it('take a second connection beyond 1,024, and each is requested once', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const manager = new BinanceSocketManager({ environment: exchange.environment, clock });
    const topics = Array.from({ length: 1_100 }, (_, index) => kline(`SYMBOL${index}USDT`, '1m'));
    const seen = new Set<string>();
    await clock.run(Promise.all(topics.map((topic) => manager.subscribe(topic, ({ s }) => seen.add(s)))));
    expect([...exchange.open].map(({ streams }) => streams.size).sort((a, b) => a - b)).toEqual([76, 1_024]);
    for (const socket of exchange.open) {
      expect(new Set(requestsOf(socket).values())).toEqual(new Set([1]));
      expect(mostInOneSecond(socket)).toBeLessThanOrEqual(5);
    }
    for (const topic of topics)
      exchange.emit(topic, { e: 'kline', E: 1, s: topic.split('@')[0], k: { t: 1, x: false } });
    await clock.advance(10);
    expect(seen.size).toBe(1_100);
    await manager.close();
  });

  it('that are started one after another are each requested once, within the limit of messages', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    exchange.latency = 20;
    const manager = new BinanceSocketManager({ environment: exchange.environment, clock });
    const stops: Stop[] = [];
    for (const symbol of ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L']) {
      stops.push(await clock.run(manager.subscribe(trade(symbol), () => undefined)));
    }
    const [socket] = exchange.open;
    expect(exchange.open.size).toBe(1);
    expect(new Set(requestsOf(socket as FakeSocket).values())).toEqual(new Set([1]));
    expect(mostInOneSecond(socket as FakeSocket)).toBeLessThanOrEqual(5);
    expect(socket?.streams.size).toBe(12);
    await clock.run(Promise.all(stops.map((stop) => stop())));
    expect(exchange.open.size).toBe(0);
  });

  it('of books are requested once each by the socket after a loss, with one snapshot for each book', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const snapshots: string[] = [];
    const fetch = async (url: RequestInfo | URL): Promise<Response> => {
      const { pathname, searchParams } = new URL(String((url as Request).url ?? url));
      if (pathname === '/api/v3/depth') snapshots.push(searchParams.get('symbol') ?? '');
      return Response.json({ lastUpdateId: 10, bids: [['9', '1']], asks: [['11', '1']] });
    };
    const client = createSpotClient({ environment: exchange.environment, clock, fetch });
    const symbols = ['AUSDT', 'BUSDT', 'CUSDT', 'DUSDT'];
    const books = new DepthCacheManager(client, symbols);
    await clock.run(books.ready());
    for (let loss = 1; loss <= 3; loss++) {
      snapshots.length = 0;
      exchange.cutAll();
      await clock.advance(10_000);
      await clock.run(books.ready());
      expect(exchange.open.size).toBe(1);
      expect([...requestsOf(exchange.last).values()]).toEqual([1, 1, 1, 1]);
      expect(snapshots.sort()).toEqual(symbols);
    }
    await clock.run(books.close());
    client.close();
  });
});
