import { amount } from '../../engine/amount.js';
import type { Engine } from '../../engine/engine.js';
import type { Amount, Side, SymbolInfo } from '../../engine/types.js';
import type { MarketMode } from './market-modes.js';
import { dollars, usualPrice } from './typical-prices.js';

/** Accounts that the world trades with. */
export type House = { readonly maker: number; readonly taker: number };

export type Draw = { next(): number };

/** Orders that a step may place on each side of a book; one that is not half there is made anew at once. */
const MOVES = 4;

/** One symbol's market: a maker who keeps a ladder around a wandering price, and takers who take from it. */
export class SymbolMarket {
  readonly symbol: string;
  readonly #engine: Engine;
  readonly #house: House;
  readonly #draw: Draw;
  readonly #tick: Amount;
  readonly #step: Amount;
  /** Usual size of an order, in steps. */
  readonly #size: number;
  /** The maker's order at each price, in ticks. */
  readonly #ladder: Record<Side, Map<number, number>> = { BUY: new Map(), SELL: new Map() };
  /** The fair price, in ticks. */
  #fair: number;
  #burst = 0;
  #burstSide: Side = 'BUY';

  constructor(engine: Engine, house: House, info: SymbolInfo, draw: Draw) {
    this.symbol = info.symbol;
    this.#engine = engine;
    this.#house = house;
    this.#draw = draw;
    this.#tick = filterOf(info, 'PRICE_FILTER', 'tickSize');
    this.#step = filterOf(info, 'LOT_SIZE', 'stepSize');
    const last = engine.lastPrice(info.symbol);
    this.#fair = Math.max(
      100,
      (last === undefined ? usualPrice(info.baseAsset, info.quoteAsset) * 1e8 : Number(last)) / Number(this.#tick),
    );
    // About 2,000 dollars' worth: well above what notional filters ask.
    this.#size = Math.max(1, ((2000 / dollars(info.baseAsset)) * 1e8) / Number(this.#step));
  }

  /** The maker's order is gone: filled, or expired from outside. */
  forget(orderId: number, side: Side): void {
    for (const [price, id] of this.#ladder[side]) {
      if (id === orderId) {
        this.#ladder[side].delete(price);
        return;
      }
    }
  }

  /** Lets `seconds` go by: the price moves, the maker follows with so many levels, takers come. */
  step(seconds: number, mode: MarketMode, levels: number): void {
    if (this.#engine.symbol(this.symbol)?.status !== 'TRADING') return;
    const move = mode.drift * seconds + mode.volatility * Math.sqrt(seconds) * gauss(this.#draw);
    this.#fair = Math.max(100, this.#fair * (1 + move));
    const half = Math.max(0.5, (this.#fair * mode.spread) / 2);
    this.#quote('BUY', Math.floor(this.#fair - half), levels);
    this.#quote('SELL', Math.ceil(this.#fair + half), levels);
    this.#take(mode);
  }

  /** Brings one side of the ladder to its best price: what is too good goes, what is missing comes, some of it stirs. */
  #quote(side: Side, best: number, levels: number): void {
    const ladder = this.#ladder[side];
    const away = side === 'BUY' ? -1 : 1;
    const spacing = Math.max(1, Math.round(this.#fair * 0.00005));
    const last = best + away * spacing * levels;
    for (const price of [...ladder.keys()]) {
      if ((price - best) * away < 0 || (price - last) * away > 0) this.#cancel(side, price);
    }
    let moves = ladder.size < levels / 2 ? levels : MOVES;
    for (let level = 0; level < levels && moves > 0; level++) {
      const price = best + away * level * spacing;
      if (price < 1 || ladder.has(price) || isNear(ladder, price, spacing)) continue;
      this.#place(side, price);
      moves -= 1;
    }
    const stirred = [...ladder.keys()][Math.floor(this.#draw.next() * ladder.size)];
    if (stirred !== undefined && this.#draw.next() < 0.5) {
      this.#cancel(side, stirred);
      this.#place(side, stirred);
    }
  }

  #take(mode: MarketMode): void {
    if (this.#burst === 0 && this.#draw.next() < mode.bursts) {
      this.#burst = 3 + Math.floor(this.#draw.next() * 12);
      this.#burstSide = this.#draw.next() < 0.5 + Math.sign(mode.drift) * 0.3 ? 'BUY' : 'SELL';
    }
    if (this.#burst > 0) {
      this.#burst -= 1;
      this.#fair *= 1 + (this.#burstSide === 'BUY' ? 1 : -1) * mode.volatility * this.#draw.next();
      return this.#market(this.#burstSide, 2);
    }
    if (this.#draw.next() < mode.takers) this.#market(this.#draw.next() < 0.5 ? 'BUY' : 'SELL', 1);
  }

  #market(side: Side, scale: number): void {
    const best = this.#engine.bestPrices(this.symbol)[side === 'BUY' ? 'ask' : 'bid'];
    if (!best) return;
    this.#order(this.#house.taker, { side, type: 'MARKET', quantity: this.#quantity(scale * 0.5) });
  }

  #place(side: Side, price: number): void {
    const placed = this.#order(this.#house.maker, {
      side,
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: BigInt(price) * this.#tick,
      quantity: this.#quantity(1),
    });
    if (placed?.status === 'NEW' || placed?.status === 'PARTIALLY_FILLED')
      this.#ladder[side].set(price, placed.orderId);
  }

  #cancel(side: Side, price: number): void {
    const orderId = this.#ladder[side].get(price);
    this.#ladder[side].delete(price);
    try {
      this.#engine.cancelOrder(this.#house.maker, { symbol: this.symbol, orderId });
    } catch {
      // It was filled or expired meanwhile.
    }
  }

  #order(
    account: number,
    order: Omit<Parameters<Engine['placeOrder']>[1], 'symbol'>,
  ): { status: string; orderId: number } | undefined {
    try {
      return this.#engine.placeOrder(account, { symbol: this.symbol, ...order }).order;
    } catch {
      // A filter or the symbol's status says no; the next step tries again.
      return undefined;
    }
  }

  #quantity(scale: number): Amount {
    const steps = Math.max(1, Math.round(this.#size * scale * Math.exp(gauss(this.#draw) * 0.8)));
    return BigInt(steps) * this.#step;
  }
}

function filterOf(info: SymbolInfo, type: 'PRICE_FILTER' | 'LOT_SIZE', field: 'tickSize' | 'stepSize'): Amount {
  const filter = info.filters.find(({ filterType }) => filterType === type) as Record<string, unknown> | undefined;
  const value = filter && amount(String(filter[field]));
  return value && value > 0n ? value : 1n;
}

/** Whether the ladder already has an order less than half a step away. */
function isNear(ladder: ReadonlyMap<number, number>, price: number, spacing: number): boolean {
  if (spacing < 4) return false;
  for (const other of ladder.keys()) if (Math.abs(other - price) < spacing / 2) return true;
  return false;
}

/** A normal deviate, by Box and Muller. */
function gauss({ next }: Draw): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
