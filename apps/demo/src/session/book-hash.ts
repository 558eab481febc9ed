import type { OrderBook } from '@pkg/core';

/**
 * Returns a short hash of a book. Two books that differ in a price, a quantity or the update id practically always have
 * different hashes.
 */
export function bookHash({ lastUpdateId, bids, asks }: OrderBook): string {
  const text = JSON.stringify([lastUpdateId, bids, asks]);
  // Two FNV-1a hashes with different parameters give 64 bits together.
  let [one, other] = [0x811c9dc5, 0x01000193];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other ^ code, 0x85ebca6b);
  }
  return [one, other].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('');
}
