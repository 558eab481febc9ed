import { describe, expect } from 'vitest';
import { caseCount } from '../../../../tests/support/case-count.js';
import { itWithRecording, recordings } from '../../../../tests/support/recordings.js';
import { readCapture } from '../../test/captures.js';
import { FakeMarket } from '../../test/fake-market.js';
import { topOf } from '../../test/model-exchange.js';
import { NaiveBook } from '../../test/naive-book.js';
import type { DepthEvent, DepthSnapshot } from '../book/index.js';
import { DepthCacheManager, type DepthStatus } from './index.js';

const LEVELS = 20;
/**
 * The number of events that are played, which cover 250 s. Later, the price leaves the levels of the recording's
 * snapshot, so the recording no longer shows the best levels.
 */
const EVENTS = 2_500;
/**
 * The book is compared with the reference after every fourth event, or after each event with `LONG=1`, because
 * comparisons are slow.
 */
const COMPARED = caseCount(4, 1);
const [recording = ''] = recordings.depthCaptures.filter((name) => name.includes('hft/BTCUSDT'));

describe('DepthCacheManager on a recording whose price walks', () => {
  for (const limit of [100, 500]) {
    itWithRecording(
      recording,
      `is never wrong while live, and seldom stale, with snapshots of ${limit} levels`,
      (file) => play(file, limit),
      600_000,
    );
  }
});

async function play(file: string, limit: number): Promise<void> {
  const { symbol, snapshot, events } = readCapture('BTCUSDT', file);
  const truth = new NaiveBook();
  truth.load(JSON.parse(snapshot) as DepthSnapshot);
  const market = new FakeMarket();
  market.snapshot = () => ({
    lastUpdateId: truth.lastUpdateId,
    bids: truth.getBids(limit),
    asks: truth.getAsks(limit),
  });
  const statuses: DepthStatus[] = [];
  const options = { sockets: market.sockets, limit };
  const books = new DepthCacheManager(market.client, symbol, undefined, options);
  books.onStatus(({ status }) => statuses.push(status));
  const book = books.getDepthCache();
  await market.clock.advance(100);
  let live = 0;
  let leastKnown = Number.POSITIVE_INFINITY;
  for (const [index, frame] of events.slice(0, EVENTS).entries()) {
    truth.apply((JSON.parse(frame) as { data: DepthEvent }).data);
    market.send('btcusdt@depth@100ms', frame);
    if (book.status === 'live') {
      live++;
      if (index % COMPARED === 0) expect(topOf(book, LEVELS)).toBe(topOf(truth, LEVELS));
      leastKnown = Math.min(leastKnown, book.known.bids, book.known.asks);
    }
    await market.clock.advance(100);
  }
  // In a burst of changes, a single event may remove more levels than a snapshot of 100 levels has. With a limit of
  // 100, the book is therefore not live all the time.
  expect(live).toBeGreaterThanOrEqual(limit === 100 ? 0.97 * EVENTS : EVENTS);
  if (limit > 100) expect(statuses).toEqual(['live']);
  expect(leastKnown).toBeGreaterThanOrEqual(LEVELS);
  const { renewed, requested } = book.metrics.snapshots;
  if (limit > 100) expect(renewed).toBe(requested - 1);
  expect(renewed).toBeGreaterThan(limit === 100 ? 3 : 0);
  // The book requests at most one snapshot in 5 s.
  expect(requested).toBeLessThanOrEqual(50);
  await books.close();
}
