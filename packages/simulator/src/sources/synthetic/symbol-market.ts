import type { Engine } from '../../engine/engine.js';
import type { Amount, NewOrder, Side, SymbolInfo } from '../../engine/types/index.js';
import type { HouseAccounts } from '../house-accounts.js';
import { gridOf } from '../symbol-grid.js';
import { gauss } from './gauss.js';
import { generateHistory, type HistorySink } from './history.js';
import type { MarketMode } from './market-modes.js';
import { dollarPrice, typicalPrice } from './typical-prices.js';

type Random = { next(): number };

/**
 * The largest number of orders that one step of the market adds to each side of the book. If a side has less than half
 * of its levels, the step adds all missing orders.
 */
const ORDERS_PER_ADVANCE = 4;

export type ExportedSymbolMarket = {
  readonly symbol: string;
  readonly tick: string;
  readonly step: string;
  readonly size: number;
  readonly fair: number;
  readonly burst: number;
  readonly burstSide: Side;
  readonly ladder: Readonly<Record<Side, readonly (readonly [price: number, orderId: number])[]>>;
};

/**
 * The market of one symbol: a maker that keeps orders on both sides of a moving price, and takers that trade with them.
 */
export class SymbolMarket {
  readonly symbol: string;
  readonly #engine: Engine;
  readonly #house: HouseAccounts;
  readonly #random: Random;
  #tick: Amount;
  /** The smallest difference between two quantities: `stepSize` of LOT_SIZE. */
  #step: Amount;
  /** Typical quantity of an order, in units of `stepSize`. */
  #size: number;
  /** The ids of the maker's orders, by their price in ticks. */
  readonly #ladder: Record<Side, Map<number, number>> = { BUY: new Map(), SELL: new Map() };
  /** The price around which the maker places its orders, in ticks. */
  #fair: number;
  #burst = 0;
  #burstSide: Side = 'BUY';

  constructor(engine: Engine, house: HouseAccounts, info: SymbolInfo, random: Random) {
    this.symbol = info.symbol;
    this.#engine = engine;
    this.#house = house;
    this.#random = random;
    const { tickSize, stepSize } = gridOf(info);
    this.#tick = tickSize;
    this.#step = stepSize;
    const last = engine.lastPrice(info.symbol);
    this.#fair = Math.max(
      100,
      (last === undefined ? typicalPrice(info.baseAsset, info.quoteAsset) * 1e8 : Number(last)) / Number(this.#tick),
    );
    // A typical order is worth about 2,000 dollars, which is well above the minimum of the notional filters.
    this.#size = Math.max(1, ((2000 / dollarPrice(info.baseAsset)) * 1e8) / Number(this.#step));
  }

  /** Returns the state as a JSON value. */
  exportState(): ExportedSymbolMarket {
    return {
      symbol: this.symbol,
      tick: String(this.#tick),
      step: String(this.#step),
      size: this.#size,
      fair: this.#fair,
      burst: this.#burst,
      burstSide: this.#burstSide,
      ladder: { BUY: [...this.#ladder.BUY], SELL: [...this.#ladder.SELL] },
    };
  }

  importState(state: ExportedSymbolMarket): void {
    this.#tick = BigInt(state.tick);
    this.#step = BigInt(state.step);
    this.#size = state.size;
    this.#fair = state.fair;
    this.#burst = state.burst;
    this.#burstSide = state.burstSide;
    for (const side of ['BUY', 'SELL'] as const) {
      this.#ladder[side].clear();
      for (const [price, orderId] of state.ladder[side]) this.#ladder[side].set(price, orderId);
    }
  }

  /** Removes an order of the maker that was filled or has expired. */
  removeOrder(orderId: number, side: Side): void {
    for (const [price, id] of this.#ladder[side]) {
      if (id === orderId) {
        this.#ladder[side].delete(price);
        return;
      }
    }
  }

  /** Generates history from `from` to `to` (ms). Its last price is the fair price. Returns the id of the next trade. */
  generateHistory(from: number, to: number, mode: MarketMode, stepMs: number, sink: HistorySink): number {
    const info = this.#engine.symbol(this.symbol) as SymbolInfo;
    const [tick, step, size, fair] = [this.#tick, this.#step, this.#size, this.#fair];
    return generateHistory({ info, mode, tick, step, size, fair, stepMs }, from, to, this.#random, sink);
  }

  /**
   * Simulates one step that lasts `seconds`: the price moves, the maker adjusts its orders to the price, and takers
   * trade.
   */
  advance(seconds: number, mode: MarketMode, levels: number): void {
    if (this.#engine.symbol(this.symbol)?.status !== 'TRADING') return;
    const move = mode.drift * seconds + mode.volatility * Math.sqrt(seconds) * gauss(this.#random);
    this.#fair = Math.max(100, this.#fair * (1 + move));
    const half = Math.max(0.5, (this.#fair * mode.spread) / 2);
    this.#quote('BUY', Math.floor(this.#fair - half), levels);
    this.#quote('SELL', Math.ceil(this.#fair + half), levels);
    this.#take(mode);
  }

  /**
   * Moves the market to a price at once. A trade of the smallest quantity is made at this price, which becomes the last
   * price, and the maker's orders are placed around it.
   *
   * @throws {Refusal} if the price fails a filter
   */
  moveTo(price: Amount, mode: MarketMode, levels: number): void {
    const fair = Math.max(1, Number(price / this.#tick));
    const half = Math.max(1, Math.ceil((fair * mode.spread) / 2));
    const spacing = Math.max(1, Math.round(fair * 0.00005));
    const ticks = Array.from({ length: levels }, (_, level) => half + level * spacing);
    const orders = ticks.flatMap((distance) => [
      ...(fair > distance ? [{ side: 'BUY' as const, at: fair - distance }] : []),
      { side: 'SELL' as const, at: fair + distance },
    ]);
    const { symbol } = this;
    const { leastQuantity } = gridOf(this.#engine.symbol(symbol) as SymbolInfo);
    const placed = this.#engine.makeHouseTrade({
      ...this.#house,
      symbol,
      price,
      quantity: leastQuantity,
      book: orders.map(({ side, at }) => ({ symbol, ...this.#resting(side, at) })),
    });
    this.#fair = fair;
    for (const side of ['BUY', 'SELL'] as const) this.#ladder[side].clear();
    for (const [index, { order }] of placed.entries()) {
      const { side, at } = orders[index] as (typeof orders)[number];
      if (order.status === 'NEW') this.#ladder[side].set(at, order.orderId);
    }
  }

  /**
   * Moves the maker's orders on one side to a new best price. With a probability of one half, it also replaces one
   * random order.
   */
  #quote(side: Side, best: number, levels: number): void {
    const ladder = this.#ladder[side];
    const direction = side === 'BUY' ? -1 : 1;
    const spacing = Math.max(1, Math.round(this.#fair * 0.00005));
    const last = best + direction * spacing * levels;
    for (const price of ladder.keys()) {
      if ((price - best) * direction < 0 || (price - last) * direction > 0) this.#cancel(side, price);
    }
    let allowed = ladder.size < levels / 2 ? levels : ORDERS_PER_ADVANCE;
    // The loop below places its orders at least `spacing` apart. So it compares a new price only with `present`, the
    // prices of the orders that were there before the loop.
    const present = spacing < 4 ? [] : [...ladder.keys()].sort((one, other) => (one - other) * direction);
    let next = 0;
    for (let level = 0; level < levels && allowed > 0; level++) {
      const price = best + direction * level * spacing;
      // Skips the orders whose prices are better than `price` by half of `spacing` or more.
      while (next < present.length && (price - (present[next] as number)) * direction >= spacing / 2) next += 1;
      const nearest = present[next];
      const isNear = nearest !== undefined && (nearest - price) * direction < spacing / 2;
      if (price < 1 || isNear || ladder.has(price)) continue;
      this.#place(side, price);
      allowed -= 1;
    }
    const replaced = keyAt(ladder, Math.floor(this.#random.next() * ladder.size));
    if (replaced !== undefined && this.#random.next() < 0.5) {
      this.#cancel(side, replaced);
      this.#place(side, replaced);
    }
  }

  #take(mode: MarketMode): void {
    if (this.#burst === 0 && this.#random.next() < mode.bursts) {
      this.#burst = 3 + Math.floor(this.#random.next() * 12);
      this.#burstSide = this.#random.next() < 0.5 + Math.sign(mode.drift) * 0.3 ? 'BUY' : 'SELL';
    }
    if (this.#burst > 0) {
      this.#burst -= 1;
      this.#fair *= 1 + (this.#burstSide === 'BUY' ? 1 : -1) * mode.volatility * this.#random.next();
      return this.#market(this.#burstSide, 2);
    }
    if (this.#random.next() < mode.takers) this.#market(this.#random.next() < 0.5 ? 'BUY' : 'SELL', 1);
  }

  #market(side: Side, scale: number): void {
    const best = this.#engine.bestPrices(this.symbol)[side === 'BUY' ? 'ask' : 'bid'];
    if (!best) return;
    this.#order(this.#house.taker, { side, type: 'MARKET', quantity: this.#quantity(scale * 0.5) });
  }

  #place(side: Side, price: number): void {
    const placed = this.#order(this.#house.maker, this.#resting(side, price));
    if (placed?.status === 'NEW' || placed?.status === 'PARTIALLY_FILLED')
      this.#ladder[side].set(price, placed.orderId);
  }

  #resting(side: Side, price: number): Omit<NewOrder, 'symbol'> {
    const terms = { price: BigInt(price) * this.#tick, quantity: this.#quantity(1) };
    return { side, type: 'LIMIT', timeInForce: 'GTC', ...terms };
  }

  #cancel(side: Side, price: number): void {
    const orderId = this.#ladder[side].get(price);
    this.#ladder[side].delete(price);
    try {
      this.#engine.cancelOrder(this.#house.maker, { symbol: this.symbol, orderId });
    } catch {
      // The engine refuses the cancellation because the order has already been filled, or has expired.
    }
  }

  #order(
    account: number,
    order: Omit<Parameters<Engine['placeOrder']>[1], 'symbol'>,
  ): { status: string; orderId: number } | undefined {
    try {
      return this.#engine.placeOrder(account, { symbol: this.symbol, ...order }).order;
    } catch {
      // A filter or the status of the symbol does not allow the order. The next step of the market tries again.
      return undefined;
    }
  }

  #quantity(scale: number): Amount {
    const steps = Math.max(1, Math.round(this.#size * scale * Math.exp(gauss(this.#random) * 0.8)));
    return BigInt(steps) * this.#step;
  }
}

/** Returns the key at a position of a map, by the order of insertion. */
function keyAt(map: ReadonlyMap<number, unknown>, position: number): number | undefined {
  let at = 0;
  for (const key of map.keys()) {
    if (at === position) return key;
    at += 1;
  }
  return undefined;
}
