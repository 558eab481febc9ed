import { signal } from '@preact/signals';
import type { Side } from '../order/order-kinds.js';

/** What the order form holds. */
export class FormState {
  readonly kindId = signal('LIMIT');
  readonly chosenSide = signal<Side>('BUY');
  readonly values = signal<Readonly<Record<string, string>>>({});
  readonly timeInForce = signal('GTC');
  #symbol: string | undefined;

  set(slot: string, value: string): void {
    const values = { ...this.values.peek(), [slot]: value.slice(0, 40) };
    // A market order has an amount or a total, not both.
    if (slot === 'spend' && value) values.quantity = '';
    if (slot === 'quantity' && value) values.spend = '';
    this.values.value = values;
  }

  /** Sets a value unless there is one. */
  suggest(slot: string, value: string): void {
    if (!this.values.peek()[slot]) this.set(slot, value);
  }

  /** Empties the inputs for another symbol: a price of one is wrong for the other. */
  follow(symbol: string | undefined): void {
    if (symbol === undefined || symbol === this.#symbol) return;
    this.#symbol = symbol;
    this.clear();
  }

  clear(): void {
    this.values.value = {};
  }
}
