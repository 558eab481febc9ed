import { compareDecimals, Decimal } from '@pkg/core/internal';
import type { DepthCache } from '@pkg/streams';
import { byId, element, setText } from '../dom.js';
import { compact, toDecimals, trimDecimal } from '../format.js';

type Row = { line: HTMLElement; price: HTMLElement; quantity: HTMLElement; total: HTMLElement };

const depth = 20;

/**
 * The order book as two lists of levels with their running totals. A click on a level, or Enter, passes its price to
 * `onPrice`. The ladder is one tab stop; the arrow keys move between its levels.
 */
export class Ladder {
  readonly #asks = rows(byId('asks'));
  readonly #bids = rows(byId('bids'));
  readonly #touch = byId('touch');
  readonly #state = byId('book-state');
  readonly #panel = document.querySelector<HTMLElement>('.book');
  /** All rows from the highest price to the lowest, in page order. */
  readonly #rows = [...this.#asks].reverse().concat(this.#bids);
  /** The index of the row that Tab focuses: the one that had the focus last. */
  #tabStop = depth;
  #lastMid = '0';

  constructor(onPrice: (price: string) => void) {
    this.#rows.forEach((row, index) => {
      row.line.addEventListener('click', () => onPrice(row.price.dataset.exact ?? ''));
      row.line.addEventListener('focus', () => this.#setTabStop(index));
      row.line.addEventListener('keydown', (event) => this.#onKey(event, index));
      // Keyboard focus may have scrolled the list so that the best price is hidden. So scroll back.
      row.line.addEventListener('blur', () => row.line.parentElement?.scrollTo(0, 0));
    });
    this.#setTabStop(this.#tabStop);
  }

  draw(book: DepthCache | undefined, decimals: number): void {
    const status = book?.status ?? '';
    setText(this.#state, status);
    this.#state.dataset.state = status;
    this.#panel?.classList.toggle('stale', status !== 'live');
    const largest = Math.max(
      fill(this.#asks, book?.getAsks(depth) ?? [], decimals),
      fill(this.#bids, book?.getBids(depth) ?? [], decimals),
    );
    for (const row of [...this.#asks, ...this.#bids]) {
      row.line.style.setProperty('--share', `${(100 * Number(row.total.dataset.value ?? 0)) / (largest || 1)}%`);
    }
    this.#keepTabStop();
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

  #focus(index = this.#tabStop): void {
    this.#rows[index]?.line.focus();
  }

  #setTabStop(index: number): void {
    for (const [at, tabIndex] of [
      [this.#tabStop, -1],
      [index, 0],
    ] as const) {
      const line = this.#rows[at]?.line;
      if (line) line.tabIndex = tabIndex;
    }
    this.#tabStop = index;
  }

  /** Moves the tab stop, and the focus if it is there, from an empty row to the nearest level. */
  #keepTabStop(): void {
    const line = this.#rows[this.#tabStop]?.line;
    if (!line || !isBlank(line)) return;
    const hadFocus = line === document.activeElement;
    const nearest = this.#shown().sort(
      (one, other) => Math.abs(one - this.#tabStop) - Math.abs(other - this.#tabStop),
    )[0];
    if (nearest === undefined) return;
    this.#setTabStop(nearest);
    if (hadFocus) this.#focus();
  }

  #drawTouch({ mid, spread }: Partial<DepthCache>, decimals: number): void {
    if (mid === undefined || spread === undefined) {
      setText(this.#touch, '—');
      return;
    }
    const direction = compareDecimals(mid, this.#lastMid);
    this.#touch.dataset.direction = direction > 0 ? 'up' : direction < 0 ? 'down' : '';
    this.#lastMid = mid;
    const [shownMid, shownSpread] = [mid, spread].map((price) => new Decimal(price).toFixed(decimals));
    setText(this.#touch, `${shownMid}  ·  spread ${shownSpread}`);
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
