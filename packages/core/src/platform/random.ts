/** A source of randomness for delays, client order ids and request ids. */
export interface Random {
  /** Returns a number in [0, 1). */
  next(): number;
  /** Returns `length` random bytes. */
  bytes(length: number): Uint8Array;
}

// Without the annotation, bundlers would keep this call in pages that do not use `systemRandom`.
let pool: Uint8Array = /* @__PURE__ */ new Uint8Array(0);
let used = 0;

const next = (): number => Math.random();

/** The random numbers for the delays before retries. They need not be secret. */
export const systemJitter: Pick<Random, 'next'> = { next };

/** The random numbers of the platform. `bytes` uses the cryptographically secure generator if the platform has one. */
export const systemRandom: Random = {
  next,
  bytes(length) {
    // A call of `getRandomValues` takes as long as signing an order, even if it returns only a few bytes. Therefore it
    // generates many bytes at once, and each call of `bytes` takes the next unused ones.
    if (used + length > pool.length) {
      const fresh = new Uint8Array(Math.max(1024, length));
      // React Native has no `crypto`, so the bytes come from `next` there. Others could guess these bytes, but a client
      // order id only has to be unique, not secret.
      pool = globalThis.crypto?.getRandomValues?.(fresh) ?? fresh.map(() => next() * 256);
      used = 0;
    }
    used += length;
    return pool.subarray(used - length, used);
  },
};
