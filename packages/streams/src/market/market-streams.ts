import type { ClientContext, Clock, Environment, Logger, Random } from '@pkg/core';
import { BinanceStreamError, liveStreams, systemClock, systemJitter } from '@pkg/core/internal/platform';
import { check, checkFunction, checkSignal } from '../arguments.js';
import type { RenewalOptions } from '../connection/reconnecting-socket.js';
import { StatusBoard, type StatusListener } from '../connection/status-board.js';
import { pageWake, type WakeSource } from '../connection/wake-source.js';
import type { Consumer, Stop, StreamNotice, StreamStatus } from '../events/consumer.js';
import type { Topic } from '../topic.js';
import { MarketConnection, type MarketEnvironment, STREAMS_PER_CONNECTION } from './market-connection.js';
import { checkStreamName } from './stream-url.js';
import { Subscription } from './subscription.js';

/** Options of {@link MarketStreams} and of what is built on it. */
export type StreamsOptions = {
  /** Where to connect. @default environments.live */
  readonly environment?: Environment | undefined;
  /** Unit of every time in events. @default 'millisecond' */
  readonly timeUnit?: 'millisecond' | 'microsecond' | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly logger?: Logger | undefined;
  /** Given what a listener threw or rejected with, and frames that could not be read. @default logger.warn */
  readonly onError?: ((error: unknown, stream: string) => void) | undefined;
  /** Connections are renewed before the exchange's 24 hours are over. */
  readonly renewal?: RenewalOptions | undefined;
  /** Tells when the host woke. @default the page's own events, where there is a page */
  readonly wake?: WakeSource | undefined;
};

/** Anything that lends its {@link ClientContext}: a client of `@pkg/core`. */
export type ContextOwner = { readonly context: ClientContext };

/** Options of one subscription. */
export type ConsumeOptions = {
  /** Ends the subscription, also while it is being made. */
  readonly signal?: AbortSignal | undefined;
};

/** Options of one subscription by a listener. */
export type SubscribeOptions = ConsumeOptions & {
  /** Told of gaps, before the data that follows them. */
  readonly notice?: ((notice: StreamNotice) => void) | undefined;
};

/**
 * Market streams: any number of them, shared among their consumers, over as few connections as they need.
 *
 * Events are as `JSON.parse` reads them: a whole number beyond 2^53, a hundred thousand times the ids of today, would be
 * rounded. REST and user data give such a number as text.
 */
export class MarketStreams {
  readonly #options: StreamsOptions;
  readonly #clock: Clock;
  readonly #environment: MarketEnvironment;
  readonly #routes: Map<string, { readonly route: Subscription; readonly shard: MarketConnection }> = new Map();
  readonly #shards: Set<MarketConnection> = new Set();
  readonly #report = (error: unknown, stream = ''): void => this.report(error, stream);
  #stopWake: (() => void) | undefined;
  #shardCount = 0;
  #closed = false;
  /** All connections, those of user data included. */
  protected readonly board: StatusBoard;

  constructor(clientOrOptions: ContextOwner | StreamsOptions = {}) {
    check(Object(clientOrOptions) === clientOrOptions, clientOrOptions, 'a client or options');
    const options = 'context' in clientOrOptions ? clientOrOptions.context : clientOrOptions;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#environment = options.environment ?? { streams: liveStreams };
    this.board = new StatusBoard(this.#clock, this.#report);
  }

  /** Of all connections together: that of the worst. */
  get status(): StreamStatus {
    return this.board.status ?? (this.#closed ? 'closed' : 'idle');
  }

  /** Calls `listener` at each change of a connection; gives what ends it. */
  onStatus(listener: StatusListener): () => void {
    checkFunction(listener);
    return this.board.on(listener);
  }

  /**
   * Attaches a consumer to a stream; the first one subscribes. Resolves once the exchange has confirmed the stream,
   * with what ends it again. Where there is no connection it waits for one: a `signal` ends that. The exchange confirms
   * the stream of a symbol that it does not list, too, and stays silent on it.
   *
   * @throws {BinanceStreamError} when the exchange refuses the stream, or the manager is closed meanwhile.
   */
  async consume<E>(topic: Topic<E>, consumer: Consumer<E>, options: ConsumeOptions = {}): Promise<Stop> {
    checkStreamName(topic);
    check(Object(consumer) === consumer, consumer, 'a consumer');
    const signal = options?.signal;
    checkSignal(signal);
    signal?.throwIfAborted();
    const { route, shard } = this.#attach(topic, consumer);
    let stopping: Promise<void> | undefined;
    let abort: () => void;
    const stop = (): Promise<void> => {
      signal?.removeEventListener('abort', abort);
      stopping ??= this.#detach(route, shard, consumer);
      return stopping;
    };
    const confirmed = new Promise<void>((resolve, reject) => {
      abort = () => {
        void stop();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort);
      route.whenConfirmed({ resolve, reject });
    });
    try {
      await confirmed;
    } catch (error) {
      void stop();
      throw error;
    }
    return stop;
  }

  /**
   * Calls `listener` with each event of a stream. All listeners of a stream get the same object: do not change it.
   * Resolves as {@link consume} does.
   *
   * @throws {BinanceStreamError} when the exchange refuses the stream, or the manager is closed meanwhile.
   */
  async subscribe<E>(topic: Topic<E>, listener: (event: E) => unknown, options: SubscribeOptions = {}): Promise<Stop> {
    checkFunction(listener);
    return this.consume(topic, { event: listener, notice: options?.notice }, options);
  }

  /**
   * Whether the connection of a stream has been silent for 30 s, so that the machine must have slept. Only reads the
   * clock; {@link checkSleep} acts on it.
   */
  hasSlept(topic: Topic<unknown>): boolean {
    return this.#routes.get(topic)?.shard.link.hasSlept ?? false;
  }

  /**
   * Checks every connection now, instead of at its next timer or frame. After a sleep of the machine it calls
   * {@link Consumer.doubt} and asks the exchange for a sign of life.
   */
  checkSleep(): void {
    for (const { link } of this.#shards) link.checkSleep();
  }

  /** Ends every stream and connection. A later subscription connects anew. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopWake?.();
    this.#stopWake = undefined;
    const error = new BinanceStreamError('the manager was closed');
    const routes = [...this.#routes.values()];
    this.#routes.clear();
    for (const shard of [...this.#shards]) this.#drop(shard, 'closed');
    for (const { route } of routes) route.follow('closed', error);
  }

  /** Says what went wrong in somebody's listener, or with a frame. */
  protected report(error: unknown, stream: string): void {
    const { onError, logger } = this.#options;
    try {
      if (onError) onError(error, stream);
      else if (logger?.warn) logger.warn(`${stream}: ${error}`, { stream });
      else console.warn(`${stream}:`, error);
    } catch {
      // The hook itself failed: there is nobody left to tell.
    }
  }

  #attach<E>(topic: Topic<E>, consumer: Consumer<E>): { route: Subscription; shard: MarketConnection } {
    this.#closed = false;
    this.#stopWake ??= (this.#options.wake ?? pageWake)(() => this.#wake());
    let entry = this.#routes.get(topic);
    if (!entry) {
      const route = new Subscription(topic, this.#report);
      const shard = [...this.#shards].find((shard) => shard.size < STREAMS_PER_CONNECTION) ?? this.#addShard();
      entry = { route, shard };
      this.#routes.set(topic, entry);
      shard.add(route);
    }
    entry.route.audience.add(consumer);
    if (entry.shard.link.state === 'failed') entry.shard.link.start();
    return entry;
  }

  async #detach(route: Subscription, shard: MarketConnection, consumer: Consumer<never>): Promise<void> {
    route.audience.remove(consumer);
    if (!route.audience.isEmpty || this.#routes.get(route.stream)?.route !== route) return;
    this.#routes.delete(route.stream);
    await shard.remove(route);
    if (shard.size > 0 || !this.#shards.has(shard)) return;
    this.#drop(shard, 'no stream left');
  }

  #addShard(): MarketConnection {
    const { renewal, random = systemJitter, timeUnit } = this.#options;
    const shard = new MarketConnection({
      clock: this.#clock,
      random,
      environment: this.#environment,
      renewal,
      microseconds: timeUnit === 'microsecond',
      changed: (link) => this.board.changed(link),
      report: this.#report,
      woke: () => this.#wake(),
    });
    this.#shardCount += 1;
    this.#shards.add(shard);
    this.board.add(shard.link, `market-${this.#shardCount}`);
    return shard;
  }

  #drop(shard: MarketConnection, reason: string): void {
    shard.close(reason);
    this.#shards.delete(shard);
    this.board.remove(shard.link);
  }

  #wake(): void {
    for (const shard of this.#shards) shard.link.wake();
  }
}
