import type { Clock, Environment, Random } from '@pkg/core';
import { amount, times } from '../engine/amount.js';
import { Engine } from '../engine/engine.js';
import type { HistoryLimits } from '../engine/history.js';
import type { EngineOptions, ExchangeFilter, NewAccount, OrderLimit, SorSpec, SymbolSpec } from '../engine/types.js';
import { Faults } from '../faults/faults.js';
import { type BlockTrade, MarketData } from '../market-data/market-data.js';
import { createFetch } from '../network/memory/fetch.js';
import { createWebSocket } from '../network/memory/web-socket.js';
import { type SocketLimits, Sockets } from '../network/sockets.js';
import { handleRest } from '../protocol/api/rest.js';
import { WsApi } from '../protocol/api/ws-api.js';
import type { Connection, ConnectionHandler, RestRequest, RestResponse } from '../protocol/connection.js';
import type { Core } from '../protocol/context.js';
import { type DepthSource, Lagging } from '../protocol/depth-snapshots.js';
import { RequestLimits } from '../protocol/limits/request-limits.js';
import { type ApiKey, KeyRing, type KeyType, type Permission } from '../protocol/security/api-keys.js';
import { publicKeyType } from '../protocol/security/signature.js';
import { UserStreams } from '../protocol/session/user-data.js';
import { type Choices, usualChoices } from '../protocol/settings.js';
import { createRandom } from '../random/seeded-random.js';
import type { Recording } from '../sources/recording/recording.js';
import { Replay, type ReplayOptions } from '../sources/recording/replay.js';
import { Fixtures, type Levels, type ScriptedTrade } from '../sources/scripted/scripted-market.js';
import { usualSymbol } from '../sources/synthetic/symbol-by-name.js';
import { StreamHub, type StreamSource } from '../streams/stream-hub.js';
import { VirtualClock } from '../time/virtual-clock.js';

/** A key of an account: HMAC by default; RSA and Ed25519 by the public key. */
export type KeyOptions = {
  /** @default drawn */
  readonly apiKey?: string | undefined;
  /** @default drawn */
  readonly apiSecret?: string | undefined;
  /** SPKI in PEM; makes the key an RSA or Ed25519 one. */
  readonly publicKey?: string | undefined;
  /** @default all three */
  readonly permissions?: readonly Permission[] | undefined;
  /** Addresses that may use the key; undefined allows any. */
  readonly ipWhitelist?: readonly string[] | undefined;
};

export type AccountOptions = KeyOptions & {
  /** Free balances: `{ USDT: '10000' }`. */
  readonly balances?: Readonly<Record<string, string>> | undefined;
  /** Keys besides the first. */
  readonly keys?: readonly KeyOptions[] | undefined;
  /** What the account itself may do; `permissions` in here are the account's, not the key's. */
  readonly account?: NewAccount | undefined;
};

/** An API key with what its owner signs by. */
export type ExchangeKey = {
  readonly apiKey: string;
  /** The HMAC secret; empty for a key given by its public half. */
  readonly apiSecret: string;
};

/** An account with its keys; the first one's parts are at hand here too. */
export type ExchangeAccount = ExchangeKey & {
  readonly uid: number;
  readonly keys: readonly ExchangeKey[];
};

export type ExchangeOptions = {
  /** Everything random follows from it. @default 1 */
  readonly seed?: number | undefined;
  /** Symbols by name (`BNBBTC`, made with usual rules) or in full. @default BNBBTC, BTCUSDT, ETHUSDT, BNBUSDT, LTCUSDT */
  readonly symbols?: readonly (string | SymbolSpec)[] | undefined;
  /** Time by hand by default ({@link Exchange.advance}); give the host's clock for a server. */
  readonly clock?: Clock | undefined;
  /** Where virtual time starts, ms. @default 1767225600000 (2026-01-01T00:00:00Z) */
  readonly startTime?: number | undefined;
  readonly accounts?: readonly AccountOptions[] | undefined;
  readonly exchangeFilters?: readonly ExchangeFilter[] | undefined;
  readonly sors?: readonly SorSpec[] | undefined;
  readonly orderLimits?: readonly OrderLimit[] | undefined;
  /** Overrides what the documents leave open about requests. */
  readonly choices?: Partial<Choices> | undefined;
  /** Overrides what the documents leave open about matching. */
  readonly engineChoices?: EngineOptions['choices'];
  /** Overrides how much of the past is kept. @default 50,000 trades, 20,000 candles, 50,000 closed orders */
  readonly history?: Partial<HistoryLimits> | undefined;
  /** Overrides the documented limits of sockets; that of connections is among the `limits` of `choices`. */
  readonly socketLimits?: Partial<Omit<SocketLimits, 'connections'>> | undefined;
};

/** What `exportState` writes. */
type ExportedState = {
  readonly time: number;
  readonly keys: readonly ApiKey[];
  readonly house: ReturnType<Fixtures['exportState']>;
  readonly blockTrades: ReturnType<MarketData['exportBlockTrades']>;
  readonly engine: unknown;
};

const DEFAULT_SYMBOLS = ['BNBBTC', 'BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'LTCUSDT'];
const START = Date.UTC(2026, 0, 1);

/**
 * Makes a simulated Spot exchange. Nothing runs by itself: books are empty until {@link Exchange.setBook}, orders or a
 * `World` fill them, and time stands still until {@link Exchange.advance}, unless a clock is given.
 */
export function createExchange(options: ExchangeOptions = {}): Exchange {
  return new Exchange(options);
}

/** A simulated Spot exchange: one core, reached through {@link Exchange.environment} or through a server. */
export class Exchange {
  readonly environment: Environment;
  readonly clock: Clock;
  readonly random: Random;
  readonly engine: Engine;
  readonly marketData: MarketData;
  /** Everything that goes wrong. */
  readonly faults: Faults;
  /** Every open socket, of whatever face. */
  readonly sockets: Sockets;
  readonly streams: StreamHub;
  /** Mistakes of the exchange itself, each answered with -1000; a test may expect that there are none. */
  readonly failures: unknown[] = [];
  readonly #core: Core;
  readonly #wsApi: WsApi;
  readonly #fixtures: Fixtures;
  readonly #replays = new Set<Replay>();

  constructor(options: ExchangeOptions) {
    const random = createRandom(options.seed ?? 1);
    const clock = options.clock ?? new VirtualClock({ start: options.startTime ?? START });
    const now = (): number => Math.floor(clock.now() * 1000);
    const choices = { ...usualChoices, ...options.choices };
    const symbols = (options.symbols ?? DEFAULT_SYMBOLS).map((s) => (typeof s === 'string' ? usualSymbol(s) : s));
    const { exchangeFilters, sors, orderLimits, engineChoices, history } = options;
    this.clock = clock;
    this.random = random;
    this.engine = new Engine({
      symbols,
      exchangeFilters,
      sors,
      orderLimits,
      now,
      random: random.fork(),
      choices: engineChoices,
      history,
    });
    this.faults = new Faults(clock, random.fork());
    this.marketData = new MarketData(history);
    // First of the listeners: what others read of market data then includes the trade they are told of.
    this.marketData.follow(this.engine);
    const users = new UserStreams(now);
    this.engine.on((event) => users.take(event));
    this.#core = {
      engine: this.engine,
      marketData: this.marketData,
      clock,
      keys: new KeyRing(),
      limits: new RequestLimits(choices),
      choices,
      users,
      lagging: new Lagging(this.engine, this.faults),
      failures: this.failures,
      now,
    };
    this.#wsApi = new WsApi(this.#core);
    this.#fixtures = new Fixtures(this.engine);
    this.streams = new StreamHub({ engine: this.engine, marketData: this.marketData, clock });
    this.sockets = new Sockets(this, {
      ...options.socketLimits,
      connections: choices.limits.connectionsPerFiveMinutes,
    });
    this.environment = {
      name: 'simulated',
      rest: 'https://exchange.simulated',
      streams: 'wss://exchange.simulated',
      wsApi: 'wss://exchange.simulated/ws-api/v3',
      fetch: createFetch(this),
      WebSocket: createWebSocket(this.sockets),
    };
    for (const account of options.accounts ?? []) this.createAccount(account);
  }

  createAccount(options: AccountOptions = {}): ExchangeAccount {
    const wanted = [options, ...(options.keys ?? [])].map((key) => ({ key, type: typeOf(key) }));
    const deposits = Object.entries(options.balances ?? {}).map(([asset, text]) => [asset, amount(text)] as const);
    const { id } = this.engine.createAccount(options.account);
    const keys = wanted.map(({ key, type }) => this.#addKey(id, key, type));
    for (const [asset, quantity] of deposits) this.engine.deposit(id, asset, quantity);
    return { uid: id, ...keys[0]!, keys };
  }

  /** Deposits: the account is told by `balanceUpdate` and `outboundAccountPosition`. */
  fund(apiKey: string, balances: Readonly<Record<string, string>>): void {
    for (const [asset, quantity] of Object.entries(balances)) {
      this.engine.deposit(this.#accountOf(apiKey), asset, amount(quantity));
    }
  }

  /** Ends a key: its sessions are told at their next request, and every later use answers -2015. */
  revokeKey(apiKey: string): void {
    if (!this.#core.keys.revoke(apiKey)) throw new RangeError(`no such API key: ${apiKey}`);
  }

  /** Replaces what the exchange itself has in a book by these levels; other accounts' orders stay, and may trade. */
  setBook(symbol: string, book: { readonly bids?: Levels | undefined; readonly asks?: Levels | undefined }): void {
    this.#fixtures.setBook(symbol, book);
  }

  /**
   * Makes a trade at this price. Whatever stands in the way is traded first, and other accounts' orders at that price
   * come before the exchange's own: so a resting order is filled, or a stop order set off.
   */
  trade(symbol: string, trade: ScriptedTrade): void {
    this.#fixtures.trade(symbol, trade);
  }

  /** Makes a trade off the book: `historicalBlockTrades` and `@blockTrade` tell it. */
  blockTrade(
    symbol: string,
    trade: { readonly price: string; readonly quantity: string; readonly isBuyerMaker?: boolean },
  ): BlockTrade {
    const [price, quantity] = [amount(trade.price), amount(trade.quantity)];
    return this.marketData.addBlockTrade(symbol, {
      price,
      quantity,
      quoteQuantity: times(price, quantity),
      time: this.#core.now(),
      isBuyerMaker: trade.isBuyerMaker ?? false,
    });
  }

  /** Serves a recorded session as its symbol's streams and snapshot; the symbol is listed when it is not yet. */
  replay(recording: Recording, options: ReplayOptions = {}): Replay {
    if (!this.engine.symbol(recording.symbol)) this.engine.addSymbol(usualSymbol(recording.symbol));
    const replay = new Replay(recording, this.clock, options);
    this.#replays.add(replay);
    this.feed(replay);
    return replay;
  }

  /** Serves a symbol's streams and snapshot from a source, in place of the engine. The symbol must be listed. */
  feed(source: StreamSource & DepthSource): void {
    this.streams.replace(source);
    this.#core.lagging.replaceBook(source.symbol, source);
  }

  /**
   * Moves virtual time and lets everything due happen, in order.
   *
   * @throws {TypeError} when the exchange runs on a clock of another kind.
   */
  advance(ms: number): Promise<void> {
    if (!(this.clock instanceof VirtualClock)) throw new TypeError('advance: this exchange runs on a clock of its own');
    return this.clock.advance(ms);
  }

  /** The whole state as JSON values: accounts, keys, orders, books, trades. Connections and limits used are not in it. */
  exportState(): unknown {
    const state: ExportedState = {
      time: this.#core.now(),
      keys: this.#core.keys.all,
      house: this.#fixtures.exportState(),
      blockTrades: this.marketData.exportBlockTrades(),
      engine: this.engine.exportState(),
    };
    return state;
  }

  /**
   * Replaces everything by an exported state; a virtual clock is set to its time, and every socket is cut.
   *
   * @throws {RangeError} when it is no state; nothing has changed then.
   */
  importState(state: unknown): void {
    // Written by `exportState`, perhaps through JSON.
    const { time, keys, house, blockTrades, engine } = (state ?? {}) as ExportedState;
    if (!Number.isFinite(time)) throw new RangeError('not a state of the exchange');
    this.engine.importState(engine);
    // What they were told is no longer so.
    this.sockets.cutAll();
    if (this.clock instanceof VirtualClock) this.clock.step(time / 1000 - this.clock.now());
    this.#fixtures.importState(house);
    this.#core.keys.clear();
    for (const key of keys) this.#core.keys.add(key);
    this.marketData.clear();
    for (const { symbol } of this.engine.symbols()) {
      const trades = this.engine.trades(symbol, { fromId: 0, limit: Number.MAX_SAFE_INTEGER });
      for (const trade of trades) this.marketData.addTrade(trade);
    }
    this.marketData.importBlockTrades(blockTrades);
  }

  /** Announces a shutdown on every socket, and cuts them after `ms`. */
  announceShutdown(ms: number): void {
    this.sockets.announceShutdown(ms);
  }

  /** Closes every socket and stops every timer. */
  close(): void {
    for (const replay of this.#replays) replay.close();
    this.sockets.close();
    this.streams.close();
  }

  handleRest(request: RestRequest): Promise<RestResponse> {
    return handleRest(this.#core, request, (ip) => this.#wsApi.disconnect(ip));
  }

  /** The answer to a handshake for `/ws-api/v3` that is not let through. */
  refuseWsApi(ip: string): RestResponse | undefined {
    return this.#wsApi.refuse(ip);
  }

  /** A connection to `/ws-api/v3`. */
  openWsApi(connection: Connection): ConnectionHandler {
    return this.#wsApi.open(connection);
  }

  /** A connection to `/ws` or `/stream`. */
  openStream(connection: Connection): ConnectionHandler {
    return this.streams.open(connection);
  }

  #addKey(account: number, options: KeyOptions, type: KeyType): ExchangeKey {
    const { publicKey, permissions = ['TRADE', 'USER_DATA', 'USER_STREAM'], ipWhitelist } = options;
    const apiKey = options.apiKey ?? this.#drawKey();
    const apiSecret = publicKey === undefined ? (options.apiSecret ?? this.#drawKey()) : '';
    this.#core.keys.add({ apiKey, account, type, secret: publicKey ?? apiSecret, permissions, ipWhitelist });
    return { apiKey, apiSecret };
  }

  /** 64 letters and digits, as the live exchange's keys are. */
  #drawKey(): string {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    return Array.from(this.random.bytes(64), (byte) => letters[byte % letters.length]).join('');
  }

  #accountOf(apiKey: string): number {
    const key = this.#core.keys.find(apiKey);
    if (!key) throw new RangeError(`no such API key: ${apiKey}`);
    return key.account;
  }
}

const typeOf = ({ publicKey }: KeyOptions): KeyType => (publicKey === undefined ? 'HMAC' : publicKeyType(publicKey));
