import type { Listener } from '@pkg/core';
import { BinanceStreamError } from '@pkg/core/internal/platform';
import { BinanceSocketManager } from '../binance-socket-manager.js';
import type { StatusChange } from '../connection/status-board.js';
import type { Consumer, Stop } from '../events/consumer.js';
import type { StreamEvents } from '../market/stream-events.js';

import { type DepthOptions, depth, partialDepth, type Topic } from '../topics.js';
import type { BookListener, BookSync } from './book-sync.js';
import { DiffSync } from './diff-sync.js';
import { PartialSync } from './partial-sync.js';
import { type DepthClient, queueOf, type SnapshotQueue } from './snapshot-queue.js';

/** The methods of a socket manager that order books use. */
export type DepthSource = {
  /** Adds a consumer of a stream. Resolves with a function that removes the consumer. */
  consume<E>(topic: Topic<E>, consumer: Consumer<E>, options: { readonly signal: AbortSignal }): Promise<Stop>;
  /**
   * Returns whether the connection of a stream has been silent for over 30 s. While the machine is awake, a probe is
   * sent before that, so such a silence means that the machine slept. This method only compares times: it sends no
   * request and calls no listener.
   */
  hasSlept?(topic: string): boolean;
  /** Checks now whether the machine slept. If it did, {@link Consumer.stale} is called. */
  checkSleep?(): void;
  /** Adds a listener for the event `name` of the connections. Returns a function that removes the listener. */
  on?<K extends keyof StreamEvents>(name: K, listener: Listener<StreamEvents[K]>): () => void;
  /**
   * Calls a listener at each change of a connection. Order books count the failed attempts to connect: after several in
   * a row, `DepthCacheManager.ready` rejects.
   */
  onStatus?(listener: (change: ConnectionChange) => void): () => void;
};

/**
 * A change of a connection. If `connection` is `user`, it is the connection for user data, which carries no order book.
 */
type ConnectionChange = Pick<StatusChange, 'attempt' | 'error' | 'reason'> & Partial<Pick<StatusChange, 'connection'>>;

/** The symbol of a book, and the options of its stream and its snapshots. */
export type BookOptions = {
  readonly symbol: string;
  readonly limit: number;
  readonly levels: 5 | 10 | 20 | undefined;
  readonly speed: DepthOptions['speed'];
  readonly knownLevels: number;
};

/** What a `DepthCacheManager` gets when it opens a book. Several managers may share the book. */
export type BookHandle = {
  readonly sync: BookSync;
  /** Whether the connection of the book's stream has been silent so long that the machine must have slept. */
  readonly hasSlept: () => boolean;
  /** Called when the manager no longer needs the book. The book closes when no manager needs it. */
  readonly release: () => Promise<void>;
};

type Entry = {
  readonly sync: BookSync;
  readonly stop: Promise<Stop | undefined>;
  /**
   * Aborting this controller ends the subscription of the book's stream, even while the subscription waits for a
   * connection.
   */
  readonly abort: AbortController;
  users: number;
};

/**
 * For each client and socket manager, the object that holds the open books. The first key is the context of the client,
 * and the second key is the socket manager. If no socket manager was given, the second key is the context too.
 */
const registries = new WeakMap<object, WeakMap<object, BookRegistry>>();

/**
 * Returns the object that holds a client's open books on the socket manager `sockets`. If `sockets` is undefined, this
 * object opens connections itself.
 */
export function registryOf(client: DepthClient, sockets: DepthSource | undefined, weightBudget = 3000): BookRegistry {
  const { context } = client;
  const ofClient = registries.get(context) ?? new WeakMap<object, BookRegistry>();
  registries.set(context, ofClient);
  const key = sockets ?? context;
  let registry = ofClient.get(key);
  if (!registry) {
    registry = new BookRegistry(client, sockets, weightBudget);
    ofClient.set(key, registry);
  }
  return registry;
}

/**
 * The open order books of one client. If several `DepthCacheManager` objects of the client request the same stream with
 * the same options, they share one book.
 */
export class BookRegistry {
  readonly #queue: SnapshotQueue;
  readonly #client: DepthClient;
  readonly #source: DepthSource;
  /** The socket manager that this registry created, if any. It is closed together with the last book. */
  readonly #own: BinanceSocketManager | undefined;
  readonly #entries = new Map<string, Entry>();
  /** Removes the listener for failed attempts to connect; undefined while no book is open. */
  #stopListening: (() => void) | undefined;

  constructor(client: DepthClient, sockets: DepthSource | undefined, budget: number) {
    this.#client = client;
    this.#own = sockets ? undefined : new BinanceSocketManager(client);
    this.#source = sockets ?? (this.#own as BinanceSocketManager);
    this.#queue = queueOf(client, budget);
  }

  /** Adds a listener for the event `name` of the connections. Returns a function that removes the listener. */
  on<K extends keyof StreamEvents>(name: K, listener: Listener<StreamEvents[K]>): () => void {
    return this.#source.on?.(name, listener) ?? (() => undefined);
  }

  /** Checks on every connection whether the machine slept. */
  checkSleep(): void {
    this.#source.checkSleep?.();
  }

  /** From now on, requests the snapshots of this book before those of all other books. */
  prioritize(sync: BookSync): void {
    sync.priority = ++this.#queue.priority;
    this.#queue.reorder();
  }

  /** Opens a book, or shares it if it is open already. Calls `listener` at each change of the book. */
  acquire(options: BookOptions, listener: BookListener): BookHandle {
    const { symbol, limit, levels, speed, knownLevels } = options;
    const topic = levels === undefined ? depth(symbol, { speed }) : partialDepth(symbol, levels, { speed });
    const key = `${topic} ${limit} ${knownLevels}`;
    let entry = this.#entries.get(key);
    if (!entry || entry.sync.state === 'closed') {
      entry = this.#open(topic, options);
      this.#entries.set(key, entry);
    }
    const { sync } = entry;
    this.#stopListening ??= this.#source.onStatus?.((change) => this.#connectionChanged(change));
    entry.users++;
    sync.listeners.add(listener);
    const release = once(() => {
      sync.listeners.delete(listener);
      return this.#release(key, entry);
    });
    return { sync, hasSlept: () => this.#source.hasSlept?.(topic) ?? false, release };
  }

  #open(topic: Topic<unknown>, { symbol, limit, levels, knownLevels }: BookOptions): Entry {
    const client = this.#client;
    const queue = this.#queue;
    const sync = levels
      ? new PartialSync(symbol, topic, levels, client, queue)
      : new DiffSync(symbol, topic, { limit, knownLevels }, client, queue);
    const abort = new AbortController();
    const stop = this.#source.consume(topic, sync, { signal: abort.signal }).then(
      (stop) => {
        sync.confirmed();
        return stop;
      },
      (error: unknown) => {
        sync.close(error);
        return undefined;
      },
    );
    return { sync, stop, abort, users: 0 };
  }

  async #release(key: string, entry: Entry): Promise<void> {
    if (--entry.users > 0) return;
    entry.sync.close();
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
    entry.abort.abort();
    const stop = await entry.stop;
    await stop?.();
    if (this.#entries.size > 0) return;
    this.#stopListening?.();
    this.#stopListening = undefined;
    await this.#own?.close();
  }

  #connectionChanged({ connection, attempt, error, reason }: ConnectionChange): void {
    if (attempt < 2 || connection === 'user') return;
    const cause = error ?? new BinanceStreamError(`not connected: ${reason}`);
    for (const { sync } of this.#entries.values()) sync.connectFailed(attempt - 1, cause);
  }
}

function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= run();
    return done;
  };
}
