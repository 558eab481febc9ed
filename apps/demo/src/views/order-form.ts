import { BinanceOrderError, type OrderProblem } from '@pkg/core';
import { byId, element } from '../dom.js';

export type LimitOrder = { side: 'BUY' | 'SELL'; price: string; quantity: string };

/** The form of a LIMIT order. What the trading rules refuse is shown with the nearest legal values to click. */
export class OrderForm {
  readonly #form = byId<HTMLFormElement>('order');
  readonly #submit = byId<HTMLButtonElement>('submit');
  readonly #fixes = byId('fixes');
  #enabled = false;

  constructor(onOrder: (order: LimitOrder) => Promise<void>) {
    this.#form.addEventListener('change', () => this.#label());
    this.#form.addEventListener('submit', async (event) => {
      event.preventDefault();
      this.#fixes.replaceChildren();
      this.#submit.disabled = true;
      try {
        await onOrder(this.#order());
      } catch (error) {
        if (!(error instanceof BinanceOrderError)) throw error;
        this.#offer(error.problems);
      } finally {
        this.#submit.disabled = !this.#enabled;
      }
    });
  }

  setPrice(price: string): void {
    this.#input('price').value = price;
  }

  setSymbol(base: string, quote: string, price: string, quantity: string): void {
    byId('base-asset').textContent = base;
    byId('quote-asset').textContent = quote;
    this.#input('price').value = price;
    this.#input('quantity').value = quantity;
    this.#fixes.replaceChildren();
    this.#label();
  }

  setEnabled(enabled: boolean): void {
    this.#enabled = enabled;
    this.#submit.disabled = !enabled;
    this.#submit.title = enabled ? '' : 'There is no connection with an API key.';
  }

  #order(): LimitOrder {
    const side = new FormData(this.#form).get('side') === 'SELL' ? 'SELL' : 'BUY';
    return { side, price: this.#input('price').value.trim(), quantity: this.#input('quantity').value.trim() };
  }

  #label(): void {
    const { side } = this.#order();
    this.#submit.textContent = `${side === 'BUY' ? 'Buy' : 'Sell'} ${byId('base-asset').textContent}`;
    this.#submit.dataset.side = side;
  }

  #offer(problems: readonly OrderProblem[]): void {
    const lines = problems.map((problem) => {
      const line = element('p', problem.message, 'problem');
      for (const value of new Set([problem.fix?.down, problem.fix?.up])) {
        if (value === undefined) continue;
        const button = element('button', `${problem.param} ${value}`, 'fix');
        button.type = 'button';
        button.addEventListener('click', () => {
          if (problem.param === 'price' || problem.param === 'quantity') this.#input(problem.param).value = value;
          line.remove();
        });
        line.append(' ', button);
      }
      return line;
    });
    this.#fixes.replaceChildren(...lines);
  }

  #input(name: 'price' | 'quantity'): HTMLInputElement {
    return this.#form.elements.namedItem(name) as HTMLInputElement;
  }
}
