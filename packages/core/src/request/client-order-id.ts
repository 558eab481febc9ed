import type { Random } from '../platform/random.js';

/**
 * Returns a function that generates client order ids: 22 hexadecimal digits that are drawn at random once, followed by
 * a counter of 10 decimal digits. The function `hex` is not used, because the code for signed calls, which is loaded
 * separately, uses it too. Bundlers would put the shared function into a file of its own, which a page would have to
 * load.
 */
export function clientOrderIds(random: Random): () => string {
  let prefix = '';
  let count = 1e9;
  return () => {
    if (!prefix) for (const byte of random.bytes(11)) prefix += byte.toString(16).padStart(2, '0');
    return prefix + count++;
  };
}
