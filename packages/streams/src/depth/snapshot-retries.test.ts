import { createSpotClient, withEvents } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import { DepthCacheManager } from './index.js';
import { SnapshotQueue } from './snapshot-queue.js';

const WEIGHT = 50;
const BUDGET = 300;

/**
 * Returns a function `open` that opens three books of one client, and `requests`, the times at which the books
 * requested snapshots. `reply` returns the answer to each request.
 */
function setUp(reply: (count: number) => Response) {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock);
  const requests: number[] = [];
  const fetch = async (): Promise<Response> => reply(requests.push(clock.monotonic()));
  const random = { next: () => 0.5, bytes: (length: number) => new Uint8Array(length) };
  const client = createSpotClient({ environment: exchange.environment, clock, fetch, random });
  const symbols = ['BNBBTC', 'LTCBTC', 'ETHBTC'];
  const open = () => new DepthCacheManager(client, symbols, undefined, { limit: 1_000, weightBudget: BUDGET });
  return { clock, requests, client, open };
}

const refused = (): Response => Response.json({ code: -1000, msg: 'Service Unavailable' }, { status: 503 });
const found = (): Response => Response.json({ lastUpdateId: 1, bids: [], asks: [] });

describe('the requests of books to an exchange that answers with status 503', () => {
  it('stay within the weight budget in any minute', async () => {
    const { clock, requests, client, open } = setUp(refused);
    const books = open();
    await clock.advance(300_000);
    for (const at of requests) {
      const used = requests.filter((other) => other >= at && other < at + 60_000).length * WEIGHT;
      expect(used).toBeLessThanOrEqual(BUDGET);
    }
    // The budget allows 30 requests in these five minutes, and at least 25 are sent. So the delays between retries stay
    // short, and the books recover soon after the exchange has recovered.
    expect(requests.length).toBeGreaterThanOrEqual(25);
    await clock.run(books.close());
    client.close();
    await clock.advance(0);
    expect(clock.timers.size).toBe(0);
  });

  it('error: sent a request for the best prices four times, outside of the weight budget', async () => {
    const { clock, requests, client } = setUp(refused);
    const queue = new SnapshotQueue(client, BUDGET);
    expect([...(await clock.run(queue.bestPrices()))]).toEqual([]);
    await clock.advance(4_000);
    expect(requests).toHaveLength(1);
    client.close();
  });

  it('are repeated until the exchange answers, and are reported by the events of the client', async () => {
    for (const isFirst of [true, false]) {
      const { clock, requests, client, open } = setUp((count) => (count <= 3 ? refused() : found()));
      const books = isFirst ? open() : undefined;
      const retries: string[] = [];
      withEvents(client).on('request', ({ operation }) => retries.push(operation));
      const all = books ?? open();
      await clock.run(all.ready());
      expect([requests.length, retries.length]).toEqual([6, 6]);
      await clock.run(all.close());
      client.close();
    }
  });
});

describe('the requests of books after a reply with status 429', () => {
  it('error: waited ten minutes longer if the clock of the machine was ten minutes slow', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const snapshots = [
      () => Response.json({ code: -1003, msg: 'Too many requests.' }, { status: 429, headers: { 'Retry-After': '5' } }),
      found,
    ];
    const fetch = async (input: unknown): Promise<Response> => {
      const url = String(input);
      if (url.includes('/time')) return Response.json({ serverTime: clock.now() + 600_000 });
      return url.includes('/depth') ? (snapshots.shift() ?? found)() : Response.json({ balances: [] });
    };
    const { environment } = exchange;
    const client = createSpotClient({ environment, clock, fetch, apiKey: 'key', signer: () => 'signature' });
    // The first signed call measures the exchange's time.
    await clock.run(client.getAccount());
    const books = new DepthCacheManager(client, 'BNBBTC');
    await clock.advance(4_000);
    expect([books.getDepthCache().status, snapshots.length]).toEqual(['syncing', 1]);
    await clock.advance(3_000);
    expect(books.getDepthCache().status).toBe('live');
    await clock.run(books.close());
    client.close();
  });
});

describe('the requests of books after a reply with status 418', () => {
  it('error: waited for the end of a ban that `limits.reset()` had ended', async () => {
    let reply = (): Response =>
      Response.json({ code: -1003, msg: 'banned' }, { status: 418, headers: { 'Retry-After': '86400' } });
    const { clock, requests, client, open } = setUp(() => reply());
    const books = open();
    await clock.advance(100_000);
    expect([requests.length, client.limits.banned]).toEqual([1, true]);
    reply = found;
    await clock.advance(3_600_000);
    expect(requests).toHaveLength(1);
    client.limits.reset();
    await clock.advance(60_000);
    expect(books.symbols.map((symbol) => books.getDepthCache(symbol).status)).toEqual(['live', 'live', 'live']);
    await clock.run(books.close());
    client.close();
    await clock.advance(0);
    expect(clock.timers.size).toBe(0);
  });
});
