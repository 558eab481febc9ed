import type { SpotClient } from '@pkg/core';
import { type BinanceSocketManager, type DepthCache, DepthCacheManager } from '@pkg/streams';
import { BookHistory, BookOracle } from './book-oracle.js';
import { SYMBOLS, type World } from './world.js';

/** How many of the best levels of each side are compared with those of the exchange. */
const BEST = 20;

type Level = readonly [price: string, quantity: string];

/** A request weight of snapshots in a minute that no run uses up. */
const LARGE_BUDGET = 3_000;
/** How many ms a book may stay live although it lacks an update that the exchange has made. */
const MOST_BEHIND = 60_000;
/**
 * The period over which the request weight of snapshots is added up, in ms: a minute minus a tolerance for the drift of
 * the client's clock.
 */
const WINDOW = 59_950;
/** The client notices sleeps of the machine that are longer than this, in ms. */
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
  readonly #sockets: BinanceSocketManager;
  #lostAt: number | undefined;
  checks = 0;

  constructor(world: World, client: SpotClient, sockets: BinanceSocketManager) {
    const { exchange, trace, host, awakened, conditions } = world;
    const dice = world.dice('books');
    this.#world = world;
    this.#sockets = sockets;
    for (const symbol of SYMBOLS) this.#histories.set(symbol, new BookHistory(exchange, symbol, () => host.attended));
    const limit = dice.pick([20, 24, 50, 100, 500, 1000]);
    const speed = dice.pick([100, 100, 1000] as const);
    this.#budget = dice.pick(limit > 100 ? [LARGE_BUDGET, 300] : [LARGE_BUDGET, 300, 40]);
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
    if (dice.chance(0.3)) {
      const levels = dice.pick([5, 10, 20] as const);
      this.#partial = new DepthCacheManager(client, [SYMBOLS[0]], undefined, { sockets, levels, speed });
      this.#keep(this.#partial, [SYMBOLS[0]], levels, false);
    }
    awakened.push((paused) => this.#checkAwake(paused));
  }

  #keep(manager: DepthCacheManager, symbols: readonly string[], count: number, isWhole: boolean): void {
    for (const symbol of symbols) {
      const oracle = new BookOracle(this.#histories.get(symbol) as BookHistory);
      this.#kept.push({ symbol, book: manager.getDepthCache(symbol), oracle, count, isWhole, lastId: 0, resyncs: 0 });
    }
  }

  /** Checks what must be true at all times while the client's machine is not paused. */
  check(): void {
    const { host, fail } = this.#world;
    if (!host.isAwake) return;
    const hasConnection = this.#sockets.status === 'open' || this.#sockets.status === 'connecting';
    if (hasConnection) this.#lostAt = undefined;
    else this.#lostAt ??= host.attended;
    const lostFor = this.#lostAt === undefined ? 0 : host.attended - this.#lostAt;
    for (const kept of this.#kept) {
      const { symbol, book, oracle, count, lastId: last } = kept;
      if (book.status !== 'live') continue;
      const id = book.lastUpdateId;
      if (lostFor > NOTICED_WITHIN && this.#areAllLost)
        fail(`book ${symbol}: live, ${lostFor} ms after its connection was lost`);
      if (id < last) fail(`book ${symbol}: update id ${id} after ${last}`);
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
    }
  }

  /**
   * Checks the books at the end of a pause of the machine, before the client gets frames and timers. After a long pause
   * a book must not be live while it lacks updates.
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
      if (resyncsOf(book) - before > 3 * hits + 2)
        problems.push(`book ${symbol}: ${JSON.stringify(book.metrics.resyncs)} resyncs by ${hits} disturbances`);
    }
    const weight = this.#mostWeight();
    if (weight > this.#budget) problems.push(`snapshots used ${weight} in a minute, above ${this.#budget}`);
    return problems;
  }

  get count(): number {
    return this.#kept.length;
  }

  /** How long a snapshot may have to wait until the budget has room for it, in ms. */
  get snapshotsWait(): number {
    return this.#budget < LARGE_BUDGET ? 60_000 : 0;
  }

  /** Whether the price has moved so far that a book needs a new snapshot. */
  get isDepleted(): boolean {
    return this.#kept.some(({ book }) => book.reason === 'depleted');
  }

  /** How often the books were rebuilt, except because the price had moved. */
  get resyncs(): number {
    return this.#kept.reduce((sum, { book }) => sum + resyncsOf(book), 0);
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
    await Promise.all([this.#manager.close(), this.#partial?.close()]);
  }
}

function resyncsOf(book: DepthCache): number {
  const { depleted, ...others } = book.metrics.resyncs;
  return Object.values(others).reduce((sum, each) => sum + each, 0);
}
