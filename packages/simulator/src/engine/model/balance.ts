import type { Amount, Balance } from '../types/index.js';

/** One asset of one account. */
export class BalanceState implements Balance {
  readonly asset: string;
  free: Amount = 0n;
  locked: Amount = 0n;
  /** The part of `locked` that is locked from outside, such as collateral. */
  external: Amount = 0n;
  /** Whether the current command has changed it. */
  touched = false;

  constructor(asset: string) {
    this.asset = asset;
  }
}
