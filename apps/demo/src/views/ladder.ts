import type { DepthCache } from '@pkg/streams';
import { byId, element, setText } from '../dom.js';
import { compact, toDecimals, trimDecimal } from '../format.js';

type Row = { line: HTMLElement; price: HTMLElement; quantity: HTMLElement; total: HTMLElement };

const depth = 20;

/**
 * The order book as two columns of levels with their running totals. A click on a level, or Enter, gives its price to
 * `onPrice`. For the keyboard the ladder is one stop; the arrows walk it.
 */
export class Ladder {
  readonly #asks = rows(byId('asks'));
  readonly #bids = rows(byId('bids'));
  readonly #touch = byId('touch');
  readonly #state = byId('book-state');
  readonly #panel = document.querySelector<HTMLElement>('.book');
  /** From the highest price to the lowest, as they stand on the page. */
  readonly #rows = [...this.#asks].reverse().concat(this.#bids);
  /** Where Tab enters: the row that had the focus last. */
  #stop = depth;
  #lastMid = 0;

  constructor(onPrice: (price: string) => void) {
    this.#rows.forEach((row, index) => {
      row.line.addEventListener('click', () => onPrice(row.price.dataset.exact ?? ''));
      row.line.addEventListener('focus', () => this.#setStop(index));
      row.line.addEventListener('keydown', (event) => this.#onKey(event, index));
      // A list that was scrolled for the keyboard would go on hiding its best price.
      row.line.addEventListener('blur', () => row.line.parentElement?.scrollTo(0, 0));
    });
    this.#setStop(this.#stop);
  }

  draw(book: DepthCache | undefined, decimals: number): void {
    const status = book?.status ?? '';
    setText(this.#state, status);
    this.#state.dataset.state = status;
    this.#panel?.classList.toggle('stale', status !== 'live');
    // The best ask stands lowest, next to the touch.
    const most = Math.max(
      fill(this.#asks, book?.getAsks(depth) ?? [], decimals),
      fill(this.#bids, book?.getBids(depth) ?? [], decimals),
    );
    for (const row of [...this.#asks, ...this.#bids]) {
      row.line.style.setProperty('--share', `${(100 * Number(row.total.dataset.value ?? 0)) / (most || 1)}%`);
    }
    this.#keepStop();
    this.#drawTouch(book ?? {}, decimals);
  }

  #onKey(event: KeyboardEvent, index: number): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { key } = event;
    if (key === 'Enter' || key === ' ') this.#rows[index]?.line.click();
    else if (key === 'ArrowUp')
      this.#focus(
        this.#shown()
          .filter((shown) => shown < index)
          .at(-1),
      );
    else if (key === 'ArrowDown') this.#focus(this.#shown().find((shown) => shown > index));
    else if (key === 'Home') this.#focus(this.#shown().at(0));
    else if (key === 'End') this.#focus(this.#shown().at(-1));
    else return;
    event.preventDefault();
  }

  #shown(): number[] {
    return this.#rows.flatMap(({ line }, index) => (isBlank(line) ? [] : [index]));
  }

  #focus(index = this.#stop): void {
    this.#rows[index]?.line.focus();
  }

  #setStop(index: number): void {
    for (const [at, tabIndex] of [
      [this.#stop, -1],
      [index, 0],
    ] as const) {
      const line = this.#rows[at]?.line;
      if (line) line.tabIndex = tabIndex;
    }
    this.#stop = index;
  }

  /** A level that is gone cannot be entered, nor keep the focus: the nearest one does. */
  #keepStop(): void {
    const line = this.#rows[this.#stop]?.line;
    if (!line || !isBlank(line)) return;
    const hadFocus = line === document.activeElement;
    const nearest = this.#shown().sort((one, other) => Math.abs(one - this.#stop) - Math.abs(other - this.#stop))[0];
    if (nearest === undefined) return;
    this.#setStop(nearest);
    if (hadFocus) this.#focus();
  }

  #drawTouch({ bestBid, bestAsk }: Partial<DepthCache>, decimals: number): void {
    if (!bestBid || !bestAsk) {
      setText(this.#touch, '—');
      return;
    }
    // For the eye only: money is never counted in floating point.
    const mid = (Number(bestBid[0]) + Number(bestAsk[0])) / 2;
    this.#touch.dataset.direction = mid > this.#lastMid ? 'up' : mid < this.#lastMid ? 'down' : '';
    this.#lastMid = mid;
    const spread = Number(bestAsk[0]) - Number(bestBid[0]);
    setText(this.#touch, `${mid.toFixed(decimals)}  ·  spread ${spread.toFixed(decimals)}`);
  }
}

function rows(list: HTMLElement): Row[] {
  const made = Array.from({ length: depth }, () => {
    const row = {
      line: element('div', '', 'level'),
      price: element('span', '', 'price'),
      quantity: element('span'),
      total: element('span'),
    };
    row.line.role = 'option';
    row.line.tabIndex = -1;
    row.line.ariaSelected = 'false';
    row.line.append(row.price, ' ', row.quantity, ' ', row.total);
    return row;
  });
  list.replaceChildren(...made.map((row) => row.line));
  return made;
}

function isBlank(line: HTMLElement): boolean {
  return line.classList.contains('blank');
}

function fill(target: readonly Row[], levels: readonly (readonly [string, string])[], decimals: number): number {
  let total = 0;
  target.forEach((row, index) => {
    const [price, quantity] = levels[index] ?? [];
    row.line.classList.toggle('blank', price === undefined);
    if (price === undefined || quantity === undefined) return;
    total += Number(quantity);
    row.price.dataset.exact = trimDecimal(price);
    row.total.dataset.value = String(total);
    setText(row.price, toDecimals(price, decimals));
    setText(row.quantity, compact(Number(quantity)));
    setText(row.total, compact(total));
  });
  return total;
}
