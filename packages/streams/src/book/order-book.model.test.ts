import { describe, expect, it } from 'vitest';
import { caseCount } from '../../../../tests/support/case-count.js';
import { Dice } from '../../../../tests/support/dice.js';
import { type DepthEvent, type DepthSnapshot, type Level, OrderBook } from './index.js';

const RUNS = caseCount(150, 100_000);

/** Returns a decimal as an integer and its number of decimals, so that values of any length are compared exactly. */
function fractionOf(decimal: string): { readonly units: bigint; readonly scale: number } {
  const [whole = '', fraction = ''] = decimal.split('.');
  return { units: BigInt(whole + fraction), scale: fraction.length };
}

function compare(a: string, b: string): number {
  const [x, y] = [fractionOf(a), fractionOf(b)];
  const difference = x.units * 10n ** BigInt(y.scale) - y.units * 10n ** BigInt(x.scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** An independent exact model of one side: a list of the strings received, with one entry for each price. */
class ModelSide {
  readonly #levels: Level[] = [];
  readonly #direction: 1 | -1;

  constructor(direction: 1 | -1) {
    this.#direction = direction;
  }

  set([price, quantity]: Level): void {
    const index = this.#levels.findIndex(([other]) => compare(other, price) === 0);
    if (index >= 0) this.#levels.splice(index, 1);
    if (compare(quantity, '0') !== 0) this.#levels.push([price, quantity]);
    this.#levels.sort(([a], [b]) => compare(b, a) * this.#direction);
  }

  get levels(): readonly Level[] {
    return this.#levels;
  }

  within(price: string): number {
    return this.#levels.filter(([other]) => compare(other, price) * this.#direction >= 0).length;
  }
}

/** Creates random prices or quantities of one market, most of them with the same number of digits. */
class Decimals {
  readonly #dice: Dice;
  readonly #width: number;
  readonly #digits: number;
  readonly #oddness: number;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#width = dice.pick([0, 0, 1, 2, 4, 8, 8, 8, 9, 18]);
    this.#digits = dice.pick([1, 2, 3, 3, 10, 17]);
    this.#oddness = dice.pick([0, 0.01, 0.2]);
  }

  next(): string {
    const dice = this.#dice;
    const isOdd = dice.next() < this.#oddness;
    const width = isOdd ? dice.below(20) : this.#width;
    const base = BigInt(10) ** BigInt(this.#digits - 1) + BigInt(dice.below(30));
    if (width === 0) return `${base}`;
    const fraction = dice.pick(['0', '5', '25', '75', '109999995', '110000005']).slice(0, width);
    return `${base}.${isOdd && dice.next() < 0.3 ? fraction : fraction.padEnd(width, '0')}`;
  }
}

function inForm<T>(dice: Dice, message: T, wrapped: string): T | string | Uint8Array {
  const text = dice.next() < 0.5 ? JSON.stringify({ stream: wrapped, data: message }) : JSON.stringify(message);
  return dice.pick([message, text, new TextEncoder().encode(text)]);
}

describe('OrderBook compared with an exact model', () => {
  it(`returns exactly the received strings, in any form, in ${RUNS} generated markets`, () => {
    for (let seed = 1; seed <= RUNS; seed++) play(new Dice(seed), `seed ${seed}`);
  }, 1_800_000);
});

function play(dice: Dice, seed: string): void {
  const prices = new Decimals(dice);
  const quantities = new Decimals(dice);
  const level = (): Level => [
    prices.next(),
    dice.next() < 0.3 ? dice.pick(['0', '0.0', '0.00000000']) : quantities.next(),
  ];
  const levels = (most: number): Level[] => Array.from({ length: dice.below(most + 1) }, level);
  const book = new OrderBook('BNBBTC');
  const bids = new ModelSide(1);
  const asks = new ModelSide(-1);
  const snapshot: DepthSnapshot = { lastUpdateId: 1, bids: levels(8), asks: levels(8) };
  book.load(inForm(dice, snapshot, 'bnbbtc@depth5'));
  for (const bid of snapshot.bids) bids.set(bid);
  for (const ask of snapshot.asks) asks.set(ask);
  for (let id = 2; id < 14; id++) {
    const event: DepthEvent = { e: 'depthUpdate', E: 1, s: 'BNBBTC', U: id, u: id, b: levels(3), a: levels(3) };
    expect(book.apply(inForm(dice, event, 'bnbbtc@depth'))).toBe('applied');
    for (const bid of event.b) bids.set(bid);
    for (const ask of event.a) asks.set(ask);
    expect([book.getBids(), book.getAsks()], seed).toEqual([bids.levels, asks.levels]);
    expect([book.bestBid, book.bestAsk], seed).toEqual([bids.levels[0], asks.levels[0]]);
    const price = prices.next();
    if (compare(price, '0') === 0) continue;
    const counted = [book.depthTo('SELL', price).levels, book.depthTo('BUY', price).levels];
    expect(counted, `${seed}: ${price}`).toEqual([bids.within(price), asks.within(price)]);
    const wanted = quantities.next();
    if (compare(wanted, '0') === 0) continue;
    let sum = 0n;
    let touched = 0;
    for (const [, quantity] of asks.levels) {
      if (sum >= scaledTo20(wanted)) break;
      sum += scaledTo20(quantity);
      touched++;
    }
    const swept = book.sweep('BUY', wanted);
    expect([swept.levels, swept.isFilled], seed).toEqual([touched, sum >= scaledTo20(wanted)]);
  }
}

function scaledTo20(decimal: string): bigint {
  const { units, scale } = fractionOf(decimal);
  return units * 10n ** BigInt(20 - scale);
}
