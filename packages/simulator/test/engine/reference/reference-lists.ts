import { Reference } from './reference-engine.js';
import { isWaiting, least, type RefOrder, type Request, rises } from './reference-order.js';

/** The parameters of an order list. A pending order without a quantity sells what the working order has bought. */
export type ListRequest = { kind: 'OCO'; pair: [above: Request, below: Request] } | WithWorking;
type WithWorking = {
  kind: 'OTO' | 'OTOCO' | 'OPO' | 'OPOCO';
  working: Request;
  /** One order, or the upper and the lower order of an OCO pair. */
  pending: Request[];
};

type RefList = {
  id: number;
  account: number;
  working: RefOrder | undefined;
  /** The pending order, or the two orders of an OCO pair, of which only one may execute. */
  others: RefOrder[];
  isPaid: boolean;
  /** The quantity that the working order has bought, and that stays locked for the pending orders. */
  held: bigint;
};

/** The reference engine with order lists. It calculates the state of a list anew from its orders each time. */
export class ListReference extends Reference {
  private readonly lists: RefList[] = [];
  private nextListId = 0;

  /**
   * Places an order list. Returns the code of the refusal, or the orders of the list. The working order comes first. In
   * an OCO pair, the stop loss comes before the other order.
   */
  placeList(account: number, request: ListRequest): number | RefOrder[] {
    const isPaid = request.kind === 'OPO' || request.kind === 'OPOCO';
    const working = request.kind === 'OCO' ? undefined : this.draft(account, request.working);
    const others = (request.kind === 'OCO' ? request.pair : request.pending)
      .map((each) => this.draft(account, each))
      .sort((one, other) => Number(other.type.startsWith('STOP')) - Number(one.type.startsWith('STOP')));
    const orders = working ? [working, ...others] : others;
    const placed = (working ? [working] : others).filter((order) => !isWaiting(order));
    if (!placed.every((order) => this.peg(order))) return -2010;
    for (const order of orders) {
      const isSized = (isPaid && order !== working) || this.isSized(order, order.quantity);
      if (!this.isPriced(order) || !isSized) return -1013;
    }
    const list: RefList = { id: this.nextListId, account, working, others, isPaid, held: 0n };
    this.nextListId += 1;
    const isPossible = working
      ? this.isPossible(working) && this.isOrdered(others, false)
      : this.isOrdered(others, true) && others.every((order) => this.isSound(order)) && this.canFund(others);
    if (!isPossible) {
      for (const { market } of orders) this.draw(market);
      return -2010;
    }
    this.lists.push(list);
    for (const order of orders) {
      order.place = 'PENDING';
      order.status = 'PENDING_NEW';
      this.register(order);
    }
    if (working) this.begin(working);
    else this.beginAll(others);
    return orders;
  }

  /** Cancels an order. If the order is in an order list, cancels all open orders of the list. */
  override cancel(account: number, id: number, market = 0): number | RefOrder {
    const order = this.openOrder(account, id, market);
    const list = order && this.listOf(order);
    if (!list) return super.cancel(account, id, market);
    this.cancelAll(list);
    return order;
  }

  cancelList(account: number, id: number): number | RefOrder[] {
    const list = this.lists.find((each) => each.id === id && each.account === account);
    if (!list || !ordersOf(list).some(isOpen)) return -2011;
    const open = ordersOf(list).filter(isOpen);
    this.cancelAll(list);
    return open;
  }

  /** Amends an order, and the other order of its OCO pair. The filters check only the order with this id. */
  override amend(account: number, id: number, quantity: bigint, market = 0): number | RefOrder {
    const order = this.openOrder(account, id, market);
    const partner = order && this.partnerOf(order);
    const amended = super.amend(account, id, quantity, market);
    if (partner && typeof amended !== 'number') this.reduce(partner, quantity);
    return amended;
  }

  /** Returns the ids of the lists that have an open order. */
  openLists(account: number): number[] {
    return this.lists.filter((list) => list.account === account && ordersOf(list).some(isOpen)).map(({ id }) => id);
  }

  private listOf(order: RefOrder): RefList | undefined {
    return this.lists.find((list) => ordersOf(list).includes(order));
  }

  /** Returns the other order of an OCO pair as long as both orders are open. */
  private partnerOf(order: RefOrder): RefOrder | undefined {
    const others = this.listOf(order)?.others ?? [];
    if (!others.includes(order)) return undefined;
    return others.find((each) => each !== order && isOpen(each));
  }

  private cancelAll(list: RefList): void {
    for (const order of ordersOf(list)) {
      if (!isOpen(order)) continue;
      order.place = 'OVER';
      order.status = 'CANCELED';
    }
    list.held = 0n;
  }

  /**
   * As in the superclass, but an OCO pair locks only one amount for both of its orders, and the quantity that a working
   * order has bought is also locked.
   */
  protected override locked(account: number, side: 'BUY' | 'SELL', market: number): bigint {
    let sum = super.locked(account, side, market);
    for (const list of this.lists) {
      if (list.account !== account || list.others[0]?.market !== market) continue;
      if (side === 'SELL') sum += list.held;
      const needs = list.others.filter((order) => order.side === side && isOpen(order) && order.place !== 'PENDING');
      if (needs.length === 2) sum -= needs.map((order) => this.need(order)).reduce(least);
    }
    return sum;
  }

  /** If the order is in an OCO pair, expires the other order of the pair. */
  protected override touched(order: RefOrder): void {
    const partner = this.partnerOf(order);
    if (partner) super.end(partner, 'EXPIRED');
  }

  protected override end(order: RefOrder, status: string): void {
    super.end(order, status);
    const list = this.listOf(order);
    if (!list) return;
    if (order !== list.working) {
      this.touched(order);
    } else if (status === 'FILLED') {
      this.state.due.push(() => this.activate(list));
    } else {
      list.held = 0n;
      for (const other of list.others) super.end(other, 'EXPIRED');
    }
  }

  /**
   * Locks the quantity that the working order of an OPO or OPOCO list has bought. The free balance of the base asset
   * pays the commission if it is large enough. Otherwise the commission is taken from the bought quantity.
   */
  protected override receives(buyer: RefOrder, quantity: bigint, fee: bigint): void {
    const list = this.listOf(buyer);
    if (!list?.isPaid || buyer !== list.working) return;
    const [free] = this.balances(buyer.account).base;
    list.held += free >= fee ? quantity : quantity - fee;
  }

  /** Starts the pending orders after the working order was filled, with the same checks as for new orders. */
  private activate(list: RefList): void {
    const others = list.others.filter(isOpen);
    const { step, maxQty } = this.rules;
    const { held } = list;
    list.held = 0n;
    for (const order of others) {
      if (list.isPaid) order.quantity = least(held - (held % step), maxQty);
      order.assumed = order.stopPrice ?? this.marketOf(order).last ?? 0n;
    }
    const isPossible =
      others.every((order) => isWaiting(order) || this.peg(order)) &&
      others.every((order) => this.isSized(order, order.quantity) && this.isSound(order)) &&
      this.isOrdered(others, true) &&
      this.canFund(others);
    if (isPossible) this.beginAll(others);
    else for (const order of others) super.end(order, 'EXPIRED');
  }

  /** Starts the order with a trigger first, so that it is already waiting when the other order trades. */
  private beginAll(orders: readonly RefOrder[]): void {
    for (const order of orders) if (isWaiting(order)) this.begin(order);
    for (const order of orders) if (!isWaiting(order) && isOpen(order)) this.begin(order);
  }

  /**
   * Whether the upper order of an OCO pair has a higher price than the lower order. With `byLast`, the last price must
   * also lie between the two prices.
   */
  private isOrdered(others: readonly RefOrder[], byLast: boolean): boolean {
    if (others.length < 2) return true;
    const { last } = this.marketOf(others[0] as RefOrder);
    const high = decisivePrice(others.find(isAbove) as RefOrder);
    const low = decisivePrice(others.find((order) => !isAbove(order)) as RefOrder);
    if (high !== undefined && low !== undefined && high <= low) return false;
    if (!byLast || last === undefined) return true;
    return (high === undefined || high > last) && (low === undefined || low < last);
  }

  /** Whether the free balance suffices for each of the orders by itself. */
  private canFund(orders: readonly RefOrder[]): boolean {
    const [first] = orders as [RefOrder];
    if (orders.length === 1) return this.affords(first);
    const free = this.freeFor(first);
    return orders.every((order) => this.need(order) <= free);
  }
}

function ordersOf(list: RefList): RefOrder[] {
  return list.working ? [list.working, ...list.others] : list.others;
}

function isOpen({ place }: RefOrder): boolean {
  return place !== 'OVER';
}

function isAbove(order: RefOrder): boolean {
  return order.type === 'LIMIT_MAKER' ? order.side === 'SELL' : rises(order);
}

/**
 * Returns the price by which an order of an OCO pair is compared. It is `price` for a LIMIT_MAKER or TAKE_PROFIT_LIMIT
 * order that has a price. Otherwise it is `stopPrice`, if any.
 */
function decisivePrice({ type, price, stopPrice }: RefOrder): bigint | undefined {
  return (type === 'LIMIT_MAKER' || type === 'TAKE_PROFIT_LIMIT' ? price : undefined) ?? stopPrice;
}
