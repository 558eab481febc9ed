import type { Account, Order } from '@pkg/core/operations';
import type { ExecutionReport, UserEvent } from '../events/user.js';
import { addDecimals } from './decimal.js';

/** What is owned of one asset. */
export type AssetBalance = {
  readonly free: string;
  readonly locked: string;
  /** Time of the account update it comes from. */
  readonly updated: number;
};

/** An order that is open, as the last snapshot or event had it. */
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

/** Whether an order of this status can still trade. */
function isOpenStatus(status: string): boolean {
  return OPEN.includes(status);
}

/** Balances and open orders of one account, from a snapshot and every event since. Nothing older rolls it back. */
export class AccountCache {
  readonly balances: Map<string, AssetBalance> = new Map();
  readonly openOrders: Map<string, OpenOrder> = new Map();

  /** Replaces everything by what the exchange has just told. */
  load(account: Account, orders: readonly Order[]): void {
    const updated = account.updateTime;
    for (const { asset, free, locked } of account.balances) {
      if ((this.balances.get(asset)?.updated ?? 0) <= updated) this.balances.set(asset, { free, locked, updated });
    }
    this.openOrders.clear();
    for (const order of orders) this.openOrders.set(orderKey(order.symbol, order.orderId), openOrder(order));
  }

  /** Takes in an event; `false` where what is known already is newer. */
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
        // What is locked elsewhere is not free here; the sum stays.
        const free = addDecimals(balance.free, event.d.startsWith('-') ? event.d.slice(1) : `-${event.d}`);
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
