import { BinanceApiError, BinanceRateLimitError, BinanceTransportError } from '@pkg/core/errors';
import { DepthCacheManager } from '@pkg/streams';
import { type DepthSnapshot, OrderBook } from '@pkg/streams/book';
import { describe, expect, it } from 'vitest';
import { FakeMarket } from '../../packages/streams/test/fake-market.js';
import { scaled } from '../support/scale.js';
import { captureNames, readCapture } from './captures.js';
import { Dice } from './random.js';

const request = { operation: 'getOrderBook', method: 'GET', path: '/api/v3/depth' };
const LINE_FAULTS = ['dropped', 'doubled', 'swapped', 'cut'] as const;
const SNAPSHOT_FAULTS = ['late', 'stale', 'missing', 'refused', 'broken', 'none', 'none', 'none'] as const;
const SEEDS = scaled(3, 200);
const MOST_EVENTS = scaled(600, 10_000);
/** Events between two faults, at least: time for one to be mended before the next. */
const APART = 60;

/** The true book after each event, as text, and as the snapshot that an exchange would answer. */
class Truth {
  readonly ids: number[] = [];
  readonly #book: OrderBook;
  readonly #tops = new Map<number, string>();
  readonly #snapshots: DepthSnapshot[] = [];

  constructor(symbol: string, snapshot: string, events: readonly string[]) {
    this.#book = new OrderBook(symbol);
    this.#book.load(snapshot);
    this.#keep();
    for (const event of events) {
      this.#book.apply(event);
      this.#keep();
    }
  }

  top(id: number): string | undefined {
    return this.#tops.get(id);
  }

  /** After so many events. */
  snapshot(events: number): DepthSnapshot {
    return this.#snapshots[Math.max(0, Math.min(events, this.#snapshots.length - 1))] as DepthSnapshot;
  }

  #keep(): void {
    const { lastUpdateId } = this.#book;
    this.#tops.set(lastUpdateId, topOf(this.#book));
    this.#snapshots.push({ lastUpdateId, bids: this.#book.getBids(), asks: this.#book.getAsks() });
  }
}

function topOf(book: { getBids(limit: number): unknown; getAsks(limit: number): unknown }): string {
  return String([book.getBids(10), '|', book.getAsks(10)]);
}

/** The events with some lines dropped, doubled, swapped or cut, and how many of each. */
function damage(events: readonly string[], dice: Dice): { lines: (readonly string[])[]; faults: number } {
  const lines = events.map((event): readonly string[] => [event]);
  let faults = 0;
  for (let at = 5 + dice.below(APART); at < events.length - APART; at += APART + dice.below(2 * APART)) {
    const [event, next] = [events[at] as string, events[at + 1] as string];
    const fault = dice.pick(LINE_FAULTS);
    faults++;
    if (fault === 'dropped') lines[at] = [];
    if (fault === 'doubled') lines[at] = [event, event];
    if (fault === 'cut') lines[at] = [event.slice(0, dice.below(event.length))];
    if (fault === 'swapped') {
      lines[at] = [];
      lines[at + 1] = [next, event];
    }
  }
  return { lines, faults };
}

describe.skipIf(captureNames.length === 0)(
  'DepthCacheManager on damaged recordings (needs ../shared/data/depth-captures)',
  () => {
    for (const name of captureNames) {
      it(`ends in the true book of ${name}, with at most one resync for a fault and no wrong book shown live`, async () => {
        const { symbol, snapshot, events: all } = readCapture(name);
        const events = all.slice(0, MOST_EVENTS);
        const truth = new Truth(symbol, snapshot, events);
        for (let seed = 1; seed <= SEEDS; seed++) {
          const dice = new Dice(seed);
          const market = new FakeMarket();
          const { lines, faults } = damage(events, dice);
          let sent = 0;
          let snapshotFaults = 0;
          market.snapshot = async () => {
            const fault = sent > events.length - APART ? 'none' : dice.pick(SNAPSHOT_FAULTS);
            const answer = truth.snapshot(sent);
            if (fault === 'none') return answer;
            snapshotFaults++;
            if (fault === 'stale') return truth.snapshot(sent - 30);
            const wait = fault === 'missing' ? 10_000 : 1_500;
            await new Promise<void>((resolve) => void market.clock.setTimeout(resolve, wait));
            if (fault === 'late') return answer;
            if (fault === 'missing') throw new BinanceTransportError('no answer in 10000 ms', { request, sent: true });
            if (fault === 'broken') throw new BinanceApiError({ request, statusCode: 502, text: '<html>' });
            const until = market.clock.now() + 3_000;
            throw new BinanceRateLimitError({
              request,
              statusCode: 429,
              code: -1003,
              text: 'slow',
              until,
              banned: false,
            });
          };
          const wrong: number[] = [];
          const books = new DepthCacheManager(
            market.client,
            symbol,
            (book) => {
              if (book.status === 'live' && topOf(book) !== truth.top(book.lastUpdateId)) wrong.push(book.lastUpdateId);
            },
            { sockets: market.sockets },
          );
          const book = books.getDepthCache();
          const topic = `${symbol.toLowerCase()}@depth@100ms`;
          await market.clock.advance(0);
          for (const frames of lines) {
            for (const frame of frames) market.send(topic, frame);
            sent++;
            if (book.status === 'live' && topOf(book) !== truth.top(book.lastUpdateId)) wrong.push(book.lastUpdateId);
            await market.clock.advance(100);
          }
          await market.clock.advance(60_000);
          const end = truth.snapshot(events.length);
          expect(wrong).toEqual([]);
          expect([book.status, book.lastUpdateId]).toEqual(['live', end.lastUpdateId]);
          expect(book.getBids()).toEqual(end.bids);
          expect(book.getAsks()).toEqual(end.asks);
          const { resyncs, snapshots } = book.metrics;
          const total = Object.values(resyncs).reduce((sum, count) => sum + count, 0);
          expect(total, JSON.stringify(resyncs)).toBeLessThanOrEqual(faults);
          expect(snapshots.requested).toBeLessThanOrEqual(1 + total + 3 * snapshotFaults + faults);
          await books.close();
        }
      }, 600_000);
    }
  },
);
