import type { Amount, Balance } from '../types/index.js';

/** The balance of one asset in one account. */
export class BalanceState implements Balance {
  readonly asset: string;
  free: Amount = 0n;
  locked: Amount = 0n;
  /** The amount of `locked` that was locked for a reason outside the engine, such as collateral. */
  external: Amount = 0n;
  /** Whether the current command has changed the balance. */
  touched = false;

  constructor(asset: string) {
    this.asset = asset;
  }
}
