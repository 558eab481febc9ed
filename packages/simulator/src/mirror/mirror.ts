import type { Clock, Environment, Logger, Random, Timer } from '@pkg/core';
import { aggTrade, BinanceSocketManager, DepthCacheManager, depth } from '@pkg/streams';
import type { SymbolSpec } from '../engine/types/index.js';
import { readExchangeInfo } from '../exchange/read-exchange-info.js';
import type { DrivenMarkets, DrivingSource, MarketSource } from '../sources/market/market-source.js';
import type { TapePosition } from './fetch-trades.js';
import type { MirrorStatus } from './mirror-status.js';
import { MirroredSymbol } from './mirrored-symbol.js';
import { Upstream } from './upstream.js';

/** Options of {@link mirror}. */
export type MirrorOptions = {
  /** The symbols to mirror. Mandatory. */
  readonly symbols: readonly string[];
  /**
   * How many hours of one-minute candles to fetch. They are the history before the start of the exchange, for klines
   * and tickers.
   * @default 24
   */
  readonly history?: number | undefined;
  /**
   * The largest age of a symbol's prices, in ms. The symbol halts shortly before its last confirmed prices reach this
   * age. If no event confirms the prices for a third of this time, the mirror requests a ticker to confirm them.
   *
   * @default 3000
   */
  readonly maxAge?: number | undefined;
  /** Number of levels to fetch per side of each book, 1 to 5000. @default 1000 */
  readonly depth?: number | undefined;
  /** The clock for timers and for measuring the time of the market. @default the clock of this machine */
  readonly clock?: Clock | undefined;
  /** The source of randomness for the delays before reconnects. @default `systemRandom` */
  readonly random?: Random | undefined;
  /** Receives the messages of the mirror and of its streams. @default none */
  readonly logger?: Logger | undefined;
  /** Called when a symbol becomes live or stale. An error that it throws is logged. @default none */
  readonly onStatus?: ((status: MirrorStatus) => void) | undefined;
};

/** A market source that mirrors another exchange: `createExchange({ source: await mirror(…) })`. */
export type Mirror = MarketSource & {
  /** The time of the mirrored market. */
  readonly clock: Clock;
  /** The status of each symbol. */
  readonly statuses: readonly MirrorStatus[];
};

const HOUR = 3_600_000;
/** How often the rules of the symbols are read, in ms. */
const READ_RULES_EVERY = 60_000;
/** A symbol is checked this many times within `maxAge`. */
const CHECKS = 6;
/** The largest number of symbols that a request for 24-hour tickers can have at its lowest weight. */
const SYMBOLS_OF_REQUEST = 20;

/**
 * Creates a market source that mirrors a live market for paper trading: `createExchange({ source: await
 * mirror(environments.marketData, { symbols: ['BTCUSDT'] }) })`.
 *
 * The books come from depth streams and snapshots, the trades from streams of aggregate trades, the rules from
 * exchangeInfo. Orders of accounts are matched with these books and trades, as with every market source. All requests
 * are public. Nothing is signed, and no API key is sent.
 *
 * A symbol is stale while its data may differ from the market: its status is HALT, new orders are refused, no order is
 * filled, and its book is empty. The symbol recovers by itself. The trades that it has missed are then applied, and
 * fill orders as if these trades had arrived on time.
 *
 * @throws {BinanceApiError} -1121 if the market does not list a symbol.
 * @throws {BinanceTransportError} if the market cannot be reached.
 * @throws {RangeError} if an option is illegal.
 */
export async function mirror(environment: Environment, options: MirrorOptions): Promise<Mirror> {
  const { symbols, history = 24, maxAge = 3000, depth: limit = 1000, clock, random, logger } = options;
  if (!Array.isArray(symbols) || symbols.length === 0) {
    throw new RangeError(`symbols: expected at least one symbol, got ${JSON.stringify(symbols)}`);
  }
  if (!(history >= 0 && history < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`history: expected a number of hours, got ${history}`);
  }
  if (!(maxAge >= 100)) throw new RangeError(`maxAge: expected at least 100 ms, got ${maxAge}`);
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= 5000)) {
    throw new RangeError(`depth: expected an integer from 1 to 5000, got ${limit}`);
  }
  const upstream = new Upstream({ environment, clock, random, logger });
  try {
    await upstream.measure();
    const specs = await readRules(upstream, symbols);
    let isDriven = false;
    let run: MirrorRun | undefined;
    return {
      symbols: specs,
      start: upstream.clock.now(),
      clock: upstream.clock,
      get statuses() {
        return run?.statuses ?? [];
      },
      drive(markets) {
        if (isDriven) throw new Error('mirror: expected one exchange, but another one has this source already');
        isDriven = true;
        run = new MirrorRun(upstream, markets, specs, { ...options, history, maxAge, depth: limit });
        return run;
      },
    };
  } catch (error) {
    upstream.close();
    throw error;
  }
}

async function readRules({ client }: Upstream, symbols: readonly string[]): Promise<readonly SymbolSpec[]> {
  const info = await client.getExchangeInfo({ symbols: [...new Set(symbols)] });
  return readExchangeInfo(info).symbols;
}

/** Mirrors the symbols of one exchange. */
class MirrorRun implements DrivingSource {
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  readonly #upstream: Upstream;
  readonly #options: MirrorOptions;
  readonly #symbols = new Map<string, MirroredSymbol>();
  readonly #sockets: BinanceSocketManager;
  readonly #books: DepthCacheManager;
  readonly #leave: () => void;
  readonly #checkEvery: number;
  /** For each symbol, the rules that were last read from the market, as JSON text. */
  readonly #rules = new Map<string, string>();
  #timers = new Set<Timer>();
  #isAsking = false;
  #isStopped = false;
  #becomeReady: () => void = () => undefined;
  #end: () => void = () => undefined;

  constructor(
    upstream: Upstream,
    markets: DrivenMarkets,
    specs: readonly SymbolSpec[],
    options: MirrorOptions & { readonly history: number; readonly maxAge: number; readonly depth: number },
  ) {
    const { history, maxAge, depth: limit } = options;
    this.#upstream = upstream;
    this.#options = options;
    this.#checkEvery = maxAge / CHECKS;
    this.ready = new Promise((resolve) => {
      this.#becomeReady = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    const names = specs.map(({ symbol }) => symbol);
    const changed = (book: { readonly symbol: string }): void => this.#symbols.get(book.symbol)?.bookChanged();
    this.#sockets = new BinanceSocketManager(upstream.client);
    this.#books = new DepthCacheManager(upstream.client, names, changed, { limit, sockets: this.#sockets });
    for (const spec of specs) {
      const { symbol } = spec;
      const mirrored = new MirroredSymbol({
        ...{ upstream, markets, spec, maxAge, checkEvery: this.#checkEvery },
        book: this.#books.getDepthCache(symbol),
        since: upstream.clock.now() - history * HOUR,
        changed: (status) => this.#changed(status),
        failed: (error) => options.logger?.warn?.(`mirror: ${symbol}: ${messageOf(error)}`, { symbol }),
      });
      this.#symbols.set(symbol, mirrored);
      this.#rules.set(symbol, JSON.stringify(spec));
      this.#subscribe(mirrored);
    }
    this.#leave = markets.participants.add('mirror', this);
    this.#every(this.#checkEvery, () => this.#check());
    this.#every(READ_RULES_EVERY, () => this.#readRules());
    if (markets.end !== Number.POSITIVE_INFINITY) this.#after(markets.end - markets.clock.now(), () => this.stop());
  }

  get statuses(): readonly MirrorStatus[] {
    return [...this.#symbols.values()].map(({ status }) => status);
  }

  exportState(): Readonly<Record<string, TapePosition>> {
    return Object.fromEntries([...this.#symbols].map(([symbol, { position }]) => [symbol, position]));
  }

  importState(state: unknown): void {
    const positions = state as Readonly<Record<string, TapePosition | undefined>>;
    for (const [symbol, mirrored] of this.#symbols) mirrored.restart(positions[symbol]);
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    for (const timer of this.#timers) this.#upstream.timers.clearTimeout(timer);
    this.#leave();
    for (const mirrored of this.#symbols.values()) mirrored.stop();
    void this.#books.close();
    void this.#sockets.close();
    this.#upstream.close();
    this.#becomeReady();
    this.#end();
  }

  #subscribe(mirrored: MirroredSymbol): void {
    const { symbol } = mirrored;
    const sockets = this.#sockets;
    const subscriptions = [
      // The order book detects gaps in its events without the notices of the stream, so the notices are ignored.
      sockets.subscribe(depth(symbol, { speed: 100 }), (event) => mirrored.depth(event), { notice: () => undefined }),
      sockets.subscribe(aggTrade(symbol), (event) => mirrored.trade(event), { notice: () => mirrored.missed() }),
    ];
    for (const each of subscriptions) {
      each.catch((error: unknown) => {
        if (!this.#isStopped) this.#options.logger?.warn?.(`mirror: ${symbol}: ${messageOf(error)}`, { symbol });
      });
    }
  }

  #changed(status: MirrorStatus): void {
    const { logger, onStatus } = this.#options;
    const { symbol, reason } = status;
    if (reason === undefined) logger?.debug?.(`mirror: ${symbol} is live`, { symbol });
    else logger?.warn?.(`mirror: ${symbol} is stale: ${reason}`, { symbol, reason });
    if (this.statuses.every((each) => each.status === 'live')) this.#becomeReady();
    try {
      onStatus?.(status);
    } catch (error) {
      logger?.warn?.(`mirror: ${symbol}: onStatus: ${messageOf(error)}`, { symbol });
    }
  }

  /** Checks all symbols, and requests tickers of the symbols that no event has confirmed for a while. */
  #check(): void {
    for (const mirrored of this.#symbols.values()) mirrored.check();
    const quiet = [...this.#symbols.values()].filter(({ wantsCheck }) => wantsCheck);
    if (quiet.length > 0 && !this.#isAsking) void this.#ask(quiet);
  }

  async #ask(quiet: readonly MirroredSymbol[]): Promise<void> {
    const { client } = this.#upstream;
    this.#isAsking = true;
    const groups = Array.from({ length: Math.ceil(quiet.length / SYMBOLS_OF_REQUEST) }, (_, index) =>
      quiet.slice(index * SYMBOLS_OF_REQUEST, (index + 1) * SYMBOLS_OF_REQUEST),
    );
    const asked = groups.map(async (group) => {
      const sentAt = this.#upstream.readTime();
      const symbols = group.map(({ symbol }) => symbol);
      const tickers = await client.getTickers({ symbols }, { timeout: this.#options.maxAge });
      for (const ticker of tickers) {
        if (sentAt !== undefined) this.#symbols.get(ticker.symbol)?.compare(ticker, sentAt);
      }
    });
    // A symbol whose request fails becomes stale.
    await Promise.allSettled(asked);
    this.#isAsking = false;
  }

  /** Reads the rules and statuses that the symbols have on the mirrored market, and applies those that have changed. */
  async #readRules(): Promise<void> {
    // If the rules cannot be read, they stay as they are until the next attempt.
    const specs = await readRules(this.#upstream, [...this.#symbols.keys()]).catch(() => []);
    if (this.#isStopped) return;
    for (const spec of specs) {
      const json = JSON.stringify(spec);
      if (this.#rules.get(spec.symbol) === json) continue;
      this.#rules.set(spec.symbol, json);
      this.#symbols.get(spec.symbol)?.change(spec);
    }
  }

  #every(ms: number, task: () => void): void {
    this.#after(ms, () => {
      this.#every(ms, task);
      task();
    });
  }

  #after(ms: number, task: () => void): void {
    const { timers } = this.#upstream;
    const timer = timers.setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, ms);
    this.#timers.add(timer);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
