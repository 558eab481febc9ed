import { BinanceSocketManager } from '../binance-socket-manager.js';
import type { Consumer, Stop } from '../consumer.js';
import type { Topic } from '../topic.js';
import { type DepthOptions, depth, partialDepth } from '../topics.js';
import { DepthFeed } from './depth-feed.js';
import { type DepthClient, SnapshotQueue } from './snapshot-queue.js';

/** What the books need of a socket manager. */
export type DepthSource = {
  consume<E>(topic: Topic<E>, consumer: Consumer<E>): Promise<Stop>;
};

/** Which stream a book is kept from. */
export type FeedOptions = {
  readonly symbol: string;
  readonly limit: number;
  readonly levels: 5 | 10 | 20 | undefined;
  readonly speed: DepthOptions['speed'];
};

type Shared = { readonly feed: DepthFeed; readonly stop: Promise<Stop | undefined>; users: number };

/** Hubs by the connections or the client they belong to. */
const hubs = new WeakMap<object, DepthHub>();

/** The hub of a client's own connections, or of those given. */
export function hubOf(client: DepthClient, sockets: DepthSource | undefined, weightBudget = 3000): DepthHub {
  const key = sockets ?? client.context;
  let hub = hubs.get(key);
  if (!hub) {
    hub = new DepthHub(client, sockets ?? new BinanceSocketManager(client), weightBudget);
    hubs.set(key, hub);
  }
  return hub;
}

/** The books of one client: a symbol's book is kept once, however many managers show it. */
export class DepthHub {
  readonly queue: SnapshotQueue;
  readonly #client: DepthClient;
  readonly #source: DepthSource;
  readonly #shared = new Map<string, Shared>();
  #reads = 0;

  constructor(client: DepthClient, source: DepthSource, budget: number) {
    this.#client = client;
    this.#source = source;
    this.queue = new SnapshotQueue(client, budget);
  }

  /** Counts reads, so that who read last is known. */
  readonly tick = (): number => ++this.#reads;

  /** The feed of a stream, opened where nobody has it yet, and the function that gives it up again. */
  take(
    options: FeedOptions,
    listener: () => void,
  ): { readonly feed: DepthFeed; readonly release: () => Promise<void> } {
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
    return { feed, release };
  }

  #open(topic: Topic<unknown>, { symbol, limit, levels }: FeedOptions): Shared {
    const feed = new DepthFeed(symbol, { limit, isPartial: levels !== undefined }, this.#client, this.queue);
    const consumer: Consumer<unknown> = {
      frame: (frame) => feed.frame(frame),
      notice: (notice) => feed.notice(notice),
      status: (status) => feed.connection(status),
    };
    const stop = this.#source.consume(topic, consumer).then(
      (stop) => {
        feed.connection('open');
        return stop;
      },
      (error: unknown) => {
        feed.close(error);
        return undefined;
      },
    );
    return { feed, stop, users: 0 };
  }

  async #release(key: string, shared: Shared): Promise<void> {
    if (--shared.users > 0) return;
    shared.feed.close();
    if (this.#shared.get(key) === shared) this.#shared.delete(key);
    const stop = await shared.stop;
    await stop?.();
  }
}

function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= run();
    return done;
  };
}
