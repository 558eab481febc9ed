import { addDecimals, subtractDecimals } from '@pkg/core/internal';
import type { Account, Order } from '@pkg/core/operations';
import type { ExecutionReport, UserEvent } from '../events/user.js';

/** The balance of one asset. */
export type AssetBalance = {
  readonly free: string;
  readonly locked: string;
  /** Time of the account update that set this balance. */
  readonly updated: number;
};

/** An open order, as of the last snapshot or event. */
export type OpenOrder = {
  readonly symbol: string;
  readonly orderId: number;
  readonly orderListId: number;
  readonly clientOrderId: string;
  readonly side: string;
  readonly type: string;
  readonly timeInForce: string;
  readonly status: string;
  readonly price: string;
  readonly stopPrice: string;
  readonly origQty: string;
  readonly executedQty: string;
  readonly cummulativeQuoteQty: string;
  readonly time: number;
  readonly updateTime: number;
};

const OPEN = ['NEW', 'PARTIALLY_FILLED', 'PENDING_NEW', 'PENDING_CANCEL'];

/** Whether an order with this status can still trade. */
function isOpenStatus(status: string): boolean {
  return OPEN.includes(status);
}

/** Balances and open orders of one account, from a snapshot and the events since. Older events never override newer data. */
export class AccountCache {
  readonly balances: Map<string, AssetBalance> = new Map();
  readonly openOrders: Map<string, OpenOrder> = new Map();

  /** Loads a snapshot. Balances that an event has updated later are kept. */
  load(account: Account, orders: readonly Order[]): void {
    const updated = account.updateTime;
    for (const { asset, free, locked } of account.balances) {
      if ((this.balances.get(asset)?.updated ?? 0) <= updated) this.balances.set(asset, { free, locked, updated });
    }
    this.openOrders.clear();
    for (const order of orders) this.openOrders.set(orderKey(order.symbol, order.orderId), openOrder(order));
  }

  /** Applies an event. Returns `false` if newer data is known already. */
  apply(event: UserEvent): boolean {
    switch (event.e) {
      case 'outboundAccountPosition': {
        let isNew = event.B.length === 0;
        for (const { a, f, l } of event.B) {
          if ((this.balances.get(a)?.updated ?? 0) > event.u) continue;
          this.balances.set(a, { free: f, locked: l, updated: event.u });
          isNew = true;
        }
        return isNew;
      }
      case 'externalLockUpdate': {
        const balance = this.balances.get(event.a);
        if (!balance || balance.updated > event.T) return false;
        // What another system of the exchange locks is no longer free. The sum of both stays the same.
        const free = subtractDecimals(balance.free, event.d);
        this.balances.set(event.a, { free, locked: addDecimals(balance.locked, event.d), updated: event.T });
        return true;
      }
      case 'executionReport':
        return this.#applyReport(event);
      default:
        return true;
    }
  }

  #applyReport(report: ExecutionReport): boolean {
    const key = orderKey(report.s, report.i);
    const known = this.openOrders.get(key);
    if (known && known.updateTime > report.T) return false;
    if (isOpenStatus(report.X)) this.openOrders.set(key, openOrderOf(report));
    else this.openOrders.delete(key);
    return true;
  }
}

export function orderKey(symbol: string, orderId: number): string {
  return `${symbol} ${orderId}`;
}

function openOrder(order: Order): OpenOrder {
  const { symbol, orderId, orderListId, clientOrderId, side, type, timeInForce, status, price, stopPrice } = order;
  const { origQty, executedQty, cummulativeQuoteQty, time, updateTime } = order;
  return {
    ...{ symbol, orderId, orderListId, clientOrderId, side, type, timeInForce, status, price, stopPrice },
    ...{ origQty, executedQty, cummulativeQuoteQty, time, updateTime },
  };
}

function openOrderOf(report: ExecutionReport): OpenOrder {
  return {
    symbol: report.s,
    orderId: report.i,
    orderListId: report.g,
    clientOrderId: report.c,
    side: report.S,
    type: report.o,
    timeInForce: report.f,
    status: report.X,
    price: report.p,
    stopPrice: report.P,
    origQty: report.q,
    executedQty: report.z,
    cummulativeQuoteQty: report.Z,
    time: report.O,
    updateTime: report.T,
  };
}
