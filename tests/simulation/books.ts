import type { SpotClient } from '@pkg/core';
import {
  type BinanceSocketManager,
  type DepthCache,
  DepthCacheManager,
  type DepthUpdate,
  depth,
  partialDepth,
} from '@pkg/streams';
import type { DepthTo } from '@pkg/streams/book';
import { formatAmount } from '../../packages/simulator/src/engine/types/amount.js';
import type { Dice } from '../support/dice.js';
import { BookHistory, BookOracle } from './book-oracle.js';
import { SYMBOLS, snapshotWeight, type World } from './world.js';

/** How many of the best levels of each side are compared with those of the exchange. */
const BEST = 20;

type Level = readonly [price: string, quantity: string];
type Amounts = readonly [price: bigint, quantity: bigint];

/** A budget of request weight for the snapshots of a minute. It is so large that no run uses it up. */
const LARGE_BUDGET = 3_000;
/** A budget of this many snapshots a minute is large enough for a trial, which has only a few disturbances. */
const ENOUGH_SNAPSHOTS = 60;
/** How many ms a book may stay live although it lacks an update that the exchange has made. */
const MOST_BEHIND = 60_000;
/**
 * The period over which the request weight of snapshots is added up, in ms: a minute minus a tolerance for the drift of
 * the client's clock.
 */
const WINDOW = 59_950;
/**
 * Every 24th check of the books also compares the numbers that a book calculates, such as its spread, with its levels.
 */
const CALCULATE_EVERY = 24;
/**
 * The client notices sleeps of the machine that are longer than this, in ms. After such a sleep, a book that lacks
 * updates must not be live.
 */
const SLEPT = 31_000;
/** How many ms a book may stay live after all connections of market streams were lost. */
const NOTICED_WITHIN = 1;

type Kept = {
  readonly symbol: string;
  readonly book: DepthCache;
  readonly oracle: BookOracle;
  readonly count: number;
  readonly isWhole: boolean;
  lastId: number;
  /** How often the listener of the book was called. */
  changes: number;
  /** The book as it was at the last check. */
  seen: { readonly state: string; readonly version: number; readonly changes: number } | undefined;
  /**
   * How often the book had been rebuilt at the start of the present cycle of the run. A cycle consists of disturbances
   * and a quiet phase.
   */
  resyncs: number;
};

/** Compares the order books of the client with those of the exchange. */
export class Books {
  readonly #world: World;
  readonly #manager: DepthCacheManager;
  /** A manager of order books that follow partial depth streams; undefined in most runs. */
  readonly #partial: DepthCacheManager | undefined;
  readonly #histories = new Map<string, BookHistory>();
  readonly #kept: Kept[] = [];
  readonly #budget: number;
  /** How long a snapshot may have to wait until the budget has room for it, in ms. */
  readonly snapshotsWait: number;
  readonly #sockets: BinanceSocketManager;
  readonly #sweepDice: Dice;
  #lostAt: number | undefined;
  /** For each symbol, the last update that a `for await` loop over the manager of the books has read. */
  readonly #read = new Map<string, DepthUpdate>();
  #isClosed = false;
  checks = 0;

  constructor(world: World, client: SpotClient, sockets: BinanceSocketManager) {
    const { exchange, trace, host, awakened, conditions, pending } = world;
    const dice = world.dice('books');
    this.#world = world;
    this.#sockets = sockets;
    this.#sweepDice = world.dice('sweeps');
    for (const symbol of SYMBOLS) this.#histories.set(symbol, new BookHistory(exchange, symbol, () => host.attended));
    const limit = dice.pick([20, 24, 50, 100, 500, 1000]);
    const speed = dice.pick([100, 100, 1000] as const);
    this.#budget = dice.pick(limit > 100 ? [LARGE_BUDGET, 300] : [LARGE_BUDGET, 300, 40]);
    this.snapshotsWait = this.#budget / snapshotWeight(`limit=${limit}`) < ENOUGH_SNAPSHOTS ? 60_000 : 0;
    const options = { sockets, limit, speed, weightBudget: this.#budget };
    const callback = (): void => world.listenerFailure() as undefined;
    this.#manager = new DepthCacheManager(
      client,
      SYMBOLS,
      conditions.listenerFailures > 0 ? callback : undefined,
      options,
    );
    this.#manager.onStatus(({ symbol, status, reason }) => {
      trace.add('book', `${symbol} ${status}${reason ? `: ${reason}` : ''}`);
    });
    this.#keep(this.#manager, SYMBOLS, Math.min(BEST, limit / 2), true);
    for (const symbol of SYMBOLS) this.topics.push(depth(symbol, { speed }));
    if (dice.chance(0.3)) {
      const levels = dice.pick([5, 10, 20] as const);
      this.#partial = new DepthCacheManager(client, [SYMBOLS[0]], undefined, { sockets, levels, speed });
      this.#keep(this.#partial, [SYMBOLS[0]], levels, false);
      this.topics.push(partialDepth(SYMBOLS[0], levels, { speed }));
    }
    awakened.push((paused) => this.#checkAwake(paused));
    void this.#awaitReady();
    if (dice.chance(0.5)) void pending.watch('reader of books', this.#readChanges()).catch(this.#failed);
  }

  /** Waits until the books are ready. If the client gives up after several attempts, waits again, as a user would. */
  async #awaitReady(): Promise<void> {
    const { pending, fail } = this.#world;
    while (!this.#isClosed) {
      try {
        await pending.watch('ready books', this.#manager.ready());
      } catch (error) {
        if (/not live yet/.test(String(error))) continue;
        if (!this.#isClosed) this.#failed(error);
        return;
      }
      for (const { symbol, book, isWhole } of this.#kept)
        if (isWhole && book.status !== 'live') fail(`book ${symbol}: ready, but ${book.status}`);
      return;
    }
  }

  async #readChanges(): Promise<void> {
    for await (const update of this.#manager) this.#read.set(update.symbol, update);
  }

  readonly #failed = (error: unknown): void => this.#world.fail(`books: ${error}`);

  #keep(manager: DepthCacheManager, symbols: readonly string[], count: number, isWhole: boolean): void {
    for (const symbol of symbols) {
      const oracle = new BookOracle(this.#histories.get(symbol) as BookHistory);
      const book = manager.getDepthCache(symbol);
      const kept: Kept = {
        ...{ symbol, book, oracle, count, isWhole },
        ...{ lastId: 0, changes: 0, seen: undefined, resyncs: 0 },
      };
      book.subscribe(() => {
        kept.changes++;
        return this.#world.listenerFailure();
      });
      this.#kept.push(kept);
    }
  }

  /** Checks what must be true at all times while the client's machine is neither asleep nor busy. */
  check(): void {
    const { host, trouble, fail } = this.#world;
    if (!host.isAwake) return;
    const hasConnection = this.#sockets.status === 'open' || this.#sockets.status === 'connecting';
    if (hasConnection) this.#lostAt = undefined;
    else this.#lostAt ??= host.attended;
    if (this.#areAllLost && this.#sockets.status === 'open') fail('the socket manager is open without a socket');
    const lostFor = this.#lostAt === undefined ? 0 : host.attended - this.#lostAt;
    for (const kept of this.#kept) {
      const { symbol, book, oracle, count, lastId: last } = kept;
      this.#checkListeners(kept);
      if (book.status !== 'live') continue;
      const id = book.lastUpdateId;
      if (lostFor > NOTICED_WITHIN && this.#areAllLost)
        fail(`book ${symbol}: live, ${lostFor} ms after its connection was lost`);
      if (id < last && !trouble.hasNewIds) fail(`book ${symbol}: update id ${id} after ${last}`);
      if (id <= last) {
        const missing = this.#histories.get(symbol)?.timeOf(id + 1);
        const age = missing === undefined ? 0 : host.attended - missing;
        if (age > MOST_BEHIND) fail(`book ${symbol}: live at ${id}, although ${id + 1} is ${Math.round(age)} ms old`);
        continue;
      }
      kept.lastId = id;
      this.checks++;
      const known = (rows: readonly Level[]): string => rows.map((level) => level.join('=')).join(' ');
      const actual = `bids ${known(book.getBids(count))} asks ${known(book.getAsks(count))}`;
      const expected = oracle.best(id, count);
      if (actual !== expected) fail(`book ${symbol} at ${id}:\n  has      ${actual}\n  expected ${expected}`);
      if (this.checks % CALCULATE_EVERY === 0) {
        this.#checkCalculations(kept);
        for (const side of ['BUY', 'SELL'] as const) this.#checkSweeps(kept, side);
      }
    }
  }

  /** Checks that the listener of a book was called if the book or its status has changed since the last check. */
  #checkListeners(kept: Kept): void {
    const { symbol, book, changes, seen } = kept;
    const { status, lastUpdateId, reason } = book;
    // When the client notices that the machine slept, the status of the book changes at once. The listener is called
    // soon after.
    if (reason === 'woke') return;
    // The update id is compared only for live books. Any other book may load a snapshot without a call of the listener.
    const state = status === 'live' ? `live at ${lastUpdateId}` : status;
    const version = book.getVersion();
    if (seen && state !== seen.state && (changes === seen.changes || version === seen.version))
      this.#world.fail(`book ${symbol}: ${state} after ${seen.state}, but the listener was not called`);
    kept.seen = { state, version, changes };
  }

  /**
   * Compares numbers that a book calculates, such as its spread, with the same numbers calculated here from the book's
   * levels.
   */
  #checkCalculations({ symbol, book, count }: Kept): void {
    const asks = book.getAsks(count);
    const bids = book.getBids(count);
    const [[bid] = [], [ask] = []] = [bids[0], asks[0]];
    if (bid === undefined || ask === undefined) return;
    const check = (what: string, actual: unknown, expected: number): void => {
      if (Math.abs(Number(actual) - expected) > 1e-6 * Math.abs(expected) + 1e-12)
        this.#world.fail(`book ${symbol}: ${what} ${actual}, expected ${expected}`);
    };
    check('spread', book.spread, Number(ask) - Number(bid));
    check('mid', book.mid, (Number(ask) + Number(bid)) / 2);
    const total = (rows: readonly Level[]): number => rows.reduce((sum, [, quantity]) => sum + Number(quantity), 0);
    const cost = (rows: readonly Level[]): number =>
      rows.reduce((sum, [price, size]) => sum + Number(price) * Number(size), 0);
    const [bought, sold] = [total(asks), total(bids)];
    check('imbalance', book.imbalance(count), (sold - bought) / (sold + bought));
    check('cost of all asks', book.sweep('BUY', bought.toFixed(8)).cost, cost(asks));
    check('value of all bids', book.sweep('SELL', sold.toFixed(8)).cost, cost(bids));
    const [first, second = first] = asks as [Level, Level?];
    const half = Number(second[1]) / 2;
    const part = book.sweep('BUY', (Number(first[1]) + half).toFixed(8)).cost;
    if (second !== first) check('cost of some asks', part, cost([first]) + Number(second[0]) * half);
    check('depth of the asks', book.depthTo('BUY', (asks.at(-1) as Level)[0]).quantity, bought);
  }

  /**
   * Compares a sweep and a depth of a book with the exchange's whole book. They must be equal if the book says that its
   * result is certain.
   */
  #checkSweeps({ symbol, book, oracle, isWhole }: Kept, side: 'BUY' | 'SELL'): void {
    const levels = oracle.opposite(side);
    const dice = this.#sweepDice;
    const at = dice.below(levels.length);
    const [price, quantity] = levels[at] ?? [];
    if (price === undefined || quantity === undefined || !isWhole) return;
    const check = (what: string, { isCertain, ...result }: DepthTo, expected: readonly Amounts[]): void => {
      if (!isCertain) return;
      const sum = (of: (amounts: Amounts) => bigint): bigint => expected.reduce((total, each) => total + of(each), 0n);
      const actual = [result.levels, scaled(result.quantity, 8), scaled(result.cost, 16)].join(' ');
      const right = [expected.length, sum(([, amount]) => amount), sum(([at, amount]) => at * amount)].join(' ');
      if (actual !== right)
        this.#world.fail(`book ${symbol} at ${book.lastUpdateId}: ${what}:\n  has      ${actual}\n  expected ${right}`);
    };
    const best = levels.slice(0, at + 1);
    const part = dice.chance(0.3) ? quantity : quantity / 2n + 1n;
    const taken: Amounts[] = [...best.slice(0, -1), [price, part]];
    // Sometimes the sweep asks for more than the whole side of the book has.
    const more = at === levels.length - 1 && part === quantity ? 1n : 0n;
    const wanted = taken.reduce((total, [, amount]) => total + amount, more);
    check(`sweep ${side} ${formatAmount(wanted)}`, book.sweep(side, formatAmount(wanted)), taken);
    // A price that lies between two ticks, just before the next level, reaches the same levels.
    const [next = side === 'BUY' ? price + 1n : price - 1n] = levels[at + 1] ?? [];
    const between = `${formatAmount(side === 'BUY' ? next - 1n : next)}5`;
    check(`depth ${side} to ${between}`, book.depthTo(side, between), best);
  }

  /**
   * Checks the books after a time of `paused` ms in which the machine was asleep or busy, before the client gets frames
   * and timers again. After a long sleep, a book that lacks updates must not be live.
   */
  #checkAwake(paused: number): void {
    this.check();
    if (paused < SLEPT) return;
    for (const { symbol, book } of this.#kept) {
      const newest = this.#histories.get(symbol)?.newest ?? 0;
      if (book.status === 'live' && book.lastUpdateId < newest)
        this.#world.fail(`book ${symbol}: live after a sleep of ${paused} ms, at ${book.lastUpdateId}, not ${newest}`);
    }
  }

  /** Whether the client has seen all its sockets of market streams close. */
  get #areAllLost(): boolean {
    return !this.#world.sockets.some(({ isMarket, isOpen }) => isMarket && isOpen);
  }

  /**
   * Returns what is wrong with the books. The result must be empty when the disturbances have ended and the market has
   * stopped. `hits` is the number of times that a disturbance has affected the run.
   */
  problems(hits: number): string[] {
    const problems: string[] = [];
    for (const { symbol, book, isWhole, resyncs: before } of this.#kept) {
      const newest = this.#histories.get(symbol)?.newest;
      if (book.status !== 'live') problems.push(`book ${symbol}: ${book.status} (${book.reason})`);
      else if (isWhole && book.lastUpdateId !== newest)
        problems.push(`book ${symbol}: at ${book.lastUpdateId}, not ${newest}`);
      const read = isWhole ? this.#read.get(symbol) : undefined;
      if (read && (read.status !== book.status || read.lastUpdateId !== book.lastUpdateId))
        problems.push(`book ${symbol}: a reader ends at ${read.lastUpdateId}, ${read.status}`);
      if (resyncsOf(book) - before > 3 * hits + 2)
        problems.push(`book ${symbol}: ${JSON.stringify(book.metrics.resyncs)} resyncs by ${hits} disturbances`);
    }
    const weight = this.#mostWeight();
    if (weight > this.#budget) problems.push(`snapshots used ${weight} in a minute, above ${this.#budget}`);
    return problems;
  }

  /** The names of the streams that the books follow. */
  readonly topics: string[] = [];

  get count(): number {
    return this.#kept.length;
  }

  /** Whether the price has moved so far that a book needs a new snapshot. */
  get isDepleted(): boolean {
    return this.#kept.some(({ book }) => book.reason === 'depleted');
  }

  /** How often the books were rebuilt, except because the price had moved. */
  get resyncs(): number {
    return this.#kept.reduce((sum, { book }) => sum + resyncsOf(book), 0);
  }

  /** How often the books were rebuilt because the price had moved. */
  get depletions(): number {
    return this.#kept.reduce((sum, { book }) => sum + book.metrics.resyncs.depleted, 0);
  }

  /** The highest request weight that snapshots of books have used within one minute. */
  #mostWeight(): number {
    let from = 0;
    let weight = 0;
    let most = 0;
    for (const snapshot of this.#world.snapshots) {
      weight += snapshot.weight;
      for (
        let oldest = this.#world.snapshots[from];
        oldest && oldest.at <= snapshot.at - WINDOW;
        oldest = this.#world.snapshots[from]
      ) {
        weight -= oldest.weight;
        from++;
      }
      most = Math.max(most, weight);
    }
    return most;
  }

  /** Drops recorded data that the next cycle of the run (disturbances, then a quiet phase) does not need. */
  forget(): void {
    for (const kept of this.#kept) kept.resyncs = resyncsOf(kept.book);
    for (const [symbol, history] of this.#histories) {
      history.forget(Math.min(...this.#kept.filter((kept) => kept.symbol === symbol).map(({ oracle }) => oracle.next)));
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([this.#manager.close(), this.#partial?.close()]);
  }
}

/** Converts decimal text to an integer at this scale. */
function scaled(text: string, scale: number): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(scale, '0'));
}

function resyncsOf(book: DepthCache): number {
  const { depleted, ...others } = book.metrics.resyncs;
  return Object.values(others).reduce((sum, each) => sum + each, 0);
}
