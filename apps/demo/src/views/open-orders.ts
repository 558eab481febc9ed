import type { Order } from '@pkg/core/operations';
import { byId, element, setText } from '../dom.js';
import { clockTime, trimDecimal } from '../format.js';

/** The table of open orders; each can be cancelled. */
export class OpenOrders {
  readonly #body = byId('orders');
  readonly #empty = byId('orders-empty');
  readonly #count = byId('orders-count');
  readonly #onCancel: (order: Order) => Promise<void>;

  constructor(onCancel: (order: Order) => Promise<void>) {
    this.#onCancel = onCancel;
  }

  draw(orders: readonly Order[]): void {
    this.#empty.hidden = orders.length > 0;
    setText(this.#count, orders.length ? String(orders.length) : '');
    this.#body.replaceChildren(...orders.map((order) => this.#row(order)));
  }

  #row(order: Order): HTMLTableRowElement {
    const row = element('tr');
    row.dataset.orderId = String(order.orderId);
    const cancel = element('button', 'Cancel', 'link');
    cancel.type = 'button';
    cancel.addEventListener('click', async () => {
      cancel.disabled = true;
      await this.#onCancel(order);
      cancel.disabled = false;
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
