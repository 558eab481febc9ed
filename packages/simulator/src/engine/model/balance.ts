import type { Amount, Balance } from '../types/index.js';

/** The balance of one asset in one account. */
export class BalanceState implements Balance {
  readonly asset: string;
  free: Amount = 0n;
  locked: Amount = 0n;
  /** The part of `locked` that was locked from outside the engine, for example as collateral, and not for an order. */
  external: Amount = 0n;
  /** Whether the current command has changed the balance. */
  touched = false;

  constructor(asset: string) {
    this.asset = asset;
  }
}
