import type { DepthCache } from '@pkg/streams';

/** A point of the depth chart. A point without a value draws nothing, but takes up its place on the horizontal axis. */
export type DepthPoint = { readonly time: number; readonly value?: number };

const LEVELS = 300;
/** How many points one side has at most. */
const POINTS = 150;

type Level = { readonly ticks: number; readonly quantity: number };

/**
 * Returns the cumulative quantities of both sides. The chart draws its points at equal distances, so the prices of
 * neighbouring points differ by the same step. Both sides end at the same distance from the middle price. `time` is a
 * price, because the chart's library uses this name for the horizontal value.
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
  // The prices of each side begin at the middle and go outwards in steps. So the first point with a value is at the
  // best price, or less than one step worse.
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
