import { BinanceApiError, BinanceRateLimitError, BinanceTransportError } from '@pkg/core/errors';
import { describe, expect } from 'vitest';
import { caseCount } from '../../../../tests/support/case-count.js';
import { Dice } from '../../../../tests/support/dice.js';
import { itEachCapture } from '../../test/captures.js';
import { damage, wholeAtEnd } from '../../test/damage.js';
import { FakeMarket } from '../../test/fake-market.js';
import { NaiveBook } from '../../test/naive-book.js';
import type { DepthEvent, DepthSnapshot } from '../book/index.js';
import { type DepthCache, DepthCacheManager } from './index.js';

const request = { operation: 'getOrderBook', method: 'GET', path: '/api/v3/depth' };
const SNAPSHOT_FAULTS = [
  'late',
  'stale',
  'again',
  'missing',
  'refused',
  'broken',
  'cut',
  'none',
  'none',
  'none',
  'none',
];
/**
 * How many events of each recording of a real depth stream are played. A short recording is played several times, with
 * different faults each time.
 */
const LINES = caseCount(1_000, 200_000);
const MAX_RUNS = caseCount(3, 1_000);
/** How many of the best levels of each side are compared at each read. All levels are compared less often. */
const TOP = 20;

/** Computes the expected book after each event, by an implementation that shares no code with this library. */
class Reference {
  readonly #events: readonly DepthEvent[];
  readonly #after = new Map<number, number>();
  readonly #tops: string[] = [];
  /** Copies of the book after every hundredth event. */
  readonly #books: NaiveBook[] = [];

  constructor(snapshot: string, events: readonly string[]) {
    this.#events = events.map((event) => (JSON.parse(event) as { data: DepthEvent }).data);
    const book = new NaiveBook();
    book.load(JSON.parse(snapshot));
    this.#keep(book, 0);
    for (const [index, event] of this.#events.entries()) {
      book.apply(event);
      this.#keep(book, index + 1);
    }
  }

  /** Returns the number of recorded events after which the book has this last update id. */
  after(lastUpdateId: number): number | undefined {
    return this.#after.get(lastUpdateId);
  }

  top(events: number): string {
    return this.#tops[events] as string;
  }

  book(events: number): NaiveBook {
    const count = Math.max(0, Math.min(events, this.#events.length));
    const book = new NaiveBook(this.#books[Math.floor(count / 100)]);
    for (const event of this.#events.slice(count - (count % 100), count)) book.apply(event);
    return book;
  }

  snapshot(events: number): DepthSnapshot {
    const book = this.book(events);
    return { lastUpdateId: book.lastUpdateId, bids: book.getBids(), asks: book.getAsks() };
  }

  #keep(book: NaiveBook, count: number): void {
    // An event that is older than the snapshot leaves the update id of the book unchanged. So the book may have the
    // same id after several numbers of events. The smallest number is kept.
    if (!this.#after.has(book.lastUpdateId)) this.#after.set(book.lastUpdateId, count);
    this.#tops.push(textOf(book, TOP));
    if (count % 100 === 0) this.#books.push(new NaiveBook(book));
  }
}

type Sides = { getBids(limit?: number): unknown; getAsks(limit?: number): unknown };

function textOf(book: Sides, limit?: number): string {
  return String([book.getBids(limit), '|', book.getAsks(limit)]);
}

/** Returns the recording with 4 decimals instead of 8, if no price or quantity needs more. */
function shortened(text: string): string {
  const isLonger = /"\d+\.\d{4}(?!0000")\d{4}"/.test(text);
  return isLonger ? text : text.replaceAll(/"(\d+\.\d{4})0000"/g, '"$1"');
}

describe('DepthCacheManager on damaged recordings', () => {
  itEachCapture(
    'ends with the right book of %s, after at most one resync per fault, and is never live with a wrong book',
    async ({ symbol, snapshot, events }) => {
      const lines = events.slice(0, LINES / 2);
      const separator = '\n';
      const [first = '', ...rest] = shortened([snapshot, ...lines].join(separator)).split(separator);
      const reference = new Reference(first, rest);
      const runs = Math.min(MAX_RUNS, Math.round(LINES / lines.length));
      for (let seed = 1; seed <= runs; seed++) await playDamaged(symbol, rest, reference, seed);
    },
    1_800_000,
  );
});

/** Plays a damaged recording once. Checks the book at each notification and after each line. */
async function playDamaged(
  symbol: string,
  events: readonly string[],
  reference: Reference,
  seed: number,
): Promise<void> {
  const dice = new Dice(seed);
  const market = new FakeMarket();
  const { steps, faults, between } = damage(
    symbol,
    events,
    (count) => reference.book(count).getAsks(1)[0]?.[0] ?? '',
    dice,
  );
  let sent = 0;
  let snapshotFaults = 0;
  let last: DepthSnapshot | undefined;
  market.snapshot = async () => {
    const fault = sent > events.length - wholeAtEnd(events.length) ? 'none' : dice.pick(SNAPSHOT_FAULTS);
    if (fault !== 'none') snapshotFaults++;
    if (fault === 'stale') return reference.snapshot(sent - 30);
    if (fault === 'again' && last) return last;
    last = reference.snapshot(sent);
    if (fault === 'none' || fault === 'again') return last;
    // The asks are missing. An answer that is not JSON is not tested here, because the REST code of the client refuses
    // it.
    if (fault === 'cut') return { lastUpdateId: last.lastUpdateId, bids: last.bids } as unknown as DepthSnapshot;
    await new Promise<void>((resolve) => void market.clock.setTimeout(resolve, fault === 'missing' ? 10_000 : 1_500));
    if (fault === 'late') return last;
    if (fault === 'missing') throw new BinanceTransportError('no answer in 10000 ms', { request, sent: true });
    if (fault === 'broken') throw new BinanceApiError({ request, statusCode: 502, text: '<html>' });
    const until = market.clock.now() + 3_000;
    throw new BinanceRateLimitError({ request, statusCode: 429, code: -1003, text: 'slow', until, banned: false });
  };
  const wrong: string[] = [];
  /** The highest update id in the complete events that were sent. A live book must have at least this update id. */
  let newest = 0;
  let checked: readonly unknown[] = [];
  const check = (book: DepthCache, isWhole = false): void => {
    if (book.status !== 'live') return;
    const read = [book.lastUpdateId, book.getBids(TOP), book.getAsks(TOP)];
    // A list never changes. So if the same lists were checked before, they are not checked again.
    if (!isWhole && read.every((part, index) => part === checked[index])) return;
    checked = read;
    const count = reference.after(book.lastUpdateId) ?? between.get(book.lastUpdateId);
    const isRight =
      count !== undefined &&
      book.lastUpdateId >= newest &&
      (isWhole ? textOf(book) === textOf(reference.book(count)) : textOf(book, TOP) === reference.top(count));
    if (!isRight) wrong.push(`seed ${seed}: ${book.lastUpdateId} after line ${sent}`);
  };
  const books = new DepthCacheManager(market.client, symbol, (book) => check(book), { sockets: market.sockets });
  const book = books.getDepthCache();
  const topic = `${symbol.toLowerCase()}@depth@100ms`;
  await market.clock.advance(0);
  for (const { frames, reconnects } of steps) {
    if (reconnects) {
      market.status('reconnecting');
      check(book);
      market.status('open');
      market.notice(topic, 'gap');
    }
    for (const frame of frames) {
      newest = Math.max(newest, lastIdOf(symbol, frame));
      market.send(topic, frame);
      check(book);
    }
    sent++;
    await market.clock.advance(100);
    check(book, sent % 100 === 0);
  }
  await market.clock.advance(60_000);
  const end = reference.book(events.length);
  expect(wrong).toEqual([]);
  expect([book.status, book.lastUpdateId], `seed ${seed}`).toEqual(['live', end.lastUpdateId]);
  expect(textOf(book)).toEqual(textOf(end));
  const { resyncs, snapshots } = book.metrics;
  const total = Object.values(resyncs).reduce((sum, count) => sum + count, 0);
  expect(total, `seed ${seed}: ${JSON.stringify(resyncs)}`).toBeLessThanOrEqual(faults);
  expect(snapshots.requested).toBeLessThanOrEqual(1 + total + 3 * snapshotFaults + faults);
  await books.close();
}

/** Returns the last update id of a frame; 0 if the frame is not a complete event of the symbol. */
function lastIdOf(symbol: string, frame: string): number {
  try {
    const { data } = JSON.parse(frame) as { data: DepthEvent };
    return data.s === symbol && data.U <= data.u ? data.u : 0;
  } catch {
    return 0;
  }
}
