import type { Random } from '@pkg/core';

/** A source of random numbers whose state can be exported and imported. */
export type SeededRandom = Random & {
  /** Creates another source, whose seed is drawn from this one. */
  fork(): SeededRandom;
  /**
   * Returns the state of the source. A source that imports this state continues with the same numbers as this source.
   */
  exportState(): readonly number[];
  /** Continues a sequence from a state that was exported. @throws {RangeError} if `state` is not such a state */
  importState(state: readonly number[]): void;
};

/**
 * Creates a source of repeatable random numbers: the same seed gives the same numbers. The generator is xoshiro128**,
 * and splitmix32 derives its initial state from the seed.
 */
export function createRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const fill = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
  let [a, b, c, d] = [fill(), fill(), fill(), fill()];
  const word = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const carried = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= carried;
    d = rotate(d, 11);
    return result;
  };
  return {
    next: () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53,
    bytes: (length) => Uint8Array.from({ length }, () => word() >>> 24),
    fork: () => createRandom(word()),
    exportState: () => [a, b, c, d],
    importState: (state) => {
      const isWords = state?.length === 4 && state.every((each) => Number.isInteger(each));
      if (!isWords) {
        throw new RangeError(
          `random: expected four integers from exportState, got ${JSON.stringify(state)?.slice(0, 60)}`,
        );
      }
      [a, b, c, d] = state as [number, number, number, number];
    },
  };
}

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
