import type { Exchange } from '@pkg/simulator';
import type { NewOrder } from '../../packages/simulator/src/engine/types/index.js';
import type { Dice } from '../support/dice.js';

type Grid = { readonly middle: number; readonly tick: bigint; readonly lot: bigint };

/**
 * For each symbol: `middle` is the first middle price, in ticks. `tick` is the price step and `lot` the smallest
 * quantity, both in units of 10^-8.
 */
const GRIDS = {
  BNBBTC: { middle: 10_000, tick: 100n, lot: 10_000_000n },
  LTCUSDT: { middle: 8_000, tick: 1_000_000n, lot: 10_000_000n },
} as const satisfies Record<string, Grid>;

export type MarketSymbol = keyof typeof GRIDS;

/** How many orders rest near the price on each side of a book when a run begins. */
const LEVELS = 30;
/** How many orders rest far from the price on each side of a book when a run begins. */
const FAR_LEVELS = 8;
/** The distance between two of the levels far from the price, in ticks. */
const FAR = 400;
const DEPOSIT = 10n ** 18n;

/**
 * The other traders of the exchange. Each step sends one order or cancellation to the engine: a resting order near the
 * price, a trade, or a burst of trades. This takes only a fraction of the processor time of the simulator's
 * `SyntheticMarket`.
 */
export class Market {
  readonly #exchange: Exchange;
  readonly #dice: Dice;
  readonly #stepMs: number;
  /** The share of steps that move the price by several levels. */
  readonly #moves: number;
  readonly #maker: number;
  readonly #taker: number;
  readonly #resting: Record<MarketSymbol, number[]> = { BNBBTC: [], LTCUSDT: [] };
  #timer: unknown;
  #isFilled = false;

  constructor(exchange: Exchange, dice: Dice) {
    const { engine } = exchange;
    this.#exchange = exchange;
    this.#dice = dice;
    this.#stepMs = dice.pick([200, 400, 1_000, 2_000]);
    this.#moves = dice.pick([0, 0.02, 0.1]);
    this.#maker = engine.createAccount({ house: true }).id;
    this.#taker = engine.createAccount({ house: true }).id;
    for (const account of [this.#maker, this.#taker]) {
      for (const asset of engine.assets()) engine.deposit(account, asset, DEPOSIT);
    }
  }

  /**
   * Places an order on each side and makes a trade of each symbol at once, and then sends orders at random times until
   * {@link stop}. The first call also fills the books.
   */
  start(): void {
    if (!this.#isFilled) this.#fill();
    for (const symbol of Object.keys(GRIDS) as MarketSymbol[]) {
      for (const side of ['BUY', 'SELL'] as const) this.#rest(symbol, side, this.#near(symbol, side));
      this.#trade(symbol, this.#dice.pick(['BUY', 'SELL']));
    }
    this.#schedule();
  }

  stop(): void {
    this.#exchange.clock.clearTimeout(this.#timer);
  }

  /**
   * Moves the price of a symbol by one level: takes the best level of a side, and places an order far from the price on
   * that side, so that the side keeps its number of levels.
   */
  drift(symbol: MarketSymbol, side: 'BUY' | 'SELL'): void {
    const { bid, ask } = this.#exchange.engine.bestPrices(symbol);
    const best = side === 'BUY' ? ask : bid;
    if (!best) return;
    const { tick } = GRIDS[symbol];
    this.#place(this.#taker, { symbol, side, type: 'MARKET', quantity: best[1] });
    const distance = this.#dice.between(FAR, FAR_LEVELS * FAR);
    const price = Number(best[0] / tick) + (side === 'BUY' ? distance : -distance);
    this.#rest(symbol, side === 'BUY' ? 'SELL' : 'BUY', price);
  }

  /** Places an order near the best price of a side. */
  placeNear(symbol: MarketSymbol, side: 'BUY' | 'SELL'): void {
    this.#rest(symbol, side, this.#near(symbol, side));
  }

  #fill(): void {
    this.#isFilled = true;
    for (const symbol of Object.keys(GRIDS) as MarketSymbol[]) {
      const { middle } = GRIDS[symbol];
      const rest = (distance: number): void => {
        this.#rest(symbol, 'BUY', middle - distance);
        this.#rest(symbol, 'SELL', middle + distance);
      };
      for (let level = 1; level <= LEVELS; level++) rest(level * 3);
      for (let level = 1; level <= FAR_LEVELS; level++) rest(level * FAR);
    }
  }

  #schedule(): void {
    this.#timer = this.#exchange.clock.setTimeout(
      () => {
        this.#step(this.#dice.pick(Object.keys(GRIDS) as MarketSymbol[]));
        this.#schedule();
      },
      this.#dice.next() * 2 * this.#stepMs,
    );
  }

  #step(symbol: MarketSymbol): void {
    const kind = this.#dice.next();
    const side = this.#dice.chance(0.5) ? 'BUY' : 'SELL';
    if (kind < this.#moves) this.#move(symbol, side);
    else if (kind < 0.45) this.#rest(symbol, side, this.#near(symbol, side));
    else if (kind < 0.7) this.#cancel(symbol);
    else if (kind < 0.98) this.#trade(symbol, side);
    else for (let count = this.#dice.between(3, 12); count > 0; count--) this.#trade(symbol, side);
  }

  /** Moves the price: takes the best levels of one side with a MARKET order, and places new orders on both sides. */
  #move(symbol: MarketSymbol, side: 'BUY' | 'SELL'): void {
    const quantity = BigInt(this.#dice.between(300, 1_500)) * GRIDS[symbol].lot;
    this.#place(this.#taker, { symbol, side, type: 'MARKET', quantity });
    for (let count = 0; count < 6; count++) this.#rest(symbol, side, this.#near(symbol, side));
    const other = side === 'BUY' ? 'SELL' : 'BUY';
    for (let count = 0; count < 4; count++)
      this.#rest(symbol, other, this.#near(symbol, other) + (side === 'BUY' ? 40 : -40));
  }

  /** Returns a random price in ticks, near the best price of this side or sometimes better than it. */
  #near(symbol: MarketSymbol, side: 'BUY' | 'SELL'): number {
    const { bid, ask } = this.#exchange.engine.bestPrices(symbol);
    const best = side === 'BUY' ? bid : ask;
    const from = best ? Number(best[0] / GRIDS[symbol].tick) : GRIDS[symbol].middle;
    return from + (side === 'BUY' ? -1 : 1) * this.#dice.between(-1, 60);
  }

  #rest(symbol: MarketSymbol, side: 'BUY' | 'SELL', price: number): void {
    const { tick, lot } = GRIDS[symbol];
    const quantity = BigInt(this.#dice.between(1, 80)) * lot;
    const orderId = this.#place(this.#maker, {
      ...{ symbol, side, type: 'LIMIT', timeInForce: 'GTC' },
      ...{ price: BigInt(price) * tick, quantity },
    });
    if (orderId !== undefined) this.#resting[symbol].push(orderId);
  }

  #trade(symbol: MarketSymbol, side: 'BUY' | 'SELL'): void {
    const quantity = BigInt(this.#dice.between(1, 100)) * GRIDS[symbol].lot;
    this.#place(this.#taker, { symbol, side, type: 'MARKET', quantity });
  }

  #cancel(symbol: MarketSymbol): void {
    const orders = this.#resting[symbol];
    if (orders.length < LEVELS) return;
    const [orderId] = orders.splice(this.#dice.below(orders.length), 1);
    this.#attempt(() => this.#exchange.engine.cancelOrder(this.#maker, { symbol, orderId: orderId as number }));
  }

  #place(account: number, order: NewOrder): number | undefined {
    return this.#attempt(() => this.#exchange.engine.placeOrder(account, order).order.orderId);
  }

  /** Runs a command. The engine refuses it if the symbol is halted, or if the order to cancel is already filled. */
  #attempt<T>(command: () => T): T | undefined {
    try {
      return command();
    } catch {
      return undefined;
    }
  }
}
