import type { Clock, Timer } from '@pkg/core';
import type { Engine } from '../../engine/engine.js';
import type { Amount, Trade } from '../../engine/types/index.js';
import type { MarketData } from '../../market-data/market-data.js';
import type { VirtualClock } from '../../time/virtual-clock.js';
import { createHouseAccounts, fundHouseAccounts, type HouseAccounts } from '../house-accounts.js';
import type { Participants } from '../participants.js';
import { findMode, type ModeName, modes } from './market-modes.js';
import { type ExportedSymbolMarket, SymbolMarket } from './symbol-market.js';

export type SyntheticMarketOptions = {
  /** How the market behaves. @default 'calm' */
  readonly mode?: ModeName | undefined;
  /** The symbols that the market trades. @default all symbols of the exchange */
  readonly symbols?: readonly string[] | undefined;
  /** Average time between two steps of one symbol, in ms. @default 150 */
  readonly stepMs?: number | undefined;
  /** Number of orders on each side of a book. @default 40 */
  readonly levels?: number | undefined;
};

/** Options of {@link SyntheticMarket.addHistory}. */
export type MarketHistoryOptions = {
  /** The symbols that get a history. @default all symbols of the market */
  readonly symbols?: readonly string[] | undefined;
  /** Called after each symbol. @default nothing is called */
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
};

/** The parts of an exchange that a synthetic market needs. */
export type SyntheticMarketExchange = {
  readonly engine: Engine;
  readonly marketData: MarketData;
  readonly clock: Clock;
  readonly random: { next(): number };
  /** For each symbol, a function that moves its price at once. The market adds one for each of its symbols. */
  readonly priceMovers?: Map<string, (price: Amount) => void> | undefined;
  /** Objects whose state is exported together with that of the exchange. The market adds itself. */
  readonly participants?: Participants | undefined;
};

/**
 * The history of the exchange's own accounts is deleted each time this many steps have passed. So a market can run for
 * days without filling the memory.
 */
const STEPS_BETWEEN_CLEANUPS = 5000;

/**
 * A market with a maker and takers on every symbol. It uses the exchange's random numbers. Prices move, spreads change,
 * and takers trade one by one or in bursts.
 */
export class SyntheticMarket {
  readonly #exchange: SyntheticMarketExchange;
  readonly #stepMs: number;
  readonly #levels: number;
  readonly #markets: Map<string, SymbolMarket> = new Map();
  readonly #timers: Map<string, { readonly timer: Timer; readonly due: number; readonly wait: number }> = new Map();
  readonly #stopListening: () => void;
  readonly #leave: () => void;
  #house: HouseAccounts;
  #steps = 0;
  #mode: ModeName;

  /** @throws {RangeError} if `mode` or `stepMs` is illegal, or a symbol is not listed */
  constructor(exchange: SyntheticMarketExchange, options: SyntheticMarketOptions = {}) {
    const { engine } = exchange;
    const { mode = 'calm', stepMs = 150, levels = 40 } = options;
    // If the steps followed each other without time between them, they would never end.
    if (!(stepMs > 0)) throw new RangeError(`stepMs: expected a number of ms above 0, got ${stepMs}`);
    this.#exchange = exchange;
    this.#mode = findMode(mode);
    this.#stepMs = stepMs;
    this.#levels = levels;
    const saved = exchange.participants?.take('synthetic');
    if (saved === undefined) {
      this.#house = createHouseAccounts(engine);
      fundHouseAccounts(engine, this.#house, engine.assets());
      for (const symbol of options.symbols ?? engine.symbols().map((info) => info.symbol)) this.#add(symbol);
    } else {
      this.#house = (saved as ExportedSyntheticMarket).house;
      this.importState(saved);
    }
    this.#leave = exchange.participants?.add('synthetic', this) ?? (() => undefined);
    this.#stopListening = engine.on((event) => {
      if (event.type !== 'ORDER' || event.order.accountId !== this.#house.maker) return;
      if (event.order.status !== 'FILLED' && event.order.status !== 'EXPIRED') return;
      this.#markets.get(event.order.symbol)?.removeOrder(event.order.orderId, event.order.side);
    });
  }

  get mode(): ModeName {
    return this.#mode;
  }

  /** Changes the mode. The next step of each symbol uses the new mode. */
  set mode(mode: ModeName) {
    this.#mode = findMode(mode);
  }

  /** Moves the clock by `ms` at once, and generates the history of this time, like {@link addHistory}. */
  warmUp(clock: VirtualClock, ms: number, onProgress?: (done: number, of: number) => void): void {
    clock.skip(ms);
    this.addHistory(ms, { onProgress });
  }

  /**
   * For each symbol that has not traded before, generates the trades, candles and tickers of the last `ms` milliseconds
   * until now.
   */
  addHistory(ms: number, { symbols, onProgress }: MarketHistoryOptions = {}): void {
    const { engine, marketData, clock } = this.#exchange;
    const to = clock.now();
    const markets = this.#select(symbols).filter(({ symbol }) => engine.lastPrice(symbol) === undefined);
    for (const [done, market] of markets.entries()) {
      const trades: Trade[] = [];
      const nextTradeId = market.generateHistory(to - ms, to, modes[this.#mode], this.#stepMs, {
        candle: (length, candle) => marketData.addHistory(market.symbol, length, candle),
        trade: (trade) => {
          trades.push(trade);
          marketData.addTrade(trade);
        },
      });
      engine.addHistory(market.symbol, trades, nextTradeId);
      onProgress?.(done + 1, markets.length);
    }
  }

  /**
   * Fills the books at once, and keeps the market moving. Does nothing for symbols whose market is already moving.
   *
   * @param symbols the symbols to start; by default all symbols of the market
   */
  start(symbols?: readonly string[]): void {
    for (const market of this.#select(symbols)) {
      if (this.#timers.has(market.symbol)) continue;
      this.#step(market, 0);
      this.#schedule(market);
    }
  }

  /** Stops the market. The orders on the books stay. */
  stop(): void {
    for (const { timer } of this.#timers.values()) this.#exchange.clock.clearTimeout(timer);
    this.#timers.clear();
  }

  /** Ends the market for good. The orders on the books stay. */
  close(): void {
    this.stop();
    this.#stopListening();
    this.#leave();
    for (const symbol of this.#markets.keys()) this.#exchange.priceMovers?.delete(symbol);
  }

  /** Returns the markets of some symbols, or of all. */
  #select(symbols: readonly string[] = [...this.#markets.keys()]): SymbolMarket[] {
    return symbols.map((symbol) => {
      const market = this.#markets.get(symbol);
      if (!market) throw new RangeError(`symbols: expected symbols of this market, got '${symbol}'`);
      return market;
    });
  }

  #step(market: SymbolMarket, ms: number): void {
    market.advance(ms / 1000, modes[this.#mode], this.#levels);
    this.#steps += 1;
    if (this.#steps % STEPS_BETWEEN_CLEANUPS !== 0) return;
    for (const account of [this.#house.maker, this.#house.taker]) this.#exchange.engine.forgetHistory(account);
  }

  /** Returns the state as a JSON value. The market's orders are in the exported state of the engine. */
  exportState(): ExportedSyntheticMarket {
    const now = this.#exchange.clock.monotonic();
    return {
      house: this.#house,
      mode: this.#mode,
      steps: this.#steps,
      markets: [...this.#markets.values()].map((market) => market.exportState()),
      timers: [...this.#timers]
        .sort(([, one], [, other]) => one.due - other.due)
        .map(([symbol, { due, wait }]) => ({ symbol, left: due - now, wait })),
    };
  }

  /** Continues from the state of an exported market. The engine's state must have been exported at the same moment. */
  importState(exported: unknown): void {
    const { house, mode, steps, markets, timers } = exported as ExportedSyntheticMarket;
    this.stop();
    for (const symbol of this.#markets.keys()) this.#exchange.priceMovers?.delete(symbol);
    this.#markets.clear();
    this.#house = house;
    this.#mode = findMode(mode);
    this.#steps = steps;
    for (const row of markets) this.#add(row.symbol).importState(row);
    for (const { symbol, left, wait } of timers) this.#setTimer(this.#markets.get(symbol) as SymbolMarket, left, wait);
  }

  #add(symbol: string): SymbolMarket {
    const { engine, random, priceMovers } = this.#exchange;
    const info = engine.symbol(symbol);
    if (!info) throw new RangeError(`symbols: expected listed symbols, got '${symbol}'`);
    const market = new SymbolMarket(engine, this.#house, info, random);
    this.#markets.set(symbol, market);
    priceMovers?.set(symbol, (price) => market.moveTo(price, modes[this.#mode], this.#levels));
    return market;
  }

  #schedule(market: SymbolMarket): void {
    const wait = this.#stepMs * (0.25 + 1.5 * this.#exchange.random.next());
    this.#setTimer(market, wait, wait);
  }

  /**
   * Sets the timer of the next step of a symbol.
   *
   * @param left the time until the step, in ms
   * @param wait the time that the step simulates, in ms
   */
  #setTimer(market: SymbolMarket, left: number, wait: number): void {
    const { clock } = this.#exchange;
    const due = clock.monotonic() + left;
    const timer = clock.setTimeout(() => {
      this.#step(market, wait);
      // A listener of the engine may have stopped the market during the step.
      if (this.#timers.get(market.symbol)?.timer === timer) this.#schedule(market);
    }, left);
    this.#timers.set(market.symbol, { timer, due, wait });
  }
}

type ExportedSyntheticMarket = {
  readonly house: HouseAccounts;
  readonly mode: ModeName;
  readonly steps: number;
  readonly markets: readonly ExportedSymbolMarket[];
  /**
   * The next step of each symbol. `left` is the time until the step in ms, and `wait` is the time that the step
   * simulates in ms.
   */
  readonly timers: readonly { readonly symbol: string; readonly left: number; readonly wait: number }[];
};
