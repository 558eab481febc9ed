import { createRandom } from '../../packages/simulator/src/random/seeded-random.js';
import type { Contender } from '../kit/index.js';

const OPERATIONS = 50_000;
const ACCOUNTS = 20;
const CENT = 1_000_000n;
const MID = 100_000n;

export type Side = 'BUY' | 'SELL';

/** The exchange or order book to measure. Amounts are integers in units of 0.00000001. Account numbers start at 0. */
export type Venue = {
  /**
   * Places a GTC order, or a market order if `price` is absent. Returns the order's id if a part of it stays in the
   * book.
   */
  place(account: number, side: Side, quantity: bigint, price?: bigint): number | undefined;
  /** Cancels an order. Returns whether the order was still open. */
  cancel(account: number, id: number): boolean;
  /** Amends an unfilled order to the quantity that {@link halfOf} returns. Returns whether the order was amended. */
  halve(account: number, id: number): boolean;
};

/**
 * Returns half of a quantity, rounded to the lot size. Undefined if the value of that half is below the minimum
 * notional.
 */
export function halfOf(quantity: bigint, price: bigint): bigint | undefined {
  const half = quantity / 2n;
  const stepped = half - (half % 1000n);
  return stepped * price >= 6n * 10n ** 16n ? stepped : undefined;
}

/**
 * Returns a contender that sends random commands around the price 1000.00: 50 % LIMIT orders, 40 % cancels, 8 % MARKET
 * orders, 2 % amendments.
 */
export function flow(name: string, spread: number, open: (accounts: number, now: () => number) => Venue): Contender {
  const random = createRandom(7);
  let now = Date.UTC(2026, 0, 1) * 1000;
  const venue = open(ACCOUNTS, () => now);
  const resting: { readonly account: number; readonly id: number }[] = [];

  /** Sends one random command. Returns false if the command was to cancel or amend an order that was already filled. */
  const operate = (): boolean => {
    now += 50;
    const draw = random.next();
    const account = Math.floor(random.next() * ACCOUNTS);
    const side = random.next() < 0.5 ? 'BUY' : 'SELL';
    const quantity = BigInt(1 + Math.floor(random.next() * 100)) * CENT;
    if (draw < 0.5 || resting.length < 100) {
      const away = BigInt(Math.floor(random.next() * spread) - Math.floor(spread / 20));
      const id = venue.place(account, side, quantity, (side === 'BUY' ? MID - away : MID + away) * CENT);
      if (id !== undefined) resting.push({ account, id });
      return true;
    }
    if (draw >= 0.9 && draw < 0.98) {
      venue.place(account, side, quantity);
      return true;
    }
    const at = Math.floor(random.next() * resting.length);
    const chosen = resting[at] as (typeof resting)[number];
    if (draw >= 0.98) return venue.halve(chosen.account, chosen.id);
    resting[at] = resting.at(-1) as (typeof resting)[number];
    resting.pop();
    return venue.cancel(chosen.account, chosen.id);
  };

  return {
    name,
    round() {
      for (let done = 0; done < OPERATIONS; ) if (operate()) done += 1;
      return { operations: OPERATIONS };
    },
  };
}
