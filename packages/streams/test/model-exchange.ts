import type { Dice } from '../../../tests/support/dice.js';
import type { DepthEvent, DepthSnapshot, Level } from '../src/book/index.js';

/** The largest distance of a level from the starting price, in ticks. */
const REACH = 8_000;
const START = 60_000;

/** Returns the best levels of both sides as text. */
export function topOf(
  book: { getBids(limit: number): unknown; getAsks(limit: number): unknown },
  limit: number,
): string {
  return `${book.getBids(limit)}|${book.getAsks(limit)}`;
}

/**
 * A simulated market with an exact order book, with which tests compare the client's book. The market changes in steps,
 * and remembers its best levels after each step. Most levels never change, so no event contains them, only a snapshot.
 */
export class ModelExchange {
  readonly symbol: string;
  lastUpdateId: number;
  /** The tick between the bids and the asks, at which there is no level. */
  #middle = START;
  readonly #levels: Map<number, number> = new Map();
  readonly #dice: Dice;
  readonly #kept: number;
  /** The best levels after each event, by the last update id of the event. */
  readonly #tops: Map<number, string> = new Map();

  /** @param kept the number of levels of each side that {@link top} returns. */
  constructor(symbol: string, dice: Dice, kept = 20, firstId = 1_000) {
    this.symbol = symbol;
    this.#dice = dice;
    this.#kept = kept;
    this.lastUpdateId = firstId;
    for (let tick = START - REACH; tick < START + REACH; tick++) {
      if (tick !== START && dice.next() < 0.6) this.#levels.set(tick, 1 + dice.below(9_000));
    }
    this.#tops.set(firstId, topOf(this, kept));
  }

  /** Returns the best levels after an update id; undefined if no event ends with this id. */
  top(lastUpdateId: number): string | undefined {
    return this.#tops.get(lastUpdateId);
  }

  /** Moves the price by a number of ticks, changes some levels near it, and returns the event of these changes. */
  step(ticks: number, changes: number): DepthEvent {
    const bids = new Map<number, number>();
    const asks = new Map<number, number>();
    const to = Math.max(START - REACH + 500, Math.min(START + REACH - 500, this.#middle + ticks));
    const direction = Math.sign(to - this.#middle);
    while (this.#middle !== to) {
      const gone = this.#middle + direction;
      if (this.#levels.delete(gone)) (direction < 0 ? bids : asks).set(gone, 0);
      this.#middle = gone;
    }
    for (let count = 0; count < changes; count++) {
      const distance = 1 + Math.floor(-Math.log(1 - this.#dice.next()) * 12);
      const isBid = this.#dice.next() < 0.5;
      const tick = this.#middle + (isBid ? -distance : distance);
      const quantity = this.#dice.next() < 0.45 ? 0 : 1 + this.#dice.below(9_000);
      if (quantity === 0) this.#levels.delete(tick);
      else this.#levels.set(tick, quantity);
      (isBid ? bids : asks).set(tick, quantity);
    }
    const U = this.lastUpdateId + 1;
    const u = this.lastUpdateId + 1 + this.#dice.below(5);
    this.lastUpdateId = u;
    this.#tops.set(u, topOf(this, this.#kept));
    return { e: 'depthUpdate', E: 1_700_000_000_000 + u, s: this.symbol, U, u, b: levelsOf(bids), a: levelsOf(asks) };
  }

  snapshot(limit: number): DepthSnapshot {
    return { lastUpdateId: this.lastUpdateId, bids: this.getBids(limit), asks: this.getAsks(limit) };
  }

  getBids(limit: number): Level[] {
    return this.#best(-1, limit);
  }

  getAsks(limit: number): Level[] {
    return this.#best(1, limit);
  }

  #best(direction: 1 | -1, limit: number): Level[] {
    const levels: Level[] = [];
    for (let distance = 1; distance < 2 * REACH && levels.length < limit; distance++) {
      const tick = this.#middle + direction * distance;
      const quantity = this.#levels.get(tick);
      if (quantity !== undefined) levels.push(levelOf(tick, quantity));
    }
    return levels;
  }
}

function levelsOf(side: ReadonlyMap<number, number>): Level[] {
  return [...side].map(([tick, quantity]) => levelOf(tick, quantity));
}

function levelOf(tick: number, quantity: number): Level {
  return [`${Math.floor(tick / 100)}.${String(tick % 100).padStart(2, '0')}000000`, `${quantity}.00000000`];
}
