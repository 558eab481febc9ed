import type { Clock, Timer } from '@pkg/core';
import { amount } from '../../engine/amount.js';
import type { Engine } from '../../engine/engine.js';
import type { VirtualClock } from '../../time/virtual-clock.js';
import { type ModeName, modes } from './market-modes.js';
import { type Draw, type House, SymbolMarket } from './symbol-market.js';

export type WorldOptions = {
  /** @default 'calm' */
  readonly mode?: ModeName | undefined;
  /** Which symbols are traded. @default all of the exchange */
  readonly symbols?: readonly string[] | undefined;
  /** Mean time between two steps of one symbol, ms. @default 150 */
  readonly stepMs?: number | undefined;
  /** Orders on each side of a book. @default 40 */
  readonly levels?: number | undefined;
};

/** The exchange, as far as a world needs it. */
export type WorldHost = { readonly engine: Engine; readonly clock: Clock; readonly random: Draw };

/** Steps after which the house's old orders are let go, so that a world may live for days. */
const HOUSEKEEPING = 5000;

/** Levels of a book whose orders nobody sees: enough for its takers. */
const REHEARSED_LEVELS = 2;

/** The makers and takers of every symbol, alive: spreads, drift, bursts. What they do follows from the exchange's seed. */
export class World {
  readonly #host: WorldHost;
  readonly #stepMs: number;
  readonly #levels: number;
  readonly #markets: Map<string, SymbolMarket> = new Map();
  readonly #timers: Map<string, Timer> = new Map();
  readonly #stopListening: () => void;
  readonly #house: House;
  #steps = 0;
  #mode: ModeName;

  constructor(host: WorldHost, options: WorldOptions = {}) {
    const { engine } = host;
    this.#host = host;
    this.#mode = options.mode ?? 'calm';
    this.#stepMs = options.stepMs ?? 150;
    this.#levels = options.levels ?? 40;
    const house = openHouse(engine);
    this.#house = house;
    const wanted = options.symbols ?? engine.symbols().map(({ symbol }) => symbol);
    for (const symbol of wanted) {
      const info = engine.symbol(symbol);
      if (!info) throw new RangeError(`the exchange does not list ${symbol}`);
      this.#markets.set(symbol, new SymbolMarket(engine, house, info, host.random));
    }
    this.#stopListening = engine.on((event) => {
      if (event.type !== 'ORDER' || event.order.accountId !== house.maker) return;
      if (event.order.status !== 'FILLED' && event.order.status !== 'EXPIRED') return;
      this.#markets.get(event.order.symbol)?.forget(event.order.orderId, event.order.side);
    });
  }

  get mode(): ModeName {
    return this.#mode;
  }

  /** From the next step on the markets behave so. */
  set mode(mode: ModeName) {
    if (!Object.hasOwn(modes, mode)) throw new RangeError(`no such mode: ${mode}`);
    this.#mode = mode;
  }

  /** Lives through `ms` at once, in coarse steps, so that there are candles and tickers from before the start. */
  rehearse(clock: VirtualClock, ms: number, stepMs = 30_000): void {
    for (let left = ms; left > 0; left -= stepMs) {
      clock.skip(Math.min(stepMs, left));
      // A coarse step stands for many fine ones: the price moves as far, and one taker stands for all.
      for (const market of this.#markets.values()) this.#step(market, Math.min(stepMs, left), REHEARSED_LEVELS);
    }
  }

  /** Makes each book at once, then keeps it alive. */
  start(): void {
    for (const market of this.#markets.values()) {
      this.#step(market, 0);
      this.#schedule(market);
    }
  }

  /** The books stay as they are. */
  stop(): void {
    for (const timer of this.#timers.values()) this.#host.clock.clearTimeout(timer);
    this.#timers.clear();
  }

  close(): void {
    this.stop();
    this.#stopListening();
  }

  #step(market: SymbolMarket, ms: number, levels: number = this.#levels): void {
    market.step(ms / 1000, modes[this.#mode], levels);
    this.#steps += 1;
    if (this.#steps % HOUSEKEEPING !== 0) return;
    for (const account of [this.#house.maker, this.#house.taker]) this.#host.engine.forgetHistory(account);
  }

  #schedule(market: SymbolMarket): void {
    const wait = this.#stepMs * (0.25 + 1.5 * this.#host.random.next());
    this.#timers.set(
      market.symbol,
      this.#host.clock.setTimeout(() => {
        this.#step(market, wait);
        this.#schedule(market);
      }, wait),
    );
  }
}

/** Two accounts with more of every asset than a world ever needs. */
function openHouse(engine: Engine): House {
  const house = { maker: engine.createAccount({ house: true }).id, taker: engine.createAccount({ house: true }).id };
  for (const asset of engine.assets()) {
    for (const account of [house.maker, house.taker]) engine.deposit(account, asset, amount('10000000000'));
  }
  return house;
}
