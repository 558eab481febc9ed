import type { DepthCache } from '@pkg/streams';
import { byId, element, setText } from '../dom.js';
import { compact, toDecimals, trimDecimal } from '../format.js';

type Row = { line: HTMLLIElement; price: HTMLElement; quantity: HTMLElement; total: HTMLElement };

const depth = 20;

/** The order book as two columns of levels with their running totals. Clicking a level gives its price to `onPrice`. */
export class Ladder {
  readonly #asks = rows(byId('asks'));
  readonly #bids = rows(byId('bids'));
  readonly #touch = byId('touch');
  readonly #state = byId('book-state');
  readonly #panel = document.querySelector<HTMLElement>('.book');
  #lastMid = 0;

  constructor(onPrice: (price: string) => void) {
    for (const row of [...this.#asks, ...this.#bids]) {
      row.line.addEventListener('click', () => onPrice(row.price.dataset.exact ?? ''));
    }
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
    this.#drawTouch(book ?? {}, decimals);
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
      line: element('li'),
      price: element('span', '', 'price'),
      quantity: element('span'),
      total: element('span'),
    };
    row.line.append(row.price, row.quantity, row.total);
    return row;
  });
  list.replaceChildren(...made.map((row) => row.line));
  return made;
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
