import { addDecimals, compareDecimals, subtractDecimals } from '@pkg/core/internal';
import type { Allocation, MyTrade, Order, OrderAmendment, PreventedMatch } from '@pkg/core/operations';
import type { ExecutionReport } from '../events/user.js';
import { hasTrigger, isOpenStatus, knownSize, type TrackedOrder } from './order-tracker.js';

/** A missed execution report, reconstructed from queries. */
export type RecoveredReport = ExecutionReport & { readonly recovered: true };

/** One fill of an order, and the totals of the order after this fill: filled quantity and filled value. */
export type OrderFill = {
  readonly fill: MyTrade | Allocation;
  readonly executedQty: string;
  readonly cummulativeQuoteQty: string;
};

/** A match of two orders. It did not become a trade, because of self-trade prevention. */
export type Prevention = {
  readonly match: PreventedMatch;
  /** How much of the order's quantity expired by this match. */
  readonly quantity: string;
  /** How much of the order's quantity has expired by all prevented matches so far, including this match. */
  readonly preventedQuantity: string;
};

/** The data from which the missed reports of one order are reconstructed. */
export type MissedChanges = {
  /** The current state of the order. */
  readonly order: Order;
  /**
   * The order as consumers know it, from reports or from the first read of the account; undefined if they do not know
   * it.
   */
  readonly known: TrackedOrder | undefined;
  /** The client order id with which the order was placed, if the event of its list has shown it. */
  readonly placedAs?: string | undefined;
  /**
   * The time at which a pending order of a list became active; Infinity if it is not known to have become active.
   * Undefined if the order was not placed as a pending order, or if its list is not known.
   */
  readonly activeSince?: number | undefined;
  /** The missed fills, oldest first. */
  readonly fills: readonly OrderFill[];
  /** The missed amendments, oldest first. */
  readonly amendments: readonly OrderAmendment[];
  /** The missed prevented matches, oldest first. */
  readonly preventions: readonly Prevention[];
};

const ZERO = '0.00000000';
const MARKET_TYPES = ['MARKET', 'STOP_LOSS', 'TAKE_PROFIT'];

/**
 * Returns the missed reports of one order, oldest first. The filled quantity never decreases from one report to the
 * next, and the end of the order comes last.
 *
 * Queries return times only in the client's time unit. So an amendment, a fill, a prevented match and the order's entry
 * into the book may have the same time. Their real sequence is then unknown.
 */
export function recoveredReports(missed: MissedChanges): RecoveredReport[] {
  const { order, known, placedAs, activeSince, fills, amendments, preventions } = missed;
  const reports: RecoveredReport[] = [];
  const wasPending = known
    ? known.order.status === 'PENDING_NEW'
    : activeSince !== undefined || wasPlacedPending(order);
  /** The changing fields of the order, as in the last report added so far. */
  let state: Partial<ExecutionReport> = {
    q: knownSize(known) ?? amendments[0]?.origQty ?? order.origQty,
    c: known?.order.clientOrderId ?? amendments[0]?.origClientOrderId ?? placedAs ?? firstIdOf(order),
    z: known?.order.executedQty ?? ZERO,
    Z: known?.order.cummulativeQuoteQty ?? ZERO,
    X: known?.order.status ?? (wasPending ? 'PENDING_NEW' : 'NEW'),
    ...workingSince(order, known ? known.isWorking : !wasPending && startsWorking(order)),
    ...(known &&
      compareDecimals(known.prevented, '0') > 0 &&
      present({ A: known.prevented, v: known.preventedMatchId })),
    ...floor(order, known ? order.workingFloor : 'SOR'),
  };
  const push = (T: number, fields: Partial<ExecutionReport> & Pick<ExecutionReport, 'x'>): void => {
    const report = { ...fieldsOf(order), ...state, E: T, T, ...fields };
    const { q, c, z, Z, X, w, W, v, A, k } = report;
    state = { q, c, z, Z, X, w, ...present({ W, v, A, k }) };
    reports.push({ ...fieldsAt(order, T, W !== undefined), ...report });
  };
  const status = (): string => (compareDecimals(state.z as string, '0') > 0 ? 'PARTIALLY_FILLED' : 'NEW');
  if (!known) push(order.time, { x: 'NEW' });
  const steps: (readonly [time: number, step: () => void, isLast?: boolean])[] = [];
  const entersAt = isWorking(order) && state.W === undefined ? order.workingTime : undefined;
  const activeAt = wasPending ? activationOf(order, entersAt, activeSince) : undefined;
  if (activeAt !== undefined) steps.push([activeAt, () => push(activeAt, { x: 'NEW', X: 'NEW' })]);
  if (entersAt !== undefined) {
    steps.push([entersAt, () => push(entersAt, { x: 'NEW', X: status(), ...workingSince(order, true) })]);
  }
  for (const amended of amendments)
    steps.push([amended.time, () => push(amended.time, amendmentFields(order, amended))]);
  for (const filled of fills) {
    const isLast = order.status === 'FILLED' && isSame(filled.executedQty, order.executedQty);
    steps.push([filled.fill.time, () => push(filled.fill.time, fillFields(order, filled, isLast)), isLast]);
  }
  for (const prevention of preventions) {
    const time = prevention.match.transactTime;
    const isLast = order.status === 'EXPIRED_IN_MATCH' && isSame(prevention.preventedQuantity, order.preventedQuantity);
    const X = (): string => (isLast ? order.status : status());
    steps.push([
      time,
      () => push(time, { X: X(), w: !isLast && rests(order), ...preventionFields(order, prevention) }),
      isLast,
    ]);
  }
  // The sort is stable. Changes with the same time keep the sequence in which they were added: activation, entry into
  // the book, amendments, fills, prevented matches. Only the end of the order moves behind the others.
  steps.sort(([a, , isEndA], [b, , isEndB]) => a - b || Number(isEndA ?? false) - Number(isEndB ?? false));
  for (const [, step] of steps) step();
  const { preventedQuantity: A, preventedMatchId: v } = order;
  const isPrevented = compareDecimals(A ?? '0', state.A ?? '0') > 0;
  if (isPrevented)
    push(order.updateTime, { x: 'TRADE_PREVENTION', X: status(), w: rests(order), ...present({ v, A }) });
  const isOver = !isOpenStatus(order.status);
  if (isOver && state.X !== order.status)
    push(order.updateTime, endFields(order, state.c as string, state.z as string));
  return reports;
}

/**
 * Sorts the events of several orders by time. The events of each order keep their given sequence, even if their times
 * do not increase.
 */
export function byTime<E extends { readonly T: number }>(orders: readonly (readonly E[])[]): E[] {
  const timed = orders.flatMap((events) => {
    let time = 0;
    return events.map((event) => {
      time = Math.max(time, event.T);
      return { event, time };
    });
  });
  return timed.sort((a, b) => a.time - b.time).map(({ event }) => event);
}

/**
 * Returns the client order id with which an order was placed. Returns an empty string for a canceled order, because the
 * cancellation has replaced this id.
 */
function firstIdOf({ status, clientOrderId }: Order): string {
  return status === 'CANCELED' ? '' : clientOrderId;
}

/**
 * Returns the fields that have the same value in every report of one order. `I`, the execution id, is -1, because only
 * the query of amendments returns it.
 */
function fieldsOf(order: Order): RecoveredReport {
  return {
    e: 'executionReport',
    E: order.updateTime,
    s: order.symbol,
    c: order.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: order.origQty,
    p: order.price,
    P: order.stopPrice ?? ZERO,
    F: order.icebergQty ?? ZERO,
    g: order.orderListId,
    C: '',
    x: 'NEW',
    X: order.status,
    r: 'NONE',
    i: order.orderId,
    l: ZERO,
    z: ZERO,
    L: ZERO,
    n: '0',
    N: null,
    T: order.updateTime,
    t: -1,
    I: -1,
    w: false,
    m: false,
    M: false,
    O: order.time,
    Z: ZERO,
    Y: ZERO,
    Q: order.origQuoteOrderQty ?? ZERO,
    V: order.selfTradePreventionMode,
    ...present({
      d: order.trailingDelta,
      j: order.strategyId,
      J: order.strategyType,
      uS: order.usedSor || undefined,
      gP: order.pegPriceType,
      gOT: order.pegOffsetType,
      gOV: order.pegOffsetValue,
    }),
    recovered: true,
  };
}

/**
 * Returns the fields whose value depends on the time of the report: the time at which a trailing order began to follow
 * the price, and the price of a pegged order.
 */
function fieldsAt(order: Order, time: number, isWorking: boolean): Partial<ExecutionReport> {
  const { trailingTime = -1, trailingDelta, peggedPrice } = order;
  return {
    ...(trailingDelta !== undefined && { D: time >= trailingTime ? trailingTime : -1 }),
    ...present({ gp: isWorking ? peggedPrice : undefined }),
  };
}

/** Returns the field `k`, the working floor, if the order used smart order routing. */
function floor({ usedSor }: Order, workingFloor: Order['workingFloor']): Partial<ExecutionReport> {
  return usedSor ? present({ k: workingFloor }) : {};
}

function preventionFields(
  order: Order,
  { match, quantity, preventedQuantity }: Prevention,
): Partial<ExecutionReport> & {
  x: string;
} {
  const isTaker = match.takerOrderId === order.orderId;
  return {
    ...{ x: 'TRADE_PREVENTION', v: match.preventedMatchId, A: preventedQuantity, B: quantity, u: match.tradeGroupId },
    ...{ U: isTaker ? match.makerOrderId : match.takerOrderId },
    Cs: isTaker ? (match.makerSymbol ?? match.symbol) : match.symbol,
    pL: match.price,
    // The maker's order is in the symbol's own order book, not in smart order routing (SOR). So its working floor is
    // `EXCHANGE`.
    ...(isTaker ? {} : floor(order, 'EXCHANGE')),
  };
}

function amendmentFields(order: Order, amended: OrderAmendment): Partial<ExecutionReport> & { x: string } {
  const { newClientOrderId, origClientOrderId, newQty, executionId } = amended;
  const ids = { c: newClientOrderId, C: origClientOrderId, I: executionId };
  return { x: 'REPLACED', ...ids, q: newQty, ...floor(order, 'EXCHANGE') };
}

function fillFields(order: Order, filled: OrderFill, isLast: boolean): Partial<ExecutionReport> & { x: string } {
  const { fill, executedQty, cummulativeQuoteQty } = filled;
  return {
    ...{ x: 'TRADE', X: isLast ? 'FILLED' : 'PARTIALLY_FILLED', z: executedQty, Z: cummulativeQuoteQty },
    ...{ l: fill.qty, L: fill.price, Y: fill.quoteQty, n: fill.commission ?? '0', N: fill.commissionAsset ?? null },
    ...{ m: fill.isMaker, M: true, w: !isLast && rests(order) },
    ...('id' in fill ? { t: fill.id } : { b: 'ONE_PARTY_TRADE_REPORT', a: fill.allocationId }),
    ...floor(order, 'id' in fill ? 'EXCHANGE' : 'SOR'),
  };
}

function endFields(order: Order, clientOrderId: string, executed: string): Partial<ExecutionReport> & { x: string } {
  const { status, executedQty, cummulativeQuoteQty } = order;
  const fields = {
    ...{ X: status, z: executedQty, Z: cummulativeQuoteQty, w: false, q: order.origQty },
    ...floor(order, order.workingFloor),
    ...present({ gp: order.peggedPrice }),
  };
  switch (status) {
    // The last fills could not be read. So a single report has their total quantity, without a trade id and a price.
    case 'FILLED':
      return { ...fields, x: 'TRADE', l: subtractDecimals(executedQty, executed) };
    // In the answer to a query, the client order id of the cancel has replaced the client order id of the order.
    case 'CANCELED':
      return {
        ...fields,
        x: 'CANCELED',
        c: order.clientOrderId === clientOrderId ? '' : order.clientOrderId,
        C: clientOrderId,
      };
    case 'REJECTED':
      return { ...fields, x: 'REJECTED', r: 'UNKNOWN' };
    case 'EXPIRED_IN_MATCH':
      return { ...fields, x: 'TRADE_PREVENTION' };
    default:
      return { ...fields, x: status, ...(order.expiryReason !== undefined && { eR: order.expiryReason }) };
  }
}

/**
 * Returns those fills of an order that consumers have missed, each with the totals of the order after it. `start` has
 * the totals before the first of `fills`. A fill was missed if the filled quantity after it is above
 * `known.executedQty`, which consumers know, and at most `executedQty`, which the exchange has returned.
 */
export function fillsAfter(
  known: Pick<Order, 'executedQty' | 'cummulativeQuoteQty'>,
  fills: readonly (MyTrade | Allocation)[],
  start: Pick<Order, 'executedQty' | 'cummulativeQuoteQty'>,
  executedQty: string,
): OrderFill[] {
  const found: OrderFill[] = [];
  let sum = start;
  for (const fill of fills) {
    sum = {
      executedQty: addDecimals(sum.executedQty, fill.qty),
      cummulativeQuoteQty: addDecimals(sum.cummulativeQuoteQty, fill.quoteQty),
    };
    if (compareDecimals(sum.executedQty, known.executedQty) <= 0) continue;
    // Fills beyond `executedQty` are not recovered, because the exchange itself sends reports of them.
    if (compareDecimals(sum.executedQty, executedQty) > 0) break;
    found.push({ fill, ...sum });
  }
  return found;
}

/**
 * Returns those prevented matches of an order that consumers have missed. The quantities that expired by the matches
 * are added up. A match was missed if the sum after it exceeds `known`, the total that consumers know.
 */
export function preventionsAfter(known: string, order: Order, matches: readonly PreventedMatch[]): Prevention[] {
  const found: Prevention[] = [];
  let preventedQuantity = '0.00000000';
  for (const match of matches) {
    const isTaker = match.takerOrderId === order.orderId;
    const quantity = isTaker ? match.takerPreventedQuantity : match.makerPreventedQuantity;
    if (quantity === undefined) continue;
    preventedQuantity = addDecimals(preventedQuantity, quantity);
    if (compareDecimals(preventedQuantity, known) <= 0) continue;
    // Matches that happened after the order was queried are not recovered, because the exchange itself sends reports of
    // them.
    if (compareDecimals(preventedQuantity, order.preventedQuantity ?? '0') > 0) break;
    found.push({ match, quantity, preventedQuantity });
  }
  return found;
}

/** Whether the order stays in the book after a partial fill. */
function rests({ timeInForce, type }: Order): boolean {
  return timeInForce === 'GTC' && !MARKET_TYPES.includes(type);
}

/** Whether the order has entered the book. */
function isWorking({ isWorking, workingTime }: Order): boolean {
  return isWorking && workingTime !== undefined && workingTime >= 0;
}

/**
 * Whether the order was placed as a pending order of a list. For an order with a trigger, the fields of the order show
 * this only until its activation. After it, the result for such an order is `false`.
 */
function wasPlacedPending({ status, orderListId, type, workingTime, time }: Order): boolean {
  if (status === 'PENDING_NEW') return true;
  return orderListId >= 0 && !hasTrigger(type) && workingTime !== undefined && workingTime !== time;
}

/**
 * Returns the time of the report of a pending order's activation. Undefined if there is no such report: the order did
 * not become active, or a single report shows both its activation and its entry into the book.
 */
function activationOf(order: Order, entersAt: number | undefined, activeSince = Infinity): number | undefined {
  const { type, status, updateTime } = order;
  // An order without a trigger becomes active and enters the book at the same moment, so the report of its entry shows
  // both. If there is no such report, the status NEW shows that the order is active.
  if (!hasTrigger(type) || activeSince === Infinity)
    return entersAt === undefined && status === 'NEW' ? updateTime : undefined;
  // An order that ended at the time of its activation was refused instead, unless it was canceled. A cancellation
  // before the activation would also have canceled the working order, but the working order was filled.
  const wasRefused = status !== 'CANCELED' && !isOpenStatus(status) && updateTime <= activeSince;
  return entersAt !== undefined || !wasRefused ? activeSince : undefined;
}

/** Whether an order entered the book when it was placed. An order with a trigger enters the book later. */
function startsWorking({ type, time, workingTime }: Order): boolean {
  return workingTime === time && !hasTrigger(type);
}

function workingSince(order: Order, isNow: boolean): Partial<ExecutionReport> {
  return isNow && isWorking(order) ? { w: true, W: order.workingTime } : { w: false };
}

function isSame(one: string, other = '0'): boolean {
  return compareDecimals(one, other) === 0;
}

/** Returns those fields that are not undefined. */
function present<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
