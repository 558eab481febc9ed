import type { Listener } from '@pkg/core';
import { Emitter } from '@pkg/core/internal/platform';
import { sharedSignal } from '#shared-signal';
import { checkSignal } from '../arguments.js';
import { callListener, handled, warn } from '../events/call-listener.js';
import { streamEventNames } from '../market/stream-events.js';
import { checkSymbol } from '../stream-names.js';
import { symbolOf } from '../symbol-of.js';
import { type BookOptions, type BookRegistry, type DepthSource, registryOf } from './book-registry.js';
import type { BookSync, DepthStatus } from './book-sync.js';
import { DedupeQueue } from './dedupe-queue.js';
import { DepthCache } from './depth-cache.js';
import type { StaleReason } from './depth-counters.js';
import { badArgument, managerClosed, notLive } from './depth-errors.js';
import type { DepthEvents } from './depth-events.js';
import type { DepthClient } from './snapshot-queue.js';

/** A change of a book. */
export type DepthUpdate = {
  /** Symbol of the book. */
  readonly symbol: string;
  /** Status of the book. */
  readonly status: DepthStatus;
  /** Why the book is not live; undefined if it is live or closed, or if nothing has gone wrong yet. */
  readonly reason: StaleReason | undefined;
  /** Id of the last update that the book contains. */
  readonly lastUpdateId: number;
  /** The book itself. It continues to change after this update. */
  readonly book: DepthCache;
};

/** Options of a {@link DepthCacheManager}. */
export type DepthCacheOptions = {
  /**
   * Levels to fetch for each side, 1 to 5000. A request for up to 100 levels has the weight 5, up to 500 levels 25, up
   * to 1000 levels 50, and more levels 250.
   * @default 1000
   */
  readonly limit?: number | undefined;
  /**
   * The least number of best levels of each side that a `live` book knows for certain: from 1 to half of `limit`. The
   * number of certain levels falls as the price moves away from the last snapshot. The book fetches a new snapshot well
   * before the number is too low.
   * @default 20, or half of `limit` if that is less
   */
  readonly knownLevels?: number | undefined;
  /** How often the exchange sends changes, in ms. @default 100 */
  readonly speed?: 100 | 1000 | undefined;
  /**
   * The book has only this many levels of each side, which it gets from the partial depth stream. Snapshots are fetched
   * only to check a stream that sends nothing. `limit` and `knownLevels` have no effect then.
   * @default none: the book keeps the levels of its snapshot and all levels that change later
   */
  readonly levels?: 5 | 10 | 20 | undefined;
  /**
   * Request weight that snapshots may use in any 60 seconds, for all managers of a client together. The first manager
   * of the client sets this budget for all of them. A snapshot that is heavier than the budget also uses up the budget
   * of the next minutes. Checks of silent streams may use up to 48 beyond the budget in any 60 seconds.
   * @default 3000, half of what the exchange allows
   */
  readonly weightBudget?: number | undefined;
  /**
   * The socket manager to use. Its `timeUnit` must be that of the client.
   * @default one that the managers of the client share, and that is closed together with their last book
   */
  readonly sockets?: DepthSource | undefined;
};

type Entry = {
  readonly book: DepthCache;
  readonly sync: BookSync;
  readonly release: () => Promise<void>;
  /** The status that listeners were last notified of. */
  status: DepthStatus;
  lastUpdateId: number;
  failures: number;
  /** The number of changes of the book or its status so far. */
  version: number;
  readonly listeners: Set<() => unknown>;
};

const NAME = 'DepthCacheManager';
/** After this many failed attempts in a row, `ready` rejects. */
const MAX_FAILURES = 5;

/**
 * Keeps local order books of one or many symbols exact and up to date.
 *
 * Each book recovers by itself from a lost connection, a missing event or a failed snapshot. {@link DepthCache.status}
 * shows such faults; they are never thrown. Managers of one client share the books of a symbol.
 *
 * ```ts
 * const books = new DepthCacheManager(client, 'BNBBTC', (book) => {
 *   console.log(book.bestBid, book.bestAsk);
 * });
 * await books.ready();
 * ```
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly
 */
export class DepthCacheManager {
  /** The symbols of the books. */
  readonly symbols: readonly string[];
  readonly #client: DepthClient;
  readonly #registry: BookRegistry;
  readonly #entries = new Map<string, Entry>();
  readonly #statusListeners = new Set<(update: DepthUpdate) => void>();
  readonly #readers = new Set<DedupeQueue<string>>();
  readonly #waiters = new Set<() => void>();
  readonly #callback: ((book: DepthCache) => void) | undefined;
  readonly #events = new Emitter<DepthEvents>({ ...streamEventNames, resync: true }, (error) =>
    this.#listenerFailed(error),
  );
  /** Functions that remove the listeners for events of the connections. */
  readonly #stops: readonly (() => void)[];
  #closed: Promise<void> | undefined;

  /**
   * @param callback called after each event that was applied, and when the status changes.
   * @throws {BinanceConfigError} if an argument or an option is illegal.
   */
  constructor(
    client: DepthClient,
    symbols: string | readonly string[],
    callback?: (book: DepthCache) => void,
    options: DepthCacheOptions = {},
  ) {
    const { limit = 1000, speed = 100, levels, weightBudget, sockets } = options ?? {};
    if (!client?.context || typeof client.getOrderBook !== 'function') {
      throw badArgument('client', 'a client with getOrderBook', client);
    }
    const names: unknown = typeof symbols === 'string' ? [symbols] : symbols;
    if (!Array.isArray(names) || names.length === 0) {
      throw badArgument('symbols', 'a symbol or a list of symbols', symbols);
    }
    this.symbols = [...new Set(names.map((name) => symbolOf(name, NAME)))];
    this.symbols.forEach(checkSymbol);
    if (typeof (callback ?? (() => undefined)) !== 'function') {
      throw badArgument('callback', 'a function', callback);
    }
    if (sockets !== undefined && typeof sockets?.consume !== 'function') {
      throw badArgument('sockets', 'a BinanceSocketManager', sockets);
    }
    if (!Number.isInteger(limit) || limit < 1 || limit > 5000) {
      throw badArgument('limit', 'an integer from 1 to 5000', limit);
    }
    const mostKnown = Math.max(1, Math.floor(limit / 2));
    const { knownLevels = Math.min(20, mostKnown) } = options ?? {};
    if (!Number.isInteger(knownLevels) || knownLevels < 1 || knownLevels > mostKnown) {
      throw badArgument('knownLevels', `an integer from 1 to ${mostKnown}, half of limit`, knownLevels);
    }
    if (![undefined, 5, 10, 20].includes(levels)) throw badArgument('levels', '5, 10 or 20', levels);
    if (![100, 1000].includes(speed)) throw badArgument('speed', '100 or 1000', speed);
    if (weightBudget !== undefined && !(typeof weightBudget === 'number' && weightBudget > 0)) {
      throw badArgument('weightBudget', 'a number above 0', weightBudget);
    }
    this.#client = client;
    this.#callback = callback;
    this.#registry = registryOf(client, sockets, weightBudget);
    this.#stops = (['status', 'connect', 'disconnect', 'renew', 'gap'] as const).map((name) =>
      this.#registry.on(name, (event) => this.#events.emit(name, () => event)),
    );
    for (const symbol of this.symbols) this.#open({ symbol, limit, speed, levels, knownLevels });
  }

  /**
   * Resolves once every book is live.
   *
   * @throws {BinanceApiError} if the exchange refuses a symbol. The code is -1121 if the exchange does not list the
   * symbol.
   * @throws {BinanceStreamError} if the manager is closed, or if a book did not become live in several attempts. After
   * failed attempts, `cause` is the last error, the manager keeps trying, and `ready` may be called again.
   */
  ready(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<this> {
    const { signal } = options ?? {};
    this.#registry.checkSleep();
    const maxFailures = new Map([...this.#entries.values()].map(({ sync }) => [sync, sync.failures + MAX_FAILURES]));
    const ready = new Promise<this>((resolve, reject) => {
      checkSignal(signal);
      const finish = (settle: () => void): void => {
        this.#waiters.delete(check);
        sharedSignal(signal)?.removeEventListener('abort', check);
        settle();
      };
      const check = (): void => {
        if (signal?.aborted) return finish(() => reject(signal.reason));
        if (this.#closed) return finish(() => reject(managerClosed()));
        for (const [sync, most] of maxFailures) {
          if (sync.state === 'closed') return finish(() => reject(sync.error));
          if (sync.state !== 'live' && sync.failures >= most)
            return finish(() => reject(notLive(sync.symbol, sync.error)));
        }
        if ([...maxFailures.keys()].every((sync) => sync.state === 'live')) finish(() => resolve(this));
      };
      this.#waiters.add(check);
      sharedSignal(signal)?.addEventListener('abort', check);
      check();
    });
    return handled(ready);
  }

  /**
   * The book of a symbol. @default the first symbol
   *
   * @throws {BinanceConfigError} if the manager does not keep a book of the symbol.
   */
  getDepthCache(symbol: string = this.symbols[0] ?? ''): DepthCache {
    const entry = typeof symbol === 'string' ? this.#entries.get(symbol.toUpperCase()) : undefined;
    if (!entry) throw badArgument('symbol', `one of ${this.symbols.join(', ')}`, symbol);
    return entry.book;
  }

  /** Calls `listener` when the status of a book changes. Returns a function that removes the listener. */
  onStatus(listener: (update: DepthUpdate) => void): () => void {
    if (typeof listener !== 'function') throw badArgument('listener', 'a function', listener);
    // A set would contain a listener only once, even if it is added twice. So each call adds a new function.
    const own = (update: DepthUpdate): void => listener(update);
    this.#statusListeners.add(own);
    return () => this.#statusListeners.delete(own);
  }

  /**
   * Adds a listener for the event `name`. The books emit `resync`; their connections emit `status`, `connect`,
   * `disconnect`, `renew` and `gap`. Returns a function that removes the listener. A listener that throws or rejects
   * affects nothing else; its first failure is logged.
   *
   * @throws {BinanceConfigError} if there is no event of this name, or `listener` is not a function.
   */
  on<K extends keyof DepthEvents>(name: K, listener: Listener<DepthEvents[K]>): () => void {
    return this.#events.on(name, listener);
  }

  /**
   * Yields each book that changed. A slow reader gets the newest state of each book, and skips the states in between.
   * The loop ends when the manager is closed, and throws if the exchange refuses a symbol.
   */
  [Symbol.asyncIterator](): AsyncGenerator<DepthUpdate, void, undefined> {
    const latest = new DedupeQueue<string>();
    const updates = this.#updates(latest);
    const end = updates.return.bind(updates);
    // While a read waits for a change, `return` of a generator would wait for that change too.
    updates.return = (value) => {
      latest.end();
      return end(value);
    };
    return updates;
  }

  async *#updates(latest: DedupeQueue<string>): AsyncGenerator<DepthUpdate, void, undefined> {
    this.#readers.add(latest);
    try {
      if (this.#closed) return;
      for (const [symbol, { sync }] of this.#entries) if (sync.state !== 'syncing') latest.put(symbol);
      for await (const symbol of latest) {
        const entry = this.#entries.get(symbol) as Entry;
        if (entry.sync.state === 'closed' && !this.#closed) throw entry.sync.error;
        yield updateOf(entry);
      }
    } finally {
      this.#readers.delete(latest);
    }
  }

  /**
   * Closes the books. Resolves when the connections that were opened only for these books are closed. May be called
   * more than once.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    for (const entry of this.#entries.values()) {
      entry.book.close();
      entry.version += 1;
      // A listener may call `close` again, so the listeners are removed before they are called.
      const listeners = [...entry.listeners];
      entry.listeners.clear();
      for (const listener of listeners) this.#guard(listener);
    }
    const released = [...this.#entries.values()].map(({ release }) => release());
    // `close` stores the promise of this method in `#closed`, which the functions called below read. So this method
    // first waits for a microtask.
    await Promise.resolve();
    for (const reader of this.#readers) reader.end();
    for (const check of this.#waiters) check();
    await Promise.all(released);
    for (const stop of this.#stops) stop();
  }

  #open(options: BookOptions): void {
    const registry = this.#registry;
    const { sync, hasSlept, release } = registry.acquire(options, {
      changed: () => this.#changed(entry),
      resynced: (reason) => this.#events.emit('resync', () => ({ symbol: options.symbol, reason })),
    });
    const book = new DepthCache(sync, this.#client.context, {
      hasSlept,
      checkSleep: () => registry.checkSleep(),
      prioritize: () => registry.prioritize(sync),
      subscribe: (listener) => {
        if (typeof listener !== 'function') throw badArgument('listener', 'a function', listener);
        // A set would contain a listener only once, even if it is added twice. So each call adds a new function.
        const own = (): unknown => listener();
        entry.listeners.add(own);
        return () => entry.listeners.delete(own);
      },
      version: () => entry.version,
    });
    const { state: status, failures } = sync;
    const { lastUpdateId } = sync.book;
    const entry: Entry = {
      ...{ book, sync, release, status, lastUpdateId, failures },
      ...{ version: 0, listeners: new Set() },
    };
    this.#entries.set(options.symbol, entry);
  }

  #changed(entry: Entry): void {
    const { book, sync } = entry;
    // A snapshot that was requested before a sleep of the machine may arrive before the first frame or timer after the
    // sleep. If the machine slept, `checkSleep` makes the book stale, and so calls `#changed` again.
    if (entry.status !== 'live' && sync.state === 'live') this.#registry.checkSleep();
    const isOther = entry.status !== sync.state;
    if (isOther || entry.failures !== sync.failures) {
      entry.failures = sync.failures;
      for (const check of this.#waiters) check();
    }
    if (!isOther && entry.lastUpdateId === sync.book.lastUpdateId) return;
    entry.status = sync.state;
    entry.lastUpdateId = sync.book.lastUpdateId;
    entry.version += 1;
    for (const reader of this.#readers) reader.put(book.symbol);
    // The copy does not contain listeners that another listener adds.
    const statusListeners = isOther ? [...this.#statusListeners] : [];
    for (const listener of statusListeners) this.#guard(() => listener(updateOf(entry)));
    const callback = this.#callback;
    if (callback) this.#guard(() => callback(book));
    for (const listener of [...entry.listeners]) this.#guard(listener);
  }

  /** Calls a listener. If it fails, the error is logged and the book is not affected. */
  #guard(run: () => unknown): void {
    callListener(run, (error) => this.#listenerFailed(error));
  }

  #listenerFailed(error: unknown): void {
    warn(this.#client.context.logger, `${NAME}: a listener failed`, { error });
  }
}

function updateOf({ book }: Entry): DepthUpdate {
  const { symbol, status, reason, lastUpdateId } = book;
  return { symbol, status, reason, lastUpdateId, book };
}
