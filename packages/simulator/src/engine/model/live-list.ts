import type { Amount } from '../amount.js';
import type { ListOrderStatus, ListStatusType, NewOrderList, OrderList } from '../types.js';
import type { LiveOrder } from './live-order.js';

/** Two orders of which one may execute: an OCO, or the pending half of an OTOCO or OPOCO. They share one lock. */
export type Pair = {
  readonly above: LiveOrder;
  readonly below: LiveOrder;
  locked: Amount;
};

/** The order of a pair that is not this one. */
export function otherOf({ above, below }: Pair, order: LiveOrder): LiveOrder {
  return above === order ? below : above;
}

/** An order list with what the engine needs to work on it. */
export class LiveList implements OrderList {
  readonly orderListId: number;
  readonly accountId: number;
  readonly symbol: string;
  readonly kind: NewOrderList['kind'];
  readonly contingencyType: 'OCO' | 'OTO';
  readonly listClientOrderId: string;
  listStatusType: ListStatusType = 'EXEC_STARTED';
  listOrderStatus: ListOrderStatus = 'EXECUTING';
  transactionTime: number;
  readonly orders: readonly LiveOrder[];

  /** The first order of all kinds but OCO. */
  readonly working: LiveOrder | undefined;

  constructor(
    id: number,
    kind: NewOrderList['kind'],
    clientId: string,
    orders: readonly LiveOrder[],
    working: LiveOrder | undefined,
    time: number,
  ) {
    const first = orders[0] as LiveOrder;
    this.orderListId = id;
    this.accountId = first.accountId;
    this.symbol = first.symbol;
    this.kind = kind;
    this.contingencyType = kind === 'OCO' ? 'OCO' : 'OTO';
    this.listClientOrderId = clientId;
    this.orders = orders;
    this.working = working;
    this.transactionTime = time;
  }

  get isOpen(): boolean {
    return this.listOrderStatus === 'EXECUTING';
  }

  /** The orders that wait for the working order; for an OCO none. */
  get pending(): readonly LiveOrder[] {
    return this.working ? this.orders.filter((order) => order !== this.working) : [];
  }

  /** Whether what the working order buys is held back for the pending orders. */
  get isPaidByWorking(): boolean {
    return this.kind === 'OPO' || this.kind === 'OPOCO';
  }
}
