import { createHmac } from 'node:crypto';
import { createSpotClient } from '@pkg/core';
import { createExchange, createRandom, SyntheticMarket, type VirtualClock } from '@pkg/simulator';
import { BinanceSocketManager, DepthCacheManager } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { caseCount } from '../support/case-count.js';

/**
 * Runs the client while new random faults are drawn every minute, and then for a while without faults. Returns the
 * final order book of the client and that of the exchange.
 */
async function runFaults(
  seed: number,
  minutes = 1,
): Promise<{
  status: string;
  book: unknown;
  truth: { bids: unknown[]; asks: unknown[] };
  pending: number;
  resyncs: number;
}> {
  const exchange = createExchange({ seed, symbols: ['BNBBTC'] });
  const market = new SyntheticMarket(exchange, { mode: 'bursty', stepMs: 400 });
  market.start();
  const { environment } = exchange;
  const clock = exchange.clock as VirtualClock;
  const { apiKey, apiSecret } = exchange.createAccount();
  const signer = (payload: string): string => createHmac('sha256', apiSecret).update(payload).digest('hex');
  const client = createSpotClient({ environment, clock, random: createRandom(seed), apiKey, signer });
  const sockets = new BinanceSocketManager(client);
  const books = new DepthCacheManager(client, 'BNBBTC', undefined, { sockets });
  for (let minute = 0; minute < minutes; minute++) {
    exchange.faults.draw({ seed: seed + minute, ms: 60_000 });
    await exchange.advance(60_000);
    exchange.faults.clear();
  }
  await exchange.advance(180_000);
  market.stop();
  await exchange.advance(5_000);
  const cache = books.getDepthCache('BNBBTC');
  const { bids, asks } = (await (
    await environment.fetch!(`${environment.rest}/api/v3/depth?symbol=BNBBTC&limit=5000`)
  ).json()) as { bids: unknown[]; asks: unknown[] };
  const { status, metrics } = cache;
  const resyncs = Object.values(metrics.resyncs).reduce((sum, count) => sum + count, 0);
  const book = { bids: cache.getBids(), asks: cache.getAsks() };
  await books.close();
  await sockets.close();
  client.close();
  market.close();
  await exchange.advance(120_000);
  exchange.close();
  await exchange.advance(0);
  return { status, book, truth: { bids, asks }, pending: clock.pending, resyncs };
}

describe('after random faults', () => {
  it.each(Array.from({ length: caseCount(6, 300) }, (_, index) => index + 1))(
    'the local book is live and equal to the exchange (seed %d)',
    async (seed) => {
      const { status, book, truth, pending } = await runFaults(seed);
      expect(status).toBe('live');
      expect(book).toEqual(truth);
      expect(truth.bids.length).toBeGreaterThan(20);
      expect(pending).toBe(0);
    },
  );

  // The seeds are so far apart that no two runs draw the same faults.
  it.each(Array.from({ length: caseCount(1, 31) }, (_, index) => 99 + 1_000 * index))(
    'the local book is live and equal to the exchange after an hour of faults (seed %d)',
    async (seed) => {
      const { status, book, truth, pending, resyncs } = await runFaults(seed, 60);
      expect({ status, book, pending }).toEqual({ status: 'live', book: truth, pending: 0 });
      expect(resyncs).toBeGreaterThan(30);
    },
  );
});
