import { BinanceConfigError, BinanceStreamError } from '@pkg/core/errors';
import { checkSignal, symbolOf } from '../arguments.js';
import { DepthCache } from './depth-cache.js';
import type { StaleReason } from './depth-counters.js';
import type { DepthFeed, DepthStatus } from './depth-feed.js';
import { type DepthHub, type DepthSource, type FeedOptions, hubOf } from './depth-hub.js';
import { Latest } from './latest.js';
import type { DepthClient } from './snapshot-queue.js';

/** A change of a book. */
export type DepthUpdate = {
  readonly symbol: string;
  readonly status: DepthStatus;
  /** Why the book is not live, where it was. */
  readonly reason: StaleReason | undefined;
  readonly lastUpdateId: number;
  readonly book: DepthCache;
};

/** Options of a {@link DepthCacheManager}. */
export type DepthCacheOptions = {
  /** Levels a side to fetch, 1 to 5000; request weight 5 up to 100, 25 up to 500, 50 up to 1000, else 250. @default 1000 */
  readonly limit?: number | undefined;
  /** How often the exchange sends what changed, in ms. @default 100 */
  readonly speed?: 100 | 1000 | undefined;
  /** Keep only so many levels, from the partial depth stream; no snapshot is fetched then. */
  readonly levels?: 5 | 10 | 20 | undefined;
  /**
   * Request weight that snapshots may use in any 60 seconds, for all managers of a client: the first one says.
   * @default 3000, half of what the exchange allows
   */
  readonly weightBudget?: number | undefined;
  /** Connections to use; made where none are given, and then closed with the last book. */
  readonly sockets?: DepthSource | undefined;
};

type Kept = {
  readonly book: DepthCache;
  readonly feed: DepthFeed;
  readonly release: () => Promise<void>;
  /** What listeners were told last. */
  status: DepthStatus;
  lastUpdateId: number;
  failures: number;
};

const NAME = 'DepthCacheManager';
/** Failed attempts in a row after which `ready` no longer waits in silence. */
const PATIENCE = 5;

/**
 * Keeps local order books of one or many symbols, exact and up to date.
 *
 * What goes wrong on the way (a lost connection, a missing event, a refused snapshot) is mended here and shown by
 * {@link DepthCache.status}; it is never thrown. Managers of one client share the books of a symbol.
 *
 * ```ts
 * const books = new DepthCacheManager(client, 'BNBBTC', (book) => console.log(book.bestBid, book.bestAsk));
 * await books.ready();
 * ```
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly
 */
export class DepthCacheManager {
  readonly symbols: readonly string[];
  readonly #client: DepthClient;
  readonly #hub: DepthHub;
  readonly #kept = new Map<string, Kept>();
  readonly #statusListeners = new Set<(update: DepthUpdate) => void>();
  readonly #readers = new Set<Latest<string>>();
  readonly #waiters = new Set<() => void>();
  readonly #callback: ((book: DepthCache) => void) | undefined;
  #closed: Promise<void> | undefined;

  /**
   * @param callback called after each event that was applied, and when the status changes.
   * @throws {BinanceConfigError} where there is no client, no symbol or one that can be none, or an option is out of range.
   */
  constructor(
    client: DepthClient,
    symbols: string | readonly string[],
    callback?: (book: DepthCache) => void,
    options: DepthCacheOptions = {},
  ) {
    const { limit = 1000, speed = 100, levels, weightBudget, sockets } = options ?? {};
    if (!client?.context || typeof client.getOrderBook !== 'function') {
      throw new BinanceConfigError(`${NAME}: ${String(client)} is not a client with getOrderBook`);
    }
    const names: unknown = typeof symbols === 'string' ? [symbols] : symbols;
    if (!Array.isArray(names) || names.length === 0) {
      throw new BinanceConfigError(`${NAME}: [${String(names)}] names no symbol: give one, or a list`);
    }
    this.symbols = [...new Set(names.map((name) => symbolOf(name, NAME)))];
    if (typeof (callback ?? (() => undefined)) !== 'function') {
      throw new BinanceConfigError(`${NAME}: callback ${String(callback)} is not a function`);
    }
    if (sockets !== undefined && typeof sockets?.consume !== 'function') {
      throw new BinanceConfigError(`${NAME}: sockets ${String(sockets)} is not a BinanceSocketManager`);
    }
    if (!Number.isInteger(limit) || limit < 1 || limit > 5000) {
      throw new BinanceConfigError(`${NAME}: limit ${String(limit)} is not a whole number from 1 to 5000`);
    }
    if (![undefined, 5, 10, 20].includes(levels) || ![100, 1000].includes(speed)) {
      const given = JSON.stringify({ levels, speed });
      throw new BinanceConfigError(`${NAME}: ${given} is no stream; levels is 5, 10 or 20, speed 100 or 1000`);
    }
    if (weightBudget !== undefined && !(typeof weightBudget === 'number' && weightBudget > 0)) {
      throw new BinanceConfigError(`${NAME}: weightBudget ${String(weightBudget)} is not above 0`);
    }
    this.#client = client;
    this.#callback = callback;
    this.#hub = hubOf(client, sockets, weightBudget);
    for (const symbol of this.symbols) this.#keep({ symbol, limit, speed, levels });
  }

  /**
   * Resolves once every book is live.
   *
   * @throws {BinanceApiError} where the exchange refuses a symbol: -1121 for one that it does not list.
   * @throws {BinanceStreamError} where a book could not be made live in several attempts, of which the last error is
   * the `cause`; the manager goes on trying and `ready` may be called again. Also when the manager is closed.
   */
  ready(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<this> {
    const { signal } = options ?? {};
    this.#hub.checkSleep();
    const patience = new Map([...this.#kept.values()].map(({ feed }) => [feed, feed.failures + PATIENCE]));
    return new Promise((resolve, reject) => {
      checkSignal(signal);
      const finish = (settle: () => void): void => {
        this.#waiters.delete(check);
        signal?.removeEventListener('abort', check);
        settle();
      };
      const check = (): void => {
        if (signal?.aborted) return finish(() => reject(signal.reason));
        if (this.#closed) return finish(() => reject(new BinanceStreamError('DepthCacheManager: closed')));
        for (const [feed, most] of patience) {
          if (feed.status === 'closed') return finish(() => reject(feed.error));
          if (feed.status !== 'live' && feed.failures >= most) return finish(() => reject(notLive(feed)));
        }
        if ([...patience.keys()].every((feed) => feed.status === 'live')) finish(() => resolve(this));
      };
      this.#waiters.add(check);
      signal?.addEventListener('abort', check);
      check();
    });
  }

  /**
   * The book of a symbol; of the only one where none is named.
   *
   * @throws {BinanceConfigError} where the manager does not keep it.
   */
  getDepthCache(symbol: string = this.symbols[0] ?? ''): DepthCache {
    const kept = this.#kept.get(String(symbol).toUpperCase());
    if (!kept) throw new BinanceConfigError(`${NAME}: ${String(symbol)} is not one of ${this.symbols.join(', ')}`);
    return kept.book;
  }

  /** Told when a book's status changes. Returns the function that ends it. */
  onStatus(listener: (update: DepthUpdate) => void): () => void {
    if (typeof listener !== 'function') throw new BinanceConfigError(`${NAME}: ${String(listener)} is not a function`);
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  /**
   * The books as they change. A slow reader gets the latest of each symbol, not what it missed. Ends when the manager
   * is closed, and throws where the exchange refuses a symbol.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<DepthUpdate, void, undefined> {
    const latest = new Latest<string>();
    this.#readers.add(latest);
    try {
      if (this.#closed) return;
      for (const [symbol, { feed }] of this.#kept) if (feed.status !== 'syncing') latest.put(symbol);
      for await (const symbol of latest) {
        const kept = this.#kept.get(symbol) as Kept;
        if (kept.feed.status === 'closed' && !this.#closed) throw kept.feed.error;
        yield updateOf(kept);
      }
    } finally {
      this.#readers.delete(latest);
    }
  }

  /** Gives up the books; resolves when the connections made for them are closed. May be called again. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    for (const kept of this.#kept.values()) kept.book.close();
    const released = [...this.#kept.values()].map(({ release }) => release());
    // `#closed` is set by the next turn, so that who waits sees it.
    await Promise.resolve();
    for (const reader of this.#readers) reader.end();
    for (const check of this.#waiters) check();
    await Promise.all(released);
  }

  #keep(options: FeedOptions): void {
    const hub = this.#hub;
    const { feed, hasSlept, release } = hub.take(options, () => this.#changed(kept));
    const book = new DepthCache(feed, this.#client.context, {
      hasSlept,
      checkSleep: () => hub.checkSleep(),
      prioritize: () => hub.prioritize(feed),
    });
    const { status, failures } = feed;
    const kept: Kept = { book, feed, release, status, lastUpdateId: feed.book.lastUpdateId, failures };
    this.#kept.set(options.symbol, kept);
  }

  #changed(kept: Kept): void {
    const { book, feed } = kept;
    const isOther = kept.status !== feed.status;
    if (isOther || kept.failures !== feed.failures) {
      kept.failures = feed.failures;
      for (const check of this.#waiters) check();
    }
    if (!isOther && kept.lastUpdateId === feed.book.lastUpdateId) return;
    kept.status = feed.status;
    kept.lastUpdateId = feed.book.lastUpdateId;
    for (const reader of this.#readers) reader.put(book.symbol);
    if (isOther) for (const listener of this.#statusListeners) this.#guard(() => listener(updateOf(kept)));
    const callback = this.#callback;
    if (callback) this.#guard(() => callback(book));
  }

  /** A listener that throws is told to the logger; the book goes on. */
  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#client.context.logger.warn?.('DepthCacheManager: a listener threw', { error });
    }
  }
}

function updateOf({ book, feed }: Kept): DepthUpdate {
  const { symbol, lastUpdateId } = book;
  const { status } = feed;
  return { symbol, status, lastUpdateId, book, reason: status === 'stale' ? feed.reason : undefined };
}

function notLive(feed: DepthFeed): BinanceStreamError {
  const why = feed.error instanceof Error ? `: ${feed.error.message}` : ': no connection';
  return new BinanceStreamError(`DepthCacheManager: ${feed.symbol} is not live yet${why}`, undefined, {
    cause: feed.error,
  });
}
