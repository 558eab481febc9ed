import type { KlineInterval } from '@pkg/core';
import { BinanceStreamError } from '@pkg/core/internal/platform';
import { loadAccounts, loadOpened, loadReading } from '#parts';
import { check, checkFunction, checkSignal } from './arguments.js';
import { ReconnectingSocket } from './connection/reconnecting-socket.js';
import { pageWake } from './connection/wake-source.js';
import type { Stop } from './events/consumer.js';
import type { AggTradeEvent, DepthEvent, KlineEvent, MiniTickerEvent, TradeEvent } from './events/market.js';
import type { UserDataEvent } from './events/user.js';
import { atFirstRead } from './market/at-first-read.js';
import {
  type ContextOwner,
  MarketStreams,
  type StreamsOptions,
  type SubscribeOptions,
} from './market/market-streams.js';
import type { StreamOptions, StreamsSource } from './market/read-streams.js';
import type { Topic } from './topic.js';
import { aggTrade, allMiniTickers, depth, kline, trade } from './topics.js';
import type { UserAccounts, UserDataOptions } from './user/user-accounts.js';
import type { UserData } from './user/user-data.js';

const USER = 'user';
const checks = { check, checkFunction, checkSignal };

/**
 * Streams of one exchange: market data by topic, and an account's own events.
 *
 * Connects when something is asked for, keeps its connections through losses and the exchange's 24 hours, and
 * subscribes each stream once however many listen.
 */
export class BinanceSocketManager extends MarketStreams {
  readonly #owner: ContextOwner | StreamsOptions;
  readonly #started: Map<string, Map<Promise<Stop>, AbortController>> = new Map();
  #accounts: UserAccounts | undefined;
  /** What feeds each reading of {@link stream}. */
  readonly #source: StreamsSource = {
    consume: (topic, consumer, options) => this.consume(topic, consumer, options),
    unheard: (notice) => {
      if (notice.type !== 'lagged') return;
      this.report(new BinanceStreamError(`${notice.count} events dropped for a slow reader`), notice.stream);
    },
    readers: new Set(),
    checks,
  };
  /** How often it was closed so far: what is loaded across a close comes too late. */
  #closings = 0;

  constructor(clientOrOptions: ContextOwner | StreamsOptions = {}) {
    super(clientOrOptions);
    this.#owner = clientOrOptions;
  }

  /**
   * Events of one or more streams for `for await`. Subscribes at the first read, ends with the loop or the signal.
   *
   * While the reader is busy, depth and ticker streams keep only the newest state; of other streams at most `limit`
   * events wait, and what falls out is told as one `lagged` notice with the count.
   *
   * @throws {BinanceStreamError} from the loop, where no stream is named or `limit` is none, and when the exchange refuses
   * a stream.
   */
  stream<E>(topics: Topic<E> | readonly Topic<E>[], options: StreamOptions = {}): AsyncIterableIterator<E> {
    const closings = this.#closings;
    return atFirstRead(async () => {
      const { readStreams } = await this.#load(loadReading());
      const reading = readStreams(topics, options, this.#source);
      if (closings !== this.#closings) reading.end();
      return reading.events;
    });
  }

  /**
   * Resolves when everything attached is connected.
   *
   * @throws {BinanceStreamError} when the first attempt of a connection fails; it goes on trying.
   */
  async start(): Promise<void> {
    const { waitUntilOpen } = await this.#loadUnlessClosed(loadOpened());
    await waitUntilOpen(this.board, (reason) => new BinanceStreamError(reason));
  }

  /** Changes of the order book. */
  startDepthSocket(
    symbol: string,
    onMessage: (event: DepthEvent) => unknown,
    options?: SubscribeOptions,
  ): Promise<Stop> {
    return this.#start(depth(symbol), onMessage, options);
  }

  stopDepthSocket(symbol: string): Promise<void> {
    return this.#stop(depth(symbol));
  }

  /** Candles. */
  startKlineSocket(
    symbol: string,
    onMessage: (event: KlineEvent) => unknown,
    interval: KlineInterval = '1m',
    options?: SubscribeOptions,
  ): Promise<Stop> {
    return this.#start(kline(symbol, interval), onMessage, options);
  }

  stopKlineSocket(symbol: string, interval: KlineInterval = '1m'): Promise<void> {
    return this.#stop(kline(symbol, interval));
  }

  /** Every trade. */
  startTradeSocket(
    symbol: string,
    onMessage: (event: TradeEvent) => unknown,
    options?: SubscribeOptions,
  ): Promise<Stop> {
    return this.#start(trade(symbol), onMessage, options);
  }

  stopTradeSocket(symbol: string): Promise<void> {
    return this.#stop(trade(symbol));
  }

  /** Trades of one taker order at one price, together. */
  startAggTradeSocket(
    symbol: string,
    onMessage: (event: AggTradeEvent) => unknown,
    options?: SubscribeOptions,
  ): Promise<Stop> {
    return this.#start(aggTrade(symbol), onMessage, options);
  }

  stopAggTradeSocket(symbol: string): Promise<void> {
    return this.#stop(aggTrade(symbol));
  }

  /** The last 24 hours of every symbol that changed, each second. */
  startTickerSocket(onMessage: (event: MiniTickerEvent[]) => unknown, options?: SubscribeOptions): Promise<Stop> {
    return this.#start(allMiniTickers(), onMessage, options);
  }

  stopTickerSocket(): Promise<void> {
    return this.#stop(allMiniTickers());
  }

  /** An account's own events. */
  startUserSocket(onMessage: (event: UserDataEvent) => unknown, options?: SubscribeOptions): Promise<Stop> {
    checkFunction(onMessage);
    return this.#keep(USER, options, async (own) => (await this.userData()).subscribe(onMessage, own));
  }

  /** Ends every user socket started; the account's subscription ends with them. */
  async stopUserSocket(): Promise<void> {
    await this.#stop(USER);
    await this.#accounts?.end();
  }

  /**
   * An account's events, balances and orders. Several accounts share one connection. What they need is loaded by the
   * first call, so that a page with market data alone does not carry it.
   *
   * After a loss these are told, marked `recovered`: fills of every symbol seen in an order or event or named in
   * `symbols`, orders that opened and are open still or were filled, how orders that were open have ended, and balances
   * that changed. Not told: an order both placed and cancelled within the loss, `listStatus`, states in between, single
   * deposits, and fills of symbols never seen; name these in `symbols`.
   *
   * @throws {BinanceConfigError} when there is no client with a key.
   * @throws {BinanceStreamError} when the code cannot be loaded, or the manager is closed meanwhile.
   */
  async userData(options: UserDataOptions = {}): Promise<UserData> {
    return (await this.#loadAccounts()).open(options);
  }

  override async close(): Promise<void> {
    this.#closings += 1;
    this.#started.clear();
    for (const end of [...this.#source.readers]) end();
    const accounts = this.#accounts;
    this.#accounts = undefined;
    await Promise.all([super.close(), accounts?.close()]);
  }

  async #loadAccounts(): Promise<UserAccounts> {
    const { UserAccounts } = await this.#loadUnlessClosed(loadAccounts());
    const report = (error: unknown, stream: string): void => this.report(error, stream);
    this.#accounts ??= new UserAccounts({
      ReconnectingSocket,
      checks,
      pageWake,
      owner: this.#owner,
      board: this.board,
      report,
    });
    return this.#accounts;
  }

  async #loadUnlessClosed<T>(loading: Promise<T>): Promise<T> {
    const closings = this.#closings;
    const part = await this.#load(loading);
    if (closings !== this.#closings) throw new BinanceStreamError('the manager was closed');
    return part;
  }

  #load<T>(loading: Promise<T>): Promise<T> {
    return loading.catch((cause: unknown) => {
      throw new BinanceStreamError('a part of the streams could not be loaded', undefined, { cause });
    });
  }

  #start<E>(topic: Topic<E>, onMessage: (event: E) => unknown, options?: SubscribeOptions): Promise<Stop> {
    return this.#keep(topic, options, (own) => this.subscribe(topic, onMessage, own));
  }

  /** Starts with a signal that stopping gives, so that it waits for no connection; the caller's own goes before. */
  #keep(
    topic: string,
    options: SubscribeOptions | undefined,
    start: (options: SubscribeOptions) => Promise<Stop>,
  ): Promise<Stop> {
    const all = this.#started.get(topic) ?? new Map();
    const abort = new AbortController();
    const started = start({ ...options, signal: options?.signal ?? abort.signal });
    this.#started.set(topic, all.set(started, abort));
    // Whoever does not wait for the promise learns of a refusal through `onStatus`, not by a crash.
    started.catch(() => all.delete(started));
    return started;
  }

  /** Ends every socket started for the topic. */
  async #stop(topic: string): Promise<void> {
    const all = this.#started.get(topic);
    this.#started.delete(topic);
    await Promise.all(
      [...(all ?? [])].map(async ([started, abort]) => {
        abort.abort(new BinanceStreamError('stopped'));
        const stop = await started.catch(() => undefined);
        await stop?.();
      }),
    );
  }
}
