import type { SpotClient } from '@pkg/core';
import { type BinanceSocketManager, DepthCacheManager } from '@pkg/streams';
import { BookOracle } from './book-oracle.js';
import { SYMBOLS, type World } from './world.js';

/** How many of the best levels are compared with those of the exchange. */
const BEST = 20;

type Level = readonly [price: string, quantity: string];

/** How many ms a book may be live although the exchange has made the next update. */
const MOST_BEHIND = 60_000;
/**
 * The request weight that snapshots may use in any minute: that of the manager, and that of checks of silent streams.
 */
const BUDGET = 3000 + 48;

/** The client's order books, which are compared with those of the exchange. */
export class Books {
  readonly #world: World;
  readonly #manager: DepthCacheManager;
  readonly #oracles = new Map<string, BookOracle>();
  readonly #lastIds = new Map<string, number>();
  readonly #snapshots: { readonly at: number; readonly weight: number }[] = [];
  checks = 0;

  constructor(world: World, client: SpotClient, sockets: BinanceSocketManager) {
    const { exchange, clock, trace } = world;
    this.#world = world;
    for (const symbol of SYMBOLS) this.#oracles.set(symbol, new BookOracle(exchange, symbol));
    exchange.journal.on(({ target, request }) => {
      if (target !== 'GET /api/v3/depth') return;
      const limit = Number(/limit=(\d+)/.exec(request)?.[1] ?? 100);
      const weight = limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250;
      this.#snapshots.push({ at: clock.monotonic(), weight });
    });
    const limit = world.dice('books').pick([100, 500, 1000]);
    this.#manager = new DepthCacheManager(client, SYMBOLS, undefined, { sockets, limit });
    this.#manager.onStatus(({ symbol, status, reason }) => {
      trace.add(`book ${symbol} ${status}${reason ? `: ${reason}` : ''}`);
    });
  }

  /** Checks the invariants that hold at any time. */
  check(): void {
    const { clock, fail } = this.#world;
    for (const [symbol, oracle] of this.#oracles) {
      const book = this.#manager.getDepthCache(symbol);
      if (book.status !== 'live') continue;
      const id = book.lastUpdateId;
      const last = this.#lastIds.get(symbol) ?? 0;
      if (id < last) fail(`book ${symbol}: update id ${id} after ${last}`);
      if (id <= last) {
        const missing = oracle.timeOf(id + 1);
        if (missing !== undefined && clock.monotonic() - missing > MOST_BEHIND) {
          fail(`book ${symbol}: live at ${id}, although ${id + 1} is ${clock.monotonic() - missing} ms old`);
        }
        continue;
      }
      this.#lastIds.set(symbol, id);
      this.checks++;
      const known = (rows: readonly Level[]): string => rows.map((level) => level.join('=')).join(' ');
      const actual = `bids ${known(book.getBids(BEST))} asks ${known(book.getAsks(BEST))}`;
      const expected = oracle.best(id, BEST);
      if (actual !== expected) fail(`book ${symbol} at ${id}:\n  has      ${actual}\n  expected ${expected}`);
    }
  }

  /** Checks the invariants that hold after the quiet phase, when the market has stopped. */
  checkEnd(hits: number): void {
    const { fail } = this.#world;
    for (const [symbol, oracle] of this.#oracles) {
      const book = this.#manager.getDepthCache(symbol);
      if (book.status !== 'live') fail(`book ${symbol}: ${book.status} (${book.reason}) after the quiet phase`);
      else if (book.lastUpdateId !== oracle.newest)
        fail(`book ${symbol}: at ${book.lastUpdateId}, not ${oracle.newest}`);
      const { resyncs } = book.metrics;
      const count = Object.values(resyncs).reduce((sum, each) => sum + each, 0);
      if (count > 3 * hits + 2) fail(`book ${symbol}: ${JSON.stringify(resyncs)} resyncs by ${hits} disturbances`);
    }
    let from = 0;
    let weight = 0;
    for (const snapshot of this.#snapshots) {
      weight += snapshot.weight;
      for (
        let oldest = this.#snapshots[from];
        oldest && oldest.at <= snapshot.at - 60_000;
        oldest = this.#snapshots[from]
      ) {
        weight -= oldest.weight;
        from++;
      }
      if (weight > BUDGET) return fail(`snapshots used ${weight} in a minute`);
    }
  }

  close(): Promise<void> {
    return this.#manager.close();
  }
}
