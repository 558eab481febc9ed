import type { Exchange } from '@pkg/simulator';
import { formatAmount } from '../../packages/simulator/src/engine/types/amount.js';

type Change = { readonly updateId: number; readonly isBid: boolean; readonly price: bigint; readonly quantity: bigint };

/**
 * The exchange's own book of a symbol at any update id. Each id that is looked up has to be at least as high as the one
 * before.
 */
export class BookOracle {
  readonly #changes: Change[] = [];
  readonly #at = new Map<number, number>();
  readonly #bids = new Map<bigint, bigint>();
  readonly #asks = new Map<bigint, bigint>();
  #next = 0;
  #id = 0;
  /** The newest update id of the exchange. */
  newest = 0;

  constructor(exchange: Exchange, symbol: string) {
    exchange.engine.on((event) => {
      if (event.type !== 'LEVEL' || event.symbol !== symbol) return;
      const { updateId, side, price, quantity } = event;
      this.#changes.push({ updateId, isBid: side === 'BUY', price, quantity });
      this.#at.set(updateId, exchange.clock.monotonic());
      this.newest = updateId;
    });
  }

  /** The time at which the exchange made this update, in ms of its monotonic clock. Undefined if it has not made it. */
  timeOf(updateId: number): number | undefined {
    return this.#at.get(updateId);
  }

  /** Returns the best levels of both sides after an update, as text. */
  best(updateId: number, count: number): string {
    if (updateId < this.#id) throw new RangeError(`updateId: expected at least ${this.#id}, got ${updateId}`);
    for (let change = this.#changes[this.#next]; change && change.updateId <= updateId; ) {
      const side = change.isBid ? this.#bids : this.#asks;
      if (change.quantity === 0n) side.delete(change.price);
      else side.set(change.price, change.quantity);
      this.#next++;
      change = this.#changes[this.#next];
    }
    this.#id = updateId;
    const rows = (side: Map<bigint, bigint>, isBid: boolean): string =>
      [...side]
        .sort(([one], [other]) => (one < other === isBid ? 1 : -1))
        .slice(0, count)
        .map(([price, quantity]) => `${formatAmount(price)}=${formatAmount(quantity)}`)
        .join(' ');
    return `bids ${rows(this.#bids, true)} asks ${rows(this.#asks, false)}`;
  }
}
