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
  /** @default 'calm' */
  readonly mode?: ModeName | undefined;
  /** The symbols to trade. @default all symbols of the exchange */
  readonly symbols?: readonly string[] | undefined;
  /** Average time between two steps of one symbol, ms. @default 150 */
  readonly stepMs?: number | undefined;
  /** Orders on each side of a book. @default 40 */
  readonly levels?: number | undefined;
};

/** The parts of an exchange that a synthetic market needs. */
export type SyntheticMarketExchange = {
  readonly engine: Engine;
  readonly marketData: MarketData;
  readonly clock: Clock;
  readonly random: { next(): number };
  /** What moves the price of a symbol at once, by symbol. */
  readonly priceMovers?: Map<string, (price: Amount) => void> | undefined;
  /** What else is part of an exported state. */
  readonly participants?: Participants | undefined;
};

/** After this many steps the engine's history of the house accounts is dropped, so that a market can run for days. */
const STEPS_BETWEEN_CLEANUPS = 5000;

/**
 * Makers and takers on every symbol, driven by the exchange's random numbers: prices drift, spreads change, and takers
 * come one by one or in bursts.
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

  constructor(exchange: SyntheticMarketExchange, options: SyntheticMarketOptions = {}) {
    const { engine } = exchange;
    this.#exchange = exchange;
    this.#mode = options.mode ?? 'calm';
    this.#stepMs = options.stepMs ?? 150;
    this.#levels = options.levels ?? 40;
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

  /** Takes effect with the next step of each symbol. */
  set mode(mode: ModeName) {
    this.#mode = findMode(mode);
  }

  /**
   * Moves the clock by `ms` and generates the trades, candles and tickers of that time at once. Symbols that have traded
   * before get none.
   *
   * @param onProgress called after each symbol
   */
  warmUp(clock: VirtualClock, ms: number, onProgress: (done: number, of: number) => void = () => undefined): void {
    const { engine, marketData } = this.#exchange;
    const from = clock.now();
    clock.skip(ms);
    const to = clock.now();
    const markets = [...this.#markets.values()].filter(({ symbol }) => engine.lastPrice(symbol) === undefined);
    for (const [done, market] of markets.entries()) {
      const trades: Trade[] = [];
      const nextTradeId = market.generateHistory(from, to, modes[this.#mode], this.#stepMs, {
        candle: (length, candle) => marketData.addHistory(market.symbol, length, candle),
        trade: (trade) => {
          trades.push(trade);
          marketData.addTrade(trade);
        },
      });
      engine.addHistory(market.symbol, trades, nextTradeId);
      onProgress(done + 1, markets.length);
    }
  }

  /** Fills every book immediately and then keeps the market moving. Does nothing when the market is moving. */
  start(): void {
    if (this.#timers.size > 0) return;
    for (const market of this.#markets.values()) {
      this.#step(market, 0);
      this.#schedule(market);
    }
  }

  /** Stops the market. The books stay as they are. */
  stop(): void {
    for (const { timer } of this.#timers.values()) this.#exchange.clock.clearTimeout(timer);
    this.#timers.clear();
  }

  /** Ends the market. Its orders stay. */
  close(): void {
    this.stop();
    this.#stopListening();
    this.#leave();
    for (const symbol of this.#markets.keys()) this.#exchange.priceMovers?.delete(symbol);
  }

  #step(market: SymbolMarket, ms: number): void {
    market.advance(ms / 1000, modes[this.#mode], this.#levels);
    this.#steps += 1;
    if (this.#steps % STEPS_BETWEEN_CLEANUPS !== 0) return;
    for (const account of [this.#house.maker, this.#house.taker]) this.#exchange.engine.forgetHistory(account);
  }

  /** The state as JSON values. The engine exports the orders. */
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

  /** Continues where an exported market was, on an engine with the state of the same moment. */
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

  /** @param wait the time that the step simulates, ms */
  #setTimer(market: SymbolMarket, left: number, wait: number): void {
    const { clock } = this.#exchange;
    const due = clock.monotonic() + left;
    const timer = clock.setTimeout(() => {
      this.#step(market, wait);
      this.#schedule(market);
    }, left);
    this.#timers.set(market.symbol, { timer, due, wait });
  }
}

type ExportedSyntheticMarket = {
  readonly house: HouseAccounts;
  readonly mode: ModeName;
  readonly steps: number;
  readonly markets: readonly ExportedSymbolMarket[];
  /** `left`: ms until the step; `wait`: ms that the step simulates. */
  readonly timers: readonly { readonly symbol: string; readonly left: number; readonly wait: number }[];
};
