import { createRandom } from '../../packages/simulator/src/random/seeded-random.js';
import type { Contender } from '../kit/index.js';

const OPERATIONS = 50_000;
const ACCOUNTS = 20;
const CENT = 1_000_000n;
const MID = 100_000n;

export type Side = 'BUY' | 'SELL';

/** Where orders go. Amounts have eight decimals; accounts count from 0. */
export type Venue = {
  /** Places a GTC order, or a market order where there is no price; gives the order's id where some of it rests. */
  place(account: number, side: Side, quantity: bigint, price?: bigint): number | undefined;
  /** Gives whether there was still something to cancel. */
  cancel(account: number, id: number): boolean;
  /** Halves an order, as `halfOf` says, that has not traded yet; gives whether there was one that may be. */
  halve(account: number, id: number): boolean;
};

/** Half a quantity in steps of the lot size; undefined where that would be worth less than the least notional allows. */
export function halfOf(quantity: bigint, price: bigint): bigint | undefined {
  const half = quantity / 2n;
  const stepped = half - (half % 1000n);
  return stepped * price >= 6n * 10n ** 16n ? stepped : undefined;
}

/** Orders around a price of 1000.00; 50 % of them LIMIT, 40 % cancel, 8 % MARKET, 2 % amend are tried. */
export function flow(name: string, spread: number, open: (accounts: number, now: () => number) => Venue): Contender {
  const random = createRandom(7);
  let now = Date.UTC(2026, 0, 1) * 1000;
  const venue = open(ACCOUNTS, () => now);
  const resting: { readonly account: number; readonly id: number }[] = [];

  /** Gives whether it came to a command: what was to be cancelled or amended may be filled by now. */
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
