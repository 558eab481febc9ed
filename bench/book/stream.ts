import { generator } from '../../tests/support/generator.js';

/** The properties of a generated market. */
export type StreamShape = {
  readonly events: number;
  /** The minimum and maximum number of level changes per event. */
  readonly changes: readonly [least: number, most: number];
  /** The number of levels on each side of the snapshot. */
  readonly levels: number;
  /**
   * Whether the market is dense: almost every tick near the best price has a level, quantities use all their decimals,
   * and the best price moves by at most a tick. In a dense market an event changes most of the best levels.
   * @default false
   */
  readonly isDense?: boolean;
};

/**
 * A generated market as text: the snapshot as the REST API returns it, and the frames that a combined stream sends
 * after the snapshot.
 */
export type GeneratedStream = { readonly snapshot: string; readonly frames: string[] };

const PRICE_DECIMALS = 2;
const START = 6_183_763;

/**
 * Generates a market whose mid price moves. Most changes are near the best price, and a few are far away. Some changes
 * delete levels, even levels that do not exist. Levels that the mid price moves past are deleted.
 */
export function generateStream({ events, changes, levels, isDense = false }: StreamShape, seed = 7): GeneratedStream {
  const random = generator(seed);
  const [removed, quantityDecimals, most] = isDense ? [0.3, 8, 1e10] : [0.42, 5, 1e7];
  const quantity = (): number => 1 + Math.floor(random() ** 4 * most);
  const sides = { bids: new Map<number, number>(), asks: new Map<number, number>() };
  let middle = START;
  for (const [side, sign] of [
    ['bids', -1],
    ['asks', 1],
  ] as const) {
    let tick = middle;
    for (let i = 0; i < levels; i++) {
      tick += sign * (isDense ? 1 : 1 + Math.floor(-Math.log(1 - random()) * (i / 400)));
      sides[side].set(tick, quantity());
    }
  }
  let id = 1_000_000_000;
  const print = (side: Map<number, number>, order: number): string =>
    `[${[...side]
      .sort(([a], [b]) => (a - b) * order)
      .map(([tick, amount]) => `["${decimal(tick, PRICE_DECIMALS)}","${decimal(amount, quantityDecimals)}"]`)
      .join(',')}]`;
  const snapshot = `{"lastUpdateId":${id},"bids":${print(sides.bids, -1)},"asks":${print(sides.asks, 1)}}`;

  const frames: string[] = [];
  for (let event = 0; event < events; event++) {
    const bids = new Map<number, number>();
    const asks = new Map<number, number>();
    const before = middle;
    if (isDense) middle += Math.floor(random() * 3) - 1;
    else if (random() < 0.4) middle += Math.round((random() - 0.5) * 12);
    for (let tick = before; tick < middle; tick++) if (sides.asks.has(tick + 1)) asks.set(tick + 1, 0);
    for (let tick = before; tick > middle; tick--) if (sides.bids.has(tick - 1)) bids.set(tick - 1, 0);
    const count = changes[0] + Math.floor(random() ** 2 * (changes[1] - changes[0] + 1));
    for (let i = 0; i < count; i++) {
      const isBid = random() < 0.5;
      const tick = isBid ? middle - 1 - distance(random) : middle + 1 + distance(random);
      (isBid ? bids : asks).set(tick, random() < removed ? 0 : quantity());
    }
    for (const [changed, side] of [
      [bids, sides.bids],
      [asks, sides.asks],
    ] as const) {
      for (const [tick, amount] of changed) {
        if (amount === 0) side.delete(tick);
        else side.set(tick, amount);
      }
    }
    const first = id + 1;
    id += 1 + Math.floor(random() * 40);
    const data = `{"e":"depthUpdate","E":${1_723_161_255_208 + event * 100},"s":"BTCUSDT","U":${first},"u":${id},"b":${print(bids, -1)},"a":${print(asks, 1)}}`;
    frames.push(`{"stream":"btcusdt@depth@100ms","data":${data}}`);
  }
  return { snapshot, frames };
}

/** Returns a random distance of a change from the best price, in ticks. */
function distance(random: () => number): number {
  const kind = random();
  if (kind < 0.2) return Math.floor(random() * 3);
  if (kind < 0.8) return Math.floor(-Math.log(1 - random()) * 40);
  if (kind < 0.95) return Math.floor(-Math.log(1 - random()) * 1500);
  return Math.floor(random() * 120_000);
}

/** Formats an integer in units of `10^-decimals` with 8 decimals, as the exchange does. */
function decimal(units: number, decimals: number): string {
  const text = String(units).padStart(decimals + 1, '0');
  return `${text.slice(0, -decimals)}.${text.slice(-decimals)}${'0'.repeat(8 - decimals)}`;
}
