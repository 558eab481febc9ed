import { generator } from './generator.js';

/** Draws random values. The same seed gives the same values. */
export class Dice {
  /** Returns a number from 0 up to, but not including, 1. */
  readonly next: () => number;

  constructor(seed: number) {
    this.next = generator(seed);
  }

  /** Returns a whole number from 0 up to, but not including, `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** Returns a whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: ArrayLike<T>): T {
    return from[this.below(from.length)] as T;
  }
}
