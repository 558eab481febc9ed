import type { DepthCache } from '@pkg/streams';

/**
 * A row of the shown order book. `ticks` is the price as a whole number, in units of the last decimal place: 123.45 is
 * 12345 ticks.
 */
export type Row = {
  readonly ticks: number;
  readonly quantity: number;
  /**
   * Sums over the levels from the best price to this row. `total` is the sum of the quantities. `cost` is the sum of
   * price times quantity.
   */
  readonly total: number;
  readonly cost: number;
};

export type RowsOptions = {
  readonly side: 'asks' | 'bids';
  readonly count: number;
  readonly decimals: number;
  /** How many ticks one row covers. */
  readonly group: number;
};

/**
 * Returns the best rows of one side, best first. If a row covers several ticks, its price is a multiple of `group`: ask
 * prices are rounded up and bid prices down. So no row shows a better price than the book has.
 */
export function rowsOf(book: Pick<DepthCache, 'getAsks' | 'getBids' | 'known'>, options: RowsOptions): Row[] {
  const { side, count, decimals, group } = options;
  const levels = group === 1 ? count : Math.min(1000, book.known[side]);
  const read = side === 'asks' ? book.getAsks(levels) : book.getBids(levels);
  const scale = 10 ** decimals;
  const rows: { ticks: number; quantity: number; total: number; cost: number }[] = [];
  let [total, cost] = [0, 0];
  for (const [price, text] of read) {
    const exact = Math.round(Number(price) * scale);
    const ticks = (side === 'asks' ? Math.ceil(exact / group) : Math.floor(exact / group)) * group;
    const quantity = Number(text);
    let row = rows.at(-1);
    if (row?.ticks !== ticks) {
      if (rows.length === count) break;
      row = { ticks, quantity: 0, total: 0, cost: 0 };
      rows.push(row);
    }
    total += quantity;
    cost += quantity * Number(price);
    row.quantity += quantity;
    row.total = total;
    row.cost = cost;
  }
  return rows;
}

/**
 * How many rows {@link rowsAt} reads from the book. It finds no quantity at a price that is beyond the last of these
 * rows.
 */
const DEEPEST = 500;

/**
 * Returns the rows with the given prices, in the given order. A price at which the book has no quantity has no row. The
 * prices may be far from the best price, if the market has moved since they were shown.
 */
export function rowsAt(
  book: Pick<DepthCache, 'getAsks' | 'getBids' | 'known'>,
  prices: readonly number[],
  options: Omit<RowsOptions, 'count'>,
): (Row | undefined)[] {
  const byTicks = new Map(rowsOf(book, { ...options, count: DEEPEST }).map((row) => [row.ticks, row]));
  return prices.map((ticks) => byTicks.get(ticks));
}

/** Formats a price in ticks as a decimal string. */
export function priceOfTicks(ticks: number, decimals: number): string {
  const digits = String(ticks).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

export function ticksOfPrice(price: string, decimals: number): number {
  return Math.round(Number(price) * 10 ** decimals);
}

/** Returns the row sizes that the user can choose: multiples of the tick size, up to 0.5 % of the price. */
export function groupsFor(price: number, tickSize: string, decimals: number): readonly number[] {
  const tick = Math.max(1, ticksOfPrice(tickSize, decimals));
  const most = (price * 10 ** decimals) / 200;
  return [1, 10, 50, 100, 500, 1000, 5000, 10_000]
    .map((factor) => factor * tick)
    .filter((group) => group === tick || group <= most);
}
