/** The source of randomness, for jitter, client order ids and request ids. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** `length` random bytes. */
  bytes(length: number): Uint8Array;
}

let pool = new Uint8Array(0);
let used = 0;

const next = (): number => Math.random();

/** Randomness for jitter, which need not be secret. */
export const systemJitter: Pick<Random, 'next'> = { next };

/** The random number generators of the platform. `bytes` uses the cryptographic one. */
export const systemRandom: Random = {
  next,
  bytes(length) {
    // Bytes are generated in advance, because one call takes as long as signing an order, whatever its length. No byte is
    // returned twice.
    if (used + length > pool.length) {
      pool = crypto.getRandomValues(new Uint8Array(Math.max(1024, length)));
      used = 0;
    }
    used += length;
    return pool.subarray(used - length, used);
  },
};
