import { BinanceStreamError } from '@pkg/core/errors';
import { BinanceSocketManager } from '../binance-socket-manager.js';
import type { StatusChange } from '../connection/status-board.js';
import type { Consumer, Stop } from '../events/consumer.js';
import { type DepthOptions, depth, partialDepth, type Topic } from '../topics.js';
import type { DepthFeed } from './depth-feed.js';
import { DiffFeed } from './diff-feed.js';
import { PartialFeed } from './partial-feed.js';
import { type DepthClient, queueOf, type SnapshotQueue } from './snapshot-queue.js';

/** What the books need of a socket manager. */
export type DepthSource = {
  consume<E>(topic: Topic<E>, consumer: Consumer<E>, options: { readonly signal: AbortSignal }): Promise<Stop>;
  /** Whether the connection of a stream has been silent for so long that the machine must have slept. Only reads. */
  hasSlept?(topic: Topic<unknown>): boolean;
  /** Checks for such a sleep now, and calls {@link Consumer.stale} after one. */
  checkSleep?(): void;
  /** Where it is there, a connection that cannot be made is told to who waits for a book. */
  onStatus?(listener: (change: Pick<StatusChange, 'attempt' | 'error' | 'reason'>) => void): () => void;
};

/** Which stream a book is kept from. */
export type FeedOptions = {
  readonly symbol: string;
  readonly limit: number;
  readonly levels: 5 | 10 | 20 | undefined;
  readonly speed: DepthOptions['speed'];
};

/** One manager's use of a feed. */
export type FeedUse = {
  readonly feed: DepthFeed;
  /** Whether the connection of its stream has been silent for so long that the machine must have slept. */
  readonly hasSlept: () => boolean;
  /** Gives the feed up. */
  readonly release: () => Promise<void>;
};

type Shared = {
  readonly feed: DepthFeed;
  readonly stop: Promise<Stop | undefined>;
  /** Ends the subscription also while it waits for a connection. */
  readonly abort: AbortController;
  users: number;
};

/** Hubs by the client that snapshots are asked of, and by the connections. */
const hubs = new WeakMap<object, WeakMap<object, DepthHub>>();

/** The hub of a client's own connections, or of those given. */
export function hubOf(client: DepthClient, sockets: DepthSource | undefined, weightBudget = 3000): DepthHub {
  const { context } = client;
  const ofClient = hubs.get(context) ?? new WeakMap<object, DepthHub>();
  hubs.set(context, ofClient);
  const key = sockets ?? context;
  let hub = ofClient.get(key);
  if (!hub) {
    hub = new DepthHub(client, sockets, weightBudget);
    ofClient.set(key, hub);
  }
  return hub;
}

/** The books of one client: a symbol's book is kept once, however many managers show it. */
export class DepthHub {
  readonly #queue: SnapshotQueue;
  readonly #client: DepthClient;
  readonly #source: DepthSource;
  /** The connections made here, to be closed with the last book. */
  readonly #own: BinanceSocketManager | undefined;
  readonly #shared = new Map<string, Shared>();
  /** The highest priority given so far. */
  #priority = 0;

  constructor(client: DepthClient, sockets: DepthSource | undefined, budget: number) {
    this.#client = client;
    this.#own = sockets ? undefined : new BinanceSocketManager(client);
    this.#source = sockets ?? (this.#own as BinanceSocketManager);
    this.#queue = queueOf(client, budget);
    this.#source.onStatus?.(({ attempt, error, reason }) => {
      if (attempt < 2) return;
      const cause = error ?? new BinanceStreamError(`no connection: ${reason}`);
      for (const { feed } of this.#shared.values()) feed.unconnected(attempt - 1, cause);
    });
  }

  /** Checks whether the machine slept, on every connection. */
  checkSleep(): void {
    this.#source.checkSleep?.();
  }

  /** Puts a book's snapshots ahead of all others. */
  prioritize(feed: DepthFeed): void {
    feed.priority = ++this.#priority;
  }

  /** The feed of a stream, opened where nobody has it yet, with the function that gives it up again. */
  take(options: FeedOptions, listener: () => void): FeedUse {
    const { symbol, limit, levels, speed } = options;
    const topic = levels === undefined ? depth(symbol, { speed }) : partialDepth(symbol, levels, { speed });
    const key = `${topic} ${limit}`;
    let shared = this.#shared.get(key);
    if (!shared || shared.feed.status === 'closed') {
      shared = this.#open(topic, options);
      this.#shared.set(key, shared);
    }
    const { feed } = shared;
    shared.users++;
    feed.listeners.add(listener);
    const release = once(() => {
      feed.listeners.delete(listener);
      return this.#release(key, shared);
    });
    return { feed, hasSlept: () => this.#source.hasSlept?.(topic) ?? false, release };
  }

  #open(topic: Topic<unknown>, { symbol, limit, levels }: FeedOptions): Shared {
    const client = this.#client;
    const feed = levels ? new PartialFeed(symbol, client) : new DiffFeed(symbol, limit, client, this.#queue);
    // Until then the promise below tells what goes wrong for good, and tells it better.
    let isConfirmed = false;
    const consumer: Consumer<unknown> = {
      frame: (frame) => feed.frame(frame),
      notice: (notice) => feed.notice(notice),
      stale: (isStale) => feed.doubt(isStale),
      status: (status) => {
        if (isConfirmed && (status === 'failed' || status === 'closed')) feed.close(ended(topic, status));
        else feed.connection(status);
      },
    };
    const abort = new AbortController();
    const stop = this.#source.consume(topic, consumer, { signal: abort.signal }).then(
      (stop) => {
        isConfirmed = true;
        feed.confirmed();
        return stop;
      },
      (error: unknown) => {
        feed.close(error);
        return undefined;
      },
    );
    return { feed, stop, abort, users: 0 };
  }

  async #release(key: string, shared: Shared): Promise<void> {
    if (--shared.users > 0) return;
    shared.feed.close();
    if (this.#shared.get(key) === shared) this.#shared.delete(key);
    shared.abort.abort();
    const stop = await shared.stop;
    await stop?.();
    if (this.#shared.size === 0) await this.#own?.close();
  }
}

function ended(topic: string, status: 'failed' | 'closed'): BinanceStreamError {
  return new BinanceStreamError(
    status === 'failed' ? `${topic}: refused for good` : `${topic}: its manager was closed`,
  );
}

function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= run();
    return done;
  };
}
