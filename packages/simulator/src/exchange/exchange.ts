import type { Clock } from '@pkg/core';
import { reportAtExit } from '#report-at-exit';
import type { Engine } from '../engine/engine.js';
import { amount, times } from '../engine/types/amount.js';
import type { Amount } from '../engine/types/index.js';
import type { FaultOf } from '../faults/fault-kinds.js';
import type { Faults, ScriptedFault } from '../faults/faults.js';
import type { MarketData } from '../market-data/market-data.js';
import type { BlockTrade } from '../market-data/trade-rows.js';
import { type MemoryEnvironment, memoryEnvironment } from '../network/memory/environment.js';
import { Sockets } from '../network/sockets.js';
import { RestApi } from '../protocol/api/rest.js';
import { WsApi } from '../protocol/api/ws-api.js';
import type { ProtocolContext } from '../protocol/context.js';
import type { DepthSource } from '../protocol/depth-snapshots.js';
import type { Journal } from '../protocol/journal.js';
import type { SeededRandom } from '../random/seeded-random.js';
import type { DrivingSource } from '../sources/market/market-source.js';
import { Participants } from '../sources/participants.js';
import type { Recording } from '../sources/recording/recording.js';
import { Replay, type ReplayOptions } from '../sources/recording/replay.js';
import { type PriceLevels, ScriptedMarket, type ScriptedTrade } from '../sources/scripted/scripted-market.js';
import { StreamHub, type StreamSource } from '../streams/stream-hub.js';
import { runUntilSettled } from '../time/run-until-settled.js';
import { realTimers } from '../time/system-clock.js';
import { VirtualClock } from '../time/virtual-clock.js';
import { withCreateClient } from './account-client.js';
import { type AccountFees, type AccountOptions, Accounts, type ExchangeAccount, type ExchangeKey } from './accounts.js';
import { createParts } from './create-parts.js';
import { checkFormat, checkShape, exportParts, importParts, type StatefulParts } from './exchange-state.js';
import { findOpenOrder } from './find-open-order.js';
import type { ExchangeOptions } from './options.js';
import { driveMarkets, sourcesOf } from './sources.js';
import { symbolByName } from './symbol-by-name.js';

/**
 * Creates a simulated Spot exchange. Its books are empty until {@link Exchange.setBook}, orders or a `SyntheticMarket`
 * fill them. Its time moves only by {@link Exchange.advance} and {@link Exchange.run}, unless the option `clock` is
 * given.
 */
export function createExchange(options: ExchangeOptions = {}): Exchange {
  return new Exchange(options);
}

/** A simulated Spot exchange. Clients reach it through {@link Exchange.environment}, a server, or msw. */
export class Exchange {
  /** The environment for `createSpotClient`: a `fetch` and a `WebSocket` that reach this exchange in memory. */
  readonly environment: MemoryEnvironment;
  /** The exchange's clock. It is a `VirtualClock`, unless the options name another clock. */
  readonly clock: Clock;
  /** The random number generator of the exchange. Its seed is the option `seed`. */
  readonly random: SeededRandom;
  /** The matching engine, with order books and accounts. It calculates in integers, in units of 10^-8. */
  readonly engine: Engine;
  /** Trades, candles and statistics of all symbols. */
  readonly marketData: MarketData;
  /** Faults, which can be injected into requests and sockets. */
  readonly faults: Faults;
  /** Answers REST requests. */
  readonly rest: RestApi;
  /** Serves connections to the WebSocket API. */
  readonly wsApi: WsApi;
  /** Serves the market streams: connections to `/ws` and `/stream`. */
  readonly streams: StreamHub;
  /** The open sockets of all clients, whether they are connected in memory, through a server, or through msw. */
  readonly sockets: Sockets;
  /** For each symbol, a function that sets its price. A `SyntheticMarket` adds one for each of its symbols. */
  readonly priceMovers: Map<string, (price: Amount) => void> = new Map();
  /**
   * The first 1,000 errors in the code of the simulator. Each of them was answered with -1000. Tests can expect this
   * list to be empty.
   */
  readonly failures: unknown[] = [];
  /** The newest requests and their answers, without secrets. */
  readonly journal: Journal;
  /**
   * Resolves when all history of the market sources is loaded, or at once if no source reads a file. Rejects if the
   * history cannot be read.
   */
  readonly ready: Promise<void>;
  /**
   * Resolves when the market sources have no more events. Without a source, it is already resolved. Rejects if a source
   * cannot be read to its end.
   */
  readonly sourceEnded: Promise<void>;
  readonly #driving: readonly DrivingSource[];
  readonly #failureListeners = new Set<(error: unknown) => void>();
  /** Objects whose state is part of the exchange's exported state. Each `SyntheticMarket` adds itself. */
  readonly participants: Participants = new Participants();
  readonly #options: ExchangeOptions;
  readonly #faultRandom: SeededRandom;
  readonly #context: ProtocolContext;
  readonly #accounts: Accounts;
  readonly #scriptedMarket: ScriptedMarket;
  readonly #replays = new Set<Replay>();

  constructor(options: ExchangeOptions) {
    const sources = sourcesOf(options);
    const parts = createParts(options, sources, (error) => this.#reportFailure(error));
    const { context, random, faultRandom } = parts;
    const { engine, marketData, faults, clock, apiKeys, journal, settings } = context;
    this.#options = options;
    this.#context = context;
    this.#faultRandom = faultRandom;
    this.clock = clock;
    if (clock instanceof VirtualClock) reportAtExit(clock);
    this.random = random;
    this.engine = engine;
    this.marketData = marketData;
    this.faults = faults;
    this.journal = journal;
    const wsApi = new WsApi(context);
    this.wsApi = wsApi;
    this.rest = new RestApi(context, (ip) => wsApi.disconnect(ip));
    this.#accounts = new Accounts(engine, apiKeys, random);
    this.#scriptedMarket = new ScriptedMarket(engine);
    this.streams = new StreamHub({ engine, marketData, clock });
    this.sockets = new Sockets(this, {
      ...options.socketLimits,
      connections: settings.limits.connectionsPerFiveMinutes,
    });
    this.environment = memoryEnvironment(this);
    for (const account of options.accounts ?? []) this.createAccount(account);
    this.#driving = driveMarkets(this, sources, options);
    this.ready = Promise.all(this.#driving.map(({ ready }) => ready)).then(() => undefined);
    this.sourceEnded = Promise.all(this.#driving.map(({ ended }) => ended)).then(() => undefined);
    // If a market source fails, `advance` rejects too. So a program need not await these two promises, and their
    // rejection must not count as unhandled.
    for (const each of [this.ready, this.sourceEnded]) each.catch(() => undefined);
  }

  /** Creates and funds an account with an API key. */
  createAccount(options: AccountOptions = {}): ExchangeAccount {
    return withCreateClient(
      this.engine.together(() => this.#accounts.create(options)),
      this,
    );
  }

  /**
   * Deposits amounts on the account of this key. The user data stream of the account sends `balanceUpdate` and
   * `outboundAccountPosition`.
   */
  fund(apiKey: string, balances: Readonly<Record<string, string>>): void {
    this.engine.together(() => this.#accounts.fund(apiKey, balances));
  }

  /**
   * Withdraws amounts from the account of this key. @throws {RangeError} if a free balance is too small. In this case
   * nothing is withdrawn.
   */
  withdraw(apiKey: string, balances: Readonly<Record<string, string>>): void {
    this.engine.together(() => this.#accounts.withdraw(apiKey, balances));
  }

  /**
   * Sets free balances of the account of this key. The user data stream of the account sends the events of a deposit or
   * a withdrawal.
   */
  setBalance(apiKey: string, balances: Readonly<Record<string, string>>): void {
    this.engine.together(() => this.#accounts.setBalance(apiKey, balances));
  }

  /**
   * Sets the standard commission rates of the account of this key on the given symbols. Without `symbols`, sets them on
   * all symbols that are listed now.
   */
  setFees(apiKey: string, fees: AccountFees, symbols?: readonly string[]): void {
    this.#accounts.setFees(apiKey, fees, symbols);
  }

  /**
   * Revokes an API key. Requests with the key are refused with -2015. WebSocket API connections that are logged on with
   * the key are logged out.
   */
  revokeKey(apiKey: string): void {
    this.#accounts.revokeKey(apiKey);
  }

  /**
   * Ends the user data subscriptions of the account of this key, but sends no event `eventStreamTerminated`. The
   * sockets stay open, and `session.subscriptions` no longer lists the subscriptions.
   */
  endUserData(apiKey: string): void {
    this.#context.userData.end(this.#accounts.accountOf(apiKey));
  }

  /**
   * Replaces the exchange's own orders on a book with orders at the given levels. A level trades with orders of
   * accounts if its price crosses their prices.
   */
  setBook(
    symbol: string,
    book: { readonly bids?: PriceLevels | undefined; readonly asks?: PriceLevels | undefined },
  ): void {
    this.#refuseDriven('setBook', symbol);
    this.engine.together(() => this.#scriptedMarket.setBook(symbol, book));
  }

  /**
   * Trades `quantity` at `price`, to fill orders on the book or to trigger stop orders. First, orders of accounts at
   * better prices are filled completely, at their own prices and in addition to `quantity`. Then orders of accounts at
   * `price` are filled, up to `quantity`. The exchange itself trades the rest.
   *
   * The exchange's own orders at better prices, which `setBook`, `price` or a synthetic market has placed, stay on the
   * book.
   */
  trade(symbol: string, trade: ScriptedTrade): void {
    this.#refuseDriven('trade', symbol);
    this.engine.together(() => this.#scriptedMarket.trade(symbol, trade));
  }

  /**
   * Moves the book and the last price to `price`. Orders of accounts are filled if `price` reaches their limit price,
   * and triggered if `price` reaches their stop price.
   */
  price(symbol: string, price: string): void {
    this.#refuseDriven('price', symbol);
    const move = this.priceMovers.get(symbol);
    this.engine.together(() => {
      if (!move) return this.#scriptedMarket.price(symbol, price);
      this.#scriptedMarket.giveWay(symbol, price);
      move(amount(price));
    });
  }

  /**
   * Fills an order on the book at its own price, even if the market has another price.
   *
   * @param options `quantity`: the quantity to fill, by default all that remains; `symbol`: required if several symbols
   * have an open order with this id
   * @throws {RangeError} if no order with this id is on the book, or if its remaining quantity is less than `quantity`
   */
  fill(
    orderId: number,
    options: { readonly quantity?: string | undefined; readonly symbol?: string | undefined } = {},
  ): void {
    const { quantity, symbol } = options;
    const order = findOpenOrder(this.engine, orderId, symbol);
    this.engine.together(() => this.#scriptedMarket.fill(order.symbol, order, quantity));
  }

  /**
   * Refuses the next request that changes something, such as an order, with an error code such as -2010, instead of
   * executing it. In `options`, `target` limits the refusal to certain requests, `msg` sets the text of the error, and
   * `times` sets how many requests are refused.
   */
  rejectNext(code: number, options: Omit<FaultOf<'reject'>, 'kind' | 'code'> = {}): ScriptedFault {
    return this.faults.script({ kind: 'reject', code, times: 1, ...options });
  }

  /** Makes a block trade, which does not affect the book. It appears in `historicalBlockTrades` and `@blockTrade`. */
  blockTrade(
    symbol: string,
    trade: { readonly price: string; readonly quantity: string; readonly isBuyerMaker?: boolean },
  ): BlockTrade {
    if (!this.engine.symbol(symbol)) throw new RangeError(`symbol: expected a listed symbol, got '${symbol}'`);
    const [price, quantity] = [amount(trade.price), amount(trade.quantity)];
    return this.marketData.addBlockTrade(symbol, {
      price,
      quantity,
      quoteQuantity: times(price, quantity),
      time: this.#context.now(),
      isBuyerMaker: trade.isBuyerMaker ?? false,
    });
  }

  /**
   * Replays a recording: the streams and depth snapshots of its symbol come from the recording instead of the engine.
   * If the symbol is not listed yet, this method lists it.
   */
  replay(recording: Recording, options: ReplayOptions = {}): Replay {
    if (!this.engine.symbol(recording.symbol)) this.engine.addSymbol(symbolByName(recording.symbol));
    const replay = new Replay(recording, this.clock, options);
    this.#replays.add(replay);
    this.feed(replay);
    return replay;
  }

  /** Serves the streams and depth snapshots of a listed symbol from `source` instead of the engine. */
  feed(source: StreamSource & DepthSource): void {
    this.streams.replaceSource(source);
    this.#context.depthSnapshots.replaceSource(source.symbol, source);
  }

  /**
   * Moves virtual time forward by `ms` and runs all timers that become due, in order.
   *
   * @throws {TypeError} if the exchange runs on a clock that is not a `VirtualClock`
   */
  advance(ms: number): Promise<void> {
    return this.#virtualClock('advance').advance(ms);
  }

  /**
   * Returns the whole state as a JSON value: accounts, API keys, orders, books, trades, candles, use of limits, faults,
   * random generators, the time of a virtual clock, and the synthetic markets. Sockets, replays and the sources of
   * `feed` are not included.
   */
  exportState(): unknown {
    return exportParts(this.#parts);
  }

  /**
   * Replaces the whole state with an exported one. From then on, this exchange behaves exactly like the exported one,
   * if both have the same options. All sockets are disconnected. A clock that is not virtual keeps its own time.
   *
   * @throws {RangeError} if `state` is not an exported state. In this case nothing has changed.
   */
  importState(state: unknown): void {
    checkFormat(state);
    // A second exchange imports the state first, so that an invalid state leaves this one unchanged.
    try {
      checkShape(state);
      this.participants.check(state.participants);
      const trial = new Exchange({ ...this.#options, accounts: [], source: undefined, clock: new VirtualClock() });
      importParts(trial.#parts, state);
    } catch (cause) {
      throw new RangeError(`state: expected a complete exported state: ${(cause as Error).message}`, { cause });
    }
    // The clients still have data of the old state. They are disconnected, so that they reconnect and get the new
    // state.
    this.sockets.cutAll();
    importParts(this.#parts, state);
  }

  /**
   * Adds a listener, which is called with each error in the code of the simulator. Returns a function that removes the
   * listener.
   */
  onFailure(listener: (error: unknown) => void): () => void {
    this.#failureListeners.add(listener);
    return () => this.#failureListeners.delete(listener);
  }

  /**
   * Sets the used amount of all request limits of one IP address to zero, and ends its bans. Without `ip`, it does this
   * for all addresses, and also resets the unfilled order counts of all accounts.
   */
  resetLimits(ip?: string): void {
    this.#context.limits.reset(ip);
    this.sockets.resetLimits(ip);
    if (ip === undefined) this.engine.resetUnfilledOrders();
  }

  /** The API keys of all accounts with their secrets, in the order of their creation. */
  get keys(): readonly ExchangeKey[] {
    return this.#context.apiKeys.all.map(({ apiKey, type, secret }) => ({
      apiKey,
      apiSecret: type === 'HMAC' ? secret : '',
    }));
  }

  /**
   * Moves virtual time until a promise settles, and returns its value. Use it for calls, streams and order books of
   * clients with `clock: exchange.clock`. Before each step of virtual time, some real time passes, in which signatures
   * and the loading of modules can complete. To move time by a known span, use {@link advance}.
   *
   * @param options `limit`: the longest time to move, in ms; ten minutes by default
   * @throws {Error} when the promise does not settle within the limit. Also when the clock has had no timer for 2 s of
   * real time: nothing is then left that could settle the promise.
   * @throws {TypeError} when the exchange runs on a clock that is not a `VirtualClock`.
   */
  async run<T>(promise: PromiseLike<T>, options: { readonly limit?: number | undefined } = {}): Promise<T> {
    const clock = this.#virtualClock('run');
    const { limit = 600_000 } = options;
    if (!(limit > 0)) throw new RangeError(`limit: expected a number of ms above 0, got ${limit}`);
    return runUntilSettled(clock, promise, limit, realTimers);
  }

  /** Announces on every socket that the server will shut down, and closes the sockets after `ms`. */
  announceShutdown(ms: number): void {
    this.sockets.announceShutdown(ms);
  }

  get #parts(): StatefulParts {
    return {
      context: this.#context,
      clock: this.clock,
      random: this.random,
      faultRandom: this.#faultRandom,
      house: this.#scriptedMarket,
      engine: this.engine,
      marketData: this.marketData,
      sockets: this.sockets,
      faults: this.faults,
      participants: this.participants,
    };
  }

  #virtualClock(method: string): VirtualClock {
    if (this.clock instanceof VirtualClock) return this.clock;
    throw new TypeError(`${method}: expected the exchange to run on a VirtualClock, got another clock`);
  }

  #refuseDriven(verb: string, symbol: string): void {
    if (!this.engine.isDriven(symbol)) return;
    throw new RangeError(`${verb}: expected a symbol that no source drives, got '${symbol}'`);
  }

  #reportFailure(error: unknown): void {
    if (this.failures.length < MAX_FAILURES) this.failures.push(error);
    for (const listener of this.#failureListeners) listener(error);
  }

  /** Closes all sockets and stops all timers. */
  close(): void {
    for (const source of this.#driving) source.stop();
    for (const replay of this.#replays) replay.close();
    this.sockets.close();
    this.streams.close();
  }
}

/** How many errors are kept in `failures`. Listeners get all errors. */
const MAX_FAILURES = 1000;
