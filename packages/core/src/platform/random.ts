/** Where randomness comes from: jitter, client order ids, request ids. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** `length` random bytes. */
  bytes(length: number): Uint8Array;
}

let pool = new Uint8Array(0);
let used = 0;

const next = (): number => Math.random();

/** For jitter, from which nothing secret follows. */
export const systemJitter: Pick<Random, 'next'> = { next };

/** The platform's generators; bytes are of the cryptographic one. */
export const systemRandom: Random = {
  next,
  bytes(length) {
    // Drawn in advance: one draw costs as much as signing an order, whatever its length. No byte is given twice.
    if (used + length > pool.length) {
      pool = crypto.getRandomValues(new Uint8Array(Math.max(1024, length)));
      used = 0;
    }
    used += length;
    return pool.slice(used - length, used);
  },
};
