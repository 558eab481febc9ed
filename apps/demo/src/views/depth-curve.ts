import type { DepthCache } from '@pkg/streams';

/** A point of the depth chart. A point without a value only keeps the distance between its neighbours. */
export type DepthPoint = { readonly time: number; readonly value?: number };

const LEVELS = 300;
/** How many points one side has at most. */
const POINTS = 150;

type Level = { readonly ticks: number; readonly quantity: number };

/**
 * Returns the cumulative quantities of both sides. The prices of the points have equal distances, because the chart draws
 * all points at equal distances. Both sides reach equally far from the middle. The field for the price is called
 * `time`, because the chart's library uses this name for the horizontal value.
 */
export function depthCurve(
  book: Pick<DepthCache, 'getAsks' | 'getBids' | 'known'>,
  decimals: number,
): { readonly bids: DepthPoint[]; readonly asks: DepthPoint[] } {
  const scale = 10 ** decimals;
  const read = (levels: readonly (readonly [string, string])[]): Level[] =>
    levels.map(([price, quantity]) => ({ ticks: Math.round(Number(price) * scale), quantity: Number(quantity) }));
  const bids = read(book.getBids(Math.min(LEVELS, book.known.bids)));
  const asks = read(book.getAsks(Math.min(LEVELS, book.known.asks)));
  const best = [bids[0], asks[0]].flatMap((level) => (level ? level.ticks : []));
  if (best.length === 0) return { bids: [], asks: [] };
  const middle = best.reduce((sum, ticks) => sum + ticks, 0) / best.length;
  const ends = [bids.at(-1), asks.at(-1)].flatMap((level) => (level ? Math.abs(level.ticks - middle) : []));
  const reach = Math.min(...ends);
  const step = Math.max(1, Math.ceil(reach / POINTS));
  // The prices are counted from the middle outwards, so each side has a point at its best price or just beyond it.
  const below = range(Math.floor(middle / step) * step, middle - reach, -step);
  const above = range(Math.floor(middle / step) * step + step, middle + reach, step);
  const sold = sums(asks, above, (level, price) => level <= price);
  const bought = sums(bids, below, (level, price) => level >= price);
  const point = (ticks: number, value: number | undefined): DepthPoint => ({
    time: ticks / scale,
    ...(value === undefined ? {} : { value }),
  });
  return {
    bids: below.map((ticks, index) => point(ticks, bought[index])).reverse(),
    asks: above.map((ticks, index) => point(ticks, sold[index])),
  };
}

function range(from: number, to: number, step: number): number[] {
  const prices: number[] = [];
  for (let price = from; step > 0 ? price <= to : price >= to; price += step) prices.push(price);
  return prices;
}

/**
 * Returns for each price the total quantity from the best level to this price; undefined for a price that is better
 * than the best level.
 */
function sums(
  levels: readonly Level[],
  prices: readonly number[],
  isWithin: (level: number, price: number) => boolean,
): (number | undefined)[] {
  let [next, total] = [0, 0];
  return prices.map((price) => {
    for (let level = levels[next]; level && isWithin(level.ticks, price); level = levels[next]) {
      total += level.quantity;
      next += 1;
    }
    return next === 0 ? undefined : total;
  });
}
