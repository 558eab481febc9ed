import { BinanceApiError, BinanceRateLimitError } from '@pkg/core/errors';
import { describe, expect, it } from 'vitest';
import { caseCount } from '../../../../tests/support/case-count.js';
import { Dice } from '../../../../tests/support/dice.js';
import { FakeMarket } from '../../test/fake-market.js';
import { ModelExchange, topOf } from '../../test/model-exchange.js';
import type { DepthSnapshot } from '../book/index.js';
import { DepthCacheManager } from './index.js';

const LIVES = caseCount(4, 2_000);
const TOPIC = 'bnbbtc@depth@100ms';
const LEVELS = 20;
const LIMIT = 100;
const BUDGET = 300;
const request = { operation: 'getOrderBook', method: 'GET', path: '/api/v3/depth' };

/** The possible faults of the stream. A fault of the snapshots may occur at the same time. */
const STREAM_FAULTS = ['none', 'none', 'cut', 'cut twice', 'dead stream', 'jump', 'quiet', 'drop'];
const SNAPSHOT_FAULTS = ['none', 'none', 'lagging', 'failing', 'mirror'];
/**
 * With the snapshot fault `mirror`, the answer has the right levels, but its update id is higher by this number, as if
 * it came from another exchange.
 */
const MIRROR_AHEAD = 1_000_000;
/** The most snapshots that a book may request within 10 s, whatever the faults. */
const MOST_REQUESTS = 15;

/**
 * The life of one book with random faults, compared with an exact model of its exchange. Frames and answers are
 * delayed. Whenever the status of the book is `live`, the book must equal the model.
 */
class Life {
  readonly #dice: Dice;
  readonly #seed: number;
  readonly #market: FakeMarket = new FakeMarket();
  readonly #exchange: ModelExchange;
  #books: DepthCacheManager;
  /** The snapshots of the last 3 seconds. The fault `lagging` answers with the oldest of them. */
  readonly #past: DepthSnapshot[] = [];
  #streamFault = 'none';
  #snapshotFault = 'none';
  /** Whether the exchange lists the symbol. */
  #isListed = true;
  /** The number of the current connection. Frames that were sent on an earlier connection are dropped. */
  #connection = 0;
  #isDead = false;
  #diedAt = Number.POSITIVE_INFINITY;
  #isDropping = false;
  live = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#dice = new Dice(seed);
    this.#exchange = new ModelExchange('BNBBTC', this.#dice, LEVELS);
    this.#market.snapshot = (_, signal) => this.#answer(signal);
    this.#books = this.#open();
  }

  #open(): DepthCacheManager {
    const options = { sockets: this.#market.sockets, limit: LIMIT, weightBudget: BUDGET };
    return new DepthCacheManager(this.#market.client, 'BNBBTC', () => this.#check(), options);
  }

  async play(faults: number): Promise<void> {
    const { clock } = this.#market;
    if (this.#dice.chance(0.3)) await this.#openRefused();
    for (let count = 0; count < faults; count++) {
      await this.#disturb(this.#dice.pick(STREAM_FAULTS), this.#dice.pick(SNAPSHOT_FAULTS));
      await this.#run(this.#dice.between(5, 40) * 10);
    }
    // There are no faults at the end, so the book must become live again.
    await this.#disturb('none', 'none');
    await this.#run(1_000);
    const book = this.#books.getDepthCache();
    await clock.advance(1_000);
    expect([book.status, book.lastUpdateId], this.#name).toEqual(['live', this.#exchange.lastUpdateId]);
    this.#checkWeight();
    await this.#books.close();
    expect(clock.timers.size, this.#name).toBe(0);
  }

  get #name(): string {
    return `seed ${this.#seed}, stream: ${this.#streamFault}, snapshots: ${this.#snapshotFault}`;
  }

  /**
   * Opens the book while the exchange does not list the symbol, and expects an error. Then opens the book again while
   * the symbol is listed.
   */
  async #openRefused(): Promise<void> {
    await this.#books.close();
    this.#isListed = false;
    this.#books = this.#open();
    const ready = this.#books.ready().catch((error: unknown) => error);
    await this.#run(30);
    expect(await ready, this.#name).toBeInstanceOf(BinanceApiError);
    expect(this.#books.getDepthCache().status, this.#name).toBe('closed');
    const refused = this.#books;
    this.#isListed = true;
    this.#books = this.#open();
    // The refused manager is closed at a random time. This must not close the new book.
    this.#market.clock.setTimeout(() => void refused.close(), this.#dice.below(5_000));
  }

  async #disturb(fault: string, snapshotFault: string): Promise<void> {
    const market = this.#market;
    if (this.#isDead) {
      // The stream is subscribed again, and sends events again.
      this.#isDead = false;
      this.#diedAt = Number.POSITIVE_INFINITY;
      market.notice(TOPIC, 'gap');
    }
    this.#streamFault = fault;
    this.#snapshotFault = snapshotFault;
    this.#isDropping = fault === 'drop';
    if (fault === 'dead stream') {
      this.#isDead = true;
      this.#diedAt = market.clock.monotonic();
    }
    for (let cuts = fault === 'cut' ? 1 : fault === 'cut twice' ? 2 : 0; cuts > 0; cuts--) {
      this.#connection++;
      market.status('reconnecting');
      this.#check();
      await this.#run(this.#dice.below(30));
      market.status('open');
      market.notice(TOPIC, 'gap');
      await this.#run(this.#dice.below(15));
    }
  }

  /** Simulates a number of steps of 100 ms each. */
  async #run(steps: number): Promise<void> {
    const { clock } = this.#market;
    for (let step = 0; step < steps; step++) {
      const isQuiet = this.#streamFault === 'quiet' || this.#dice.chance(0.2);
      if (!isQuiet) this.#step();
      await clock.advance(100);
      this.#check();
    }
  }

  #step(): void {
    const market = this.#market;
    const jump = this.#streamFault === 'jump' && this.#dice.chance(0.02) ? this.#dice.pick([-300, 300]) : 0;
    const event = this.#exchange.step(jump + this.#dice.between(-1, 2), this.#dice.below(10));
    this.#past.push(this.#exchange.snapshot(LIMIT));
    if (this.#past.length > 30) this.#past.shift();
    const isLost = this.#isDead || (this.#isDropping && this.#dice.chance(0.05));
    if (isLost) return;
    const connection = this.#connection;
    // All frames have the same delay, so they arrive in the sequence in which they were sent.
    market.clock.setTimeout(() => {
      if (connection === this.#connection) market.send(TOPIC, event);
      this.#check();
    }, 40);
  }

  async #answer(signal: AbortSignal | undefined): Promise<DepthSnapshot> {
    const { clock } = this.#market;
    const now = this.#exchange.snapshot(LIMIT);
    const snapshot = this.#snapshotFault === 'lagging' ? (this.#past[0] ?? now) : now;
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, this.#dice.between(20, 900)));
    signal?.throwIfAborted();
    if (!this.#isListed) throw new BinanceApiError({ request, statusCode: 400, code: -1121, text: 'Invalid symbol.' });
    if (this.#snapshotFault === 'mirror') return { ...snapshot, lastUpdateId: snapshot.lastUpdateId + MIRROR_AHEAD };
    if (this.#snapshotFault !== 'failing') return snapshot;
    if (this.#dice.chance(0.3)) return null as unknown as DepthSnapshot;
    if (this.#dice.chance(0.5)) throw new Error('no network');
    const until = clock.now() + 5_000;
    throw new BinanceRateLimitError({ request, statusCode: 429, code: -1003, text: 'slow', until, banned: false });
  }

  #check(): void {
    const book = this.#books.getDepthCache();
    if (book.status !== 'live') return;
    this.live++;
    const name = `${this.#name}, update ${book.lastUpdateId}`;
    // The fault `mirror` adds `MIRROR_AHEAD` to the update id of a snapshot. The book can detect this only when the
    // next event arrives, which may take long in a quiet market. Until then, the book is compared with the exchange at
    // the original update id.
    const id = book.lastUpdateId > MIRROR_AHEAD ? book.lastUpdateId - MIRROR_AHEAD : book.lastUpdateId;
    const isRight = topOf(book, LEVELS) === this.#exchange.top(id);
    if (!isRight) expect(topOf(book, LEVELS), name).toBe(this.#exchange.top(id));
    const isTooLong = this.#market.clock.monotonic() - this.#diedAt > 60_000;
    if (isTooLong) expect(topOf(book, LEVELS), name).toBe(topOf(this.#exchange, LEVELS));
  }

  /**
   * Checks that the requests of any 60 seconds stay within the weight budget, and that any 10 seconds have at most
   * `MOST_REQUESTS` snapshot requests.
   */
  #checkWeight(): void {
    const { requests, checks } = this.#market;
    const most = (sent: readonly { readonly at: number }[], ms: number): number =>
      Math.max(...sent.map(({ at }) => sent.filter((other) => other.at >= at && other.at < at + ms).length));
    expect(most([...requests, ...checks], 60_000) * 5, this.#name).toBeLessThanOrEqual(BUDGET);
    expect(most(requests, 10_000), this.#name).toBeLessThanOrEqual(MOST_REQUESTS);
  }
}

describe('DepthCacheManager compared with a model of its exchange', () => {
  it(`equals the model at every read while it is live, and is live at the end, in ${LIVES} random runs`, async () => {
    let live = 0;
    for (let seed = 1; seed <= LIVES; seed++) {
      const life = new Life(seed);
      await life.play(15);
      live += life.live;
    }
    expect(live / LIVES).toBeGreaterThan(1_000);
  }, 3_600_000);
});
