import type { KlineInterval } from '@pkg/core';
import { BinanceStreamError } from '@pkg/core/internal/platform';
import { sharedSignal } from '#shared-signal';
import { checkListener, checkSignal } from './arguments.js';
import { codeNotLoaded } from './code-not-loaded.js';
import { logChanges } from './connection/log-changes.js';
import { ReconnectingSocket } from './connection/reconnecting-socket.js';
import { handled } from './events/call-listener.js';
import type { Stop } from './events/consumer.js';
import { lazyIterator } from './events/lazy-iterator.js';
import type { AggTradeEvent, DepthEvent, KlineEvent, MiniTickerEvent, TradeEvent } from './events/market.js';
import type { UserDataEvent } from './events/user.js';
import { loadUpkeep } from './market/load-upkeep.js';
import {
  type ContextOwner,
  MarketStreams,
  type StreamsOptions,
  type SubscribeOptions,
} from './market/market-streams.js';
import type { StreamOptions, StreamsSource } from './market/read-streams.js';
import { managerClosed } from './stream-errors.js';
import { depthStream, klineStream } from './stream-names.js';
import { aggTrade, allMiniTickers, type EventOf, type Topic, trade } from './topics.js';
import type { UserAccounts, UserDataOptions } from './user/user-accounts.js';
import type { UserData } from './user/user-data.js';

const USER = 'user';

/** A socket that a `start…Socket` method has started. */
type StartedSocket = {
  readonly topic: string;
  /** Ends the socket when it is aborted. */
  readonly own: AbortController;
  /** Removes the socket from the manager's list, and the manager's abort listener from the caller's signal. */
  readonly forget: () => void;
  readonly started: Promise<Stop>;
};

/**
 * Streams of one exchange: market data by topic, and the events of accounts.
 *
 * Connects with the first subscription. Connections reconnect after losses. The exchange closes each connection after
 * 24 hours, so connections are renewed earlier. A stream is subscribed once, even if it has several consumers.
 */
export class BinanceSocketManager extends MarketStreams {
  readonly #owner: ContextOwner | StreamsOptions;
  /** The sockets that `start…Socket` methods have started and that have not been stopped. */
  readonly #started: Set<StartedSocket> = new Set();
  #accounts: UserAccounts | undefined;
  /** Aborted by {@link close}, which creates a new one for later use of the manager. */
  #lifetime: AbortController = new AbortController();

  constructor(clientOrOptions: ContextOwner | StreamsOptions = {}) {
    super(clientOrOptions);
    this.#owner = clientOrOptions;
    const { logger }: StreamsOptions = 'context' in clientOrOptions ? clientOrOptions.context : clientOrOptions;
    this.on('status', logChanges(logger));
  }

  /**
   * Returns the events of one or more streams for `for await`. The first read subscribes. When the loop ends or the
   * signal is aborted, the streams are unsubscribed.
   *
   * While the reader is busy, depth and ticker streams keep only their newest state. At most `limit` events are queued.
   * When the queue is full, the oldest events are dropped, and a `lagged` notice reports how many.
   *
   * @throws {BinanceConfigError} from the loop, when `topics` is empty or an option is illegal.
   * @throws {BinanceStreamError} from the loop, when the exchange refuses a stream or the connection for good, or a
   * module cannot be loaded.
   */
  stream<const T extends string | readonly string[]>(
    topics: T,
    options?: StreamOptions,
  ): AsyncIterableIterator<EventOf<T>> {
    const source: StreamsSource = {
      consume: (...args) => this.consume(...args),
      report: this.report,
      closed: this.#lifetime.signal,
    };
    return lazyIterator(async () => {
      const { readStreams } = await import('./market/read-streams.js').catch(codeNotLoaded);
      return readStreams<EventOf<T>>(topics, options, source);
    });
  }

  /**
   * Resolves when the connections of all subscriptions are open. The connection for user data opens only after its code
   * was loaded, so wait for the promise of {@link startUserSocket} too.
   *
   * @throws {BinanceStreamError} when the first connection attempt fails, or code cannot be loaded. The connection keeps
   * trying.
   */
  start(): Promise<void> {
    return handled(this.#connect());
  }

  async #connect(): Promise<void> {
    // The attempts are counted from this call on, even if loading the code takes longer than an attempt.
    const connections = this.board.connections.map((connection) => [connection, connection.attempt] as const);
    const { waitUntilOpen } = await loadUpkeep();
    const failed = await waitUntilOpen(connections, this.board, (listener) => this.onStatus(listener));
    if (failed) throw failed.error ?? new BinanceStreamError(`not connected: ${failed.reason}`);
  }

  /** Subscribes to the changes of a symbol's order book. */
  startDepthSocket(
    symbol: string,
    onMessage: (event: DepthEvent) => unknown,
    options?: SubscribeOptions,
  ): Promise<Stop> {
    return this.#start(depthStream(symbol) as Topic<DepthEvent>, onMessage, options);
  }

  /** Stops the sockets that {@link startDepthSocket} started for the symbol. */
  stopDepthSocket(symbol: string): Promise<void> {
    return this.#stop(depthStream(symbol));
  }

  /** Subscribes to the klines of a symbol. */
  startKlineSocket(
    symbol: string,
    onMessage: (event: KlineEvent) => unknown,
    interval: KlineInterval = '1m',
    options?: SubscribeOptions,
  ): Promise<Stop> {
    return this.#start(klineStream(symbol, interval) as Topic<KlineEvent>, onMessage, options);
  }

  /** Stops the sockets that {@link startKlineSocket} started for the symbol and the interval. */
  stopKlineSocket(symbol: string, interval: KlineInterval = '1m'): Promise<void> {
    return this.#stop(klineStream(symbol, interval));
  }

  /** Subscribes to every trade of a symbol. */
  startTradeSocket(
    symbol: string,
    onMessage: (event: TradeEvent) => unknown,
    options?: SubscribeOptions,
  ): Promise<Stop> {
    return this.#start(trade(symbol), onMessage, options);
  }

  /** Stops the sockets that {@link startTradeSocket} started for the symbol. */
  stopTradeSocket(symbol: string): Promise<void> {
    return this.#stop(trade(symbol));
  }

  /** Subscribes to the aggregated trades of a symbol. */
  startAggTradeSocket(
    symbol: string,
    onMessage: (event: AggTradeEvent) => unknown,
    options?: SubscribeOptions,
  ): Promise<Stop> {
    return this.#start(aggTrade(symbol), onMessage, options);
  }

  /** Stops the sockets that {@link startAggTradeSocket} started for the symbol. */
  stopAggTradeSocket(symbol: string): Promise<void> {
    return this.#stop(aggTrade(symbol));
  }

  /**
   * Subscribes to prices and volumes of the last 24 hours. A message is sent each second, and contains every symbol
   * that changed.
   */
  startTickerSocket(onMessage: (event: MiniTickerEvent[]) => unknown, options?: SubscribeOptions): Promise<Stop> {
    return this.#start(allMiniTickers(), onMessage, options);
  }

  /** Stops the sockets that {@link startTickerSocket} started. */
  stopTickerSocket(): Promise<void> {
    return this.#stop(allMiniTickers());
  }

  /** Subscribes to the events of the account of the manager's client. */
  startUserSocket(onMessage: (event: UserDataEvent) => unknown, options?: SubscribeOptions): Promise<Stop> {
    checkListener(onMessage);
    return this.#keep(USER, options, async (own) => (await this.userData()).subscribe(onMessage, own));
  }

  /**
   * Stops all sockets that {@link startUserSocket} started, and ends the account's subscription. If another user socket
   * is started meanwhile, the subscription is kept.
   */
  async stopUserSocket(): Promise<void> {
    await this.#stop(USER);
    if (this.#startedFor(USER).length === 0) await this.#accounts?.end();
  }

  /**
   * Returns the events, balances and open orders of an account. All accounts share one connection. The code of user
   * data is loaded by the first call, so a page that only reads market data does not load it.
   *
   * After a loss of the connection, missed changes are read and delivered with the mark `recovered`: new orders,
   * amendments, fills and ends of orders, events of order lists, and changed balances as one `outboundAccountPosition`.
   * For orders and order lists, this covers every symbol that is in `symbols` or was in an earlier order or event.
   * Events of deposits, and of rejected orders that no query returns, are lost. A missed deposit still shows in the
   * changed balances. The documentation of `UserData` lists everything that is lost.
   *
   * A later call adds its `symbols` to the account's earlier symbols.
   *
   * @throws {BinanceConfigError} when there is no client with a key, or the client is for another exchange than the
   * manager, or has another `timeUnit` than the first account.
   * @throws {BinanceStreamError} when the environment has no WebSocket API, the code cannot be loaded, or the manager is
   * closed meanwhile.
   */
  userData(options?: UserDataOptions): Promise<UserData> {
    return handled(this.#openAccount(options));
  }

  override async close(): Promise<void> {
    for (const { forget } of this.#started) forget();
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
    const accounts = this.#accounts;
    this.#accounts = undefined;
    await Promise.all([super.close(), accounts?.close()]);
  }

  async #openAccount(options: UserDataOptions | undefined): Promise<UserData> {
    const { signal } = this.#lifetime;
    const { UserAccounts } = await import('./user/user-accounts.js').catch(codeNotLoaded);
    if (signal.aborted) throw managerClosed();
    this.#accounts ??= new UserAccounts({
      owner: this.#owner,
      board: this.board,
      emit: this.events.emit,
      report: this.report,
      Socket: ReconnectingSocket,
    });
    return this.#accounts.open(options);
  }

  #start<E>(topic: Topic<E>, onMessage: (event: E) => unknown, options?: SubscribeOptions): Promise<Stop> {
    return this.#keep(topic, options, (own) => this.subscribe(topic, onMessage, own));
  }

  /**
   * Starts a socket, and remembers it until one of these stops it: the returned function, the caller's signal, or a
   * `stop…Socket` method.
   */
  #keep(
    topic: string,
    options: SubscribeOptions | undefined,
    start: (options: SubscribeOptions) => Promise<Stop>,
  ): Promise<Stop> {
    const signal = options?.signal;
    const own = new AbortController();
    let shared: ReturnType<typeof sharedSignal>;
    const forget = (): void => {
      shared?.removeEventListener('abort', abort);
      this.#started.delete(entry);
    };
    const abort = (): void => {
      forget();
      own.abort(signal?.reason);
    };
    const run = async (): Promise<Stop> => {
      checkSignal(signal);
      signal?.throwIfAborted();
      shared = sharedSignal(signal);
      shared?.addEventListener('abort', abort);
      const stop = await start({ ...options, signal: own.signal });
      return () => {
        forget();
        return stop();
      };
    };
    const entry = { topic, own, forget, started: run() };
    this.#started.add(entry);
    // This handler also prevents an unhandled rejection. `onStatus` and `onError` report a failure even if the caller
    // ignores the promise.
    entry.started.catch(forget);
    return entry.started;
  }

  #startedFor(topic: string): StartedSocket[] {
    return [...this.#started].filter((each) => each.topic === topic);
  }

  /** Stops every socket of the topic. */
  async #stop(topic: string): Promise<void> {
    await Promise.all(
      this.#startedFor(topic).map(async ({ own, started }) => {
        own.abort(new BinanceStreamError('the socket was stopped'));
        return (await started.catch(() => undefined))?.();
      }),
    );
  }
}
