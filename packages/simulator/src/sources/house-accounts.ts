import type { Engine } from '../engine/engine.js';
import { type Amount, amount } from '../engine/types/amount.js';

/**
 * Two accounts that belong to the exchange itself and make a market: one places orders on the book, the other trades
 * with them. They pay no commission and have no order limits.
 */
export type HouseAccounts = { readonly maker: number; readonly taker: number };

/**
 * The amount of each asset that is deposited to each of the exchange's own accounts. It is more than a usual market
 * needs.
 */
export const DEPOSIT: Amount = amount('10000000000');

export function createHouseAccounts(engine: Engine): HouseAccounts {
  return { maker: engine.createAccount({ house: true }).id, taker: engine.createAccount({ house: true }).id };
}

export function fundHouseAccounts(engine: Engine, house: HouseAccounts, assets: readonly string[]): void {
  for (const asset of assets) {
    for (const account of [house.maker, house.taker]) engine.deposit(account, asset, DEPOSIT);
  }
}
