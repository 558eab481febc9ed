import type { Order } from '@pkg/core/operations';
import { byId, element, setText } from '../dom.js';
import { clockTime, trimDecimal } from '../format.js';
import { announce } from '../notice.js';

/** The table of open orders, each with a button that cancels it. */
export class OpenOrders {
  readonly #body = byId('orders');
  readonly #empty = byId('orders-empty');
  readonly #count = byId('orders-count');
  readonly #onCancel: (order: Order) => Promise<boolean>;
  /** Rows by symbol and order id. Rows are reused, so that a redraw loses neither a click nor the focus. */
  #rows: ReadonlyMap<string, HTMLTableRowElement> = new Map();

  /** `onCancel` resolves with whether the order was cancelled. */
  constructor(onCancel: (order: Order) => Promise<boolean>) {
    this.#onCancel = onCancel;
  }

  draw(orders: readonly Order[]): void {
    this.#empty.hidden = orders.length > 0;
    setText(this.#count, orders.length ? String(orders.length) : '');
    const before = this.#rows;
    this.#rows = new Map(
      orders.map((order) => {
        const key = `${order.symbol} ${order.orderId}`;
        const row = before.get(key) ?? this.#row(order);
        setText(row.cells[5] as HTMLElement, trimDecimal(order.executedQty));
        return [key, row];
      }),
    );
    for (const [key, row] of before) {
      if (this.#rows.has(key)) continue;
      // Keep the keyboard focus in this section, otherwise it moves to the top of the page.
      if (row.contains(document.activeElement)) this.#body.closest('section')?.focus();
      row.remove();
    }
    [...this.#rows.values()].forEach((row, index) => {
      if (this.#body.children[index] !== row) this.#body.insertBefore(row, this.#body.children[index] ?? null);
    });
  }

  #row(order: Order): HTMLTableRowElement {
    const row = element('tr');
    row.dataset.orderId = String(order.orderId);
    const cancel = element('button', 'Cancel', 'link');
    cancel.type = 'button';
    const what = `${order.side} ${trimDecimal(order.origQty)} ${order.symbol} at ${trimDecimal(order.price)}`;
    cancel.ariaLabel = `Cancel ${what}`;
    cancel.addEventListener('click', async () => {
      // `aria-disabled`, because `disabled` would remove the focus.
      if (cancel.ariaDisabled === 'true') return;
      cancel.ariaDisabled = 'true';
      if (await this.#onCancel(order)) announce(`Cancelled: ${what}`);
      else cancel.ariaDisabled = 'false';
    });
    const last = element('td');
    last.append(cancel);
    row.append(
      element('td', clockTime(order.time), 'dim'),
      element('td', order.symbol),
      element('td', order.side, order.side === 'BUY' ? 'buy' : 'sell'),
      element('td', trimDecimal(order.price)),
      element('td', trimDecimal(order.origQty)),
      element('td', trimDecimal(order.executedQty)),
      last,
    );
    return row;
  }
}
