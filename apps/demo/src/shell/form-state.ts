import { signal } from '@preact/signals';
import type { Side } from '../order/order-kinds.js';

/** The values and choices in the order form. */
export class FormState {
  readonly kindId = signal('LIMIT');
  readonly chosenSide = signal<Side>('BUY');
  readonly values = signal<Readonly<Record<string, string>>>({});
  readonly timeInForce = signal('GTC');
  #symbol: string | undefined;

  set(slot: string, value: string): void {
    const values = { ...this.values.peek(), [slot]: value.slice(0, 40) };
    // A market order takes either an amount or a total, so filling in one of them clears the other.
    if (slot === 'spend' && value) values.quantity = '';
    if (slot === 'quantity' && value) values.spend = '';
    this.values.value = values;
  }

  /** Sets the value of an input if it is empty. */
  suggest(slot: string, value: string): void {
    if (!this.values.peek()[slot]) this.set(slot, value);
  }

  /** Clears the inputs when the symbol changes, because the prices of one symbol are wrong for another. */
  follow(symbol: string | undefined): void {
    if (symbol === undefined || symbol === this.#symbol) return;
    this.#symbol = symbol;
    this.clear();
  }

  clear(): void {
    this.values.value = {};
  }
}
