import { BinanceOrderError, type OrderProblem } from '@pkg/core';
import { byId, element } from '../dom.js';

export type LimitOrder = { side: 'BUY' | 'SELL'; price: string; quantity: string };

/** The form of a LIMIT order. Problems with the order rules are shown with buttons for the nearest legal values. */
export class OrderForm {
  readonly #form = byId<HTMLFormElement>('order');
  readonly #submit = byId<HTMLButtonElement>('submit');
  readonly #fixes = byId('fixes');
  #isSending = false;

  constructor(onOrder: (order: LimitOrder) => Promise<void>) {
    this.#form.addEventListener('change', () => this.#label());
    this.#form.addEventListener('input', ({ target }) => markInvalid(target as HTMLInputElement, false));
    this.#form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (this.#isSending) return;
      this.#showProblems([]);
      // `aria-busy`, because `disabled` would remove the focus.
      this.#setSending(true);
      try {
        await onOrder(this.#order());
      } catch (error) {
        if (!(error instanceof BinanceOrderError)) throw error;
        this.#showProblems(error.problems);
      } finally {
        this.#setSending(false);
      }
    });
  }

  setPrice(price: string): void {
    this.#input('price').value = price;
    markInvalid(this.#input('price'), false);
  }

  /** Switches to another symbol and clears the inputs of the last one. */
  setSymbol(base: string, quote: string): void {
    byId('base-asset').textContent = base;
    byId('quote-asset').textContent = quote;
    this.#input('price').value = '';
    this.#input('quantity').value = '';
    this.#showProblems([]);
    this.#label();
  }

  /** Fills in a price and a quantity if their inputs are empty. */
  suggest(price: string, quantity: string): void {
    this.#input('price').value ||= price;
    this.#input('quantity').value ||= quantity;
  }

  setEnabled(enabled: boolean): void {
    this.#submit.disabled = !enabled;
    this.#submit.title = enabled ? '' : 'There is no connection with an API key.';
  }

  #setSending(isSending: boolean): void {
    this.#isSending = isSending;
    this.#submit.ariaBusy = String(isSending);
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

  #showProblems(problems: readonly OrderProblem[]): void {
    const lines = problems.map((problem) => {
      const line = element('p', problem.message, 'problem');
      for (const value of new Set([problem.fix?.down, problem.fix?.up])) {
        if (value === undefined) continue;
        const button = element('button', `${problem.param} ${value}`, 'fix');
        button.type = 'button';
        button.addEventListener('click', () => {
          if (problem.param === 'price' || problem.param === 'quantity') {
            const input = this.#input(problem.param);
            input.value = value;
            markInvalid(input, false);
            input.focus();
          }
          line.remove();
        });
        line.append(' ', button);
      }
      return line;
    });
    this.#fixes.replaceChildren(...lines);
    for (const name of ['price', 'quantity'] as const) {
      markInvalid(
        this.#input(name),
        problems.some(({ param }) => param === name),
      );
    }
  }

  #input(name: 'price' | 'quantity'): HTMLInputElement {
    return this.#form.elements.namedItem(name) as HTMLInputElement;
  }
}

function markInvalid(input: HTMLInputElement, isInvalid: boolean): void {
  input.ariaInvalid = String(isInvalid);
}
