import { expect } from 'vitest';
import type { Amount, Engine, EngineEvent } from '../../src/engine/index.js';

/** Checks the invariants of an engine after each command. */
export class Ledgers {
  private readonly engine: Engine;
  private readonly symbol: string;
  /** The sum of all deposits of each asset. */
  private readonly deposited: Readonly<Record<string, Amount>>;
  /** The order book, rebuilt from the level events. */
  private readonly levels = { BUY: new Map<Amount, Amount>(), SELL: new Map<Amount, Amount>() };
  private updateId: number;

  constructor(engine: Engine, symbol: string, deposited: Readonly<Record<string, Amount>>) {
    this.engine = engine;
    this.symbol = symbol;
    this.deposited = deposited;
    const { bids, asks, lastUpdateId } = engine.book(symbol);
    this.updateId = lastUpdateId;
    for (const [price, quantity] of bids) this.levels.BUY.set(price, quantity);
    for (const [price, quantity] of asks) this.levels.SELL.set(price, quantity);
  }

  check(events: readonly EngineEvent[], label: string): void {
    this.replay(events, label);
    this.conserve(label);
    this.isUncrossed(label);
  }

  /** Rebuilds the order book from level events, and checks that their update ids have no gap. */
  private replay(events: readonly EngineEvent[], label: string): void {
    for (const event of events) {
      if (event.type !== 'LEVEL' || event.symbol !== this.symbol) continue;
      agree(event.updateId, this.updateId + 1, label);
      this.updateId = event.updateId;
      const side = this.levels[event.side];
      if (event.quantity === 0n) side.delete(event.price);
      else side.set(event.price, event.quantity);
    }
    const { bids, asks, lastUpdateId } = this.engine.book(this.symbol);
    agree(lastUpdateId, this.updateId, label);
    const sorted = (side: Map<Amount, Amount>, sign: number) =>
      [...side].sort(([one], [other]) => (one < other ? -sign : sign));
    agree(sorted(this.levels.BUY, -1), bids, label);
    agree(sorted(this.levels.SELL, 1), asks, label);
  }

  /** Checks for each asset that the balances of all accounts and the paid commissions add up to the deposits. */
  private conserve(label: string): void {
    const sums: Record<string, Amount> = {};
    for (const [asset, fee] of this.engine.fees()) sums[asset] = fee;
    for (const { id } of this.engine.accounts()) {
      for (const { asset, free, locked } of this.engine.balances(id)) {
        sums[asset] = (sums[asset] ?? 0n) + free + locked;
        if (id > 0 && (free < 0n || locked < 0n)) expect.fail(`${label}: ${asset} of ${id} is negative`);
      }
    }
    for (const [asset, sum] of Object.entries(this.deposited)) agree(sums[asset], sum, `${label}: ${asset}`);
  }

  private isUncrossed(label: string): void {
    const { bid, ask } = this.engine.bestPrices(this.symbol);
    if (bid && ask && bid[0] >= ask[0]) expect.fail(`${label}: crossed`);
  }
}

/** Expects two values to be equal, as `toEqual` does, but takes less time for equal values. */
export function agree(found: unknown, expected: unknown, label: string): void {
  if (text(found) !== text(expected)) expect(found, label).toEqual(expected);
}

function text(value: unknown): string {
  return JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? `${each}n` : each));
}
