import { formatAmount } from '../../engine/types/amount.js';
import type { EngineEvent, ListEvent, OrderEvent } from '../../engine/types/index.js';

type Json = Record<string, unknown>;
type Time = (us: number) => number;

/** A user data event of one account. `render` returns the event with times in the time unit of a connection. */
export type UserEvent = { readonly account: number; readonly render: (time: Time) => Json };

/**
 * Converts an event of the engine to a user data event. Returns undefined for an event of the market.
 *
 * All fields except the times are rendered immediately, because the next command changes the engine's objects. The
 * times are rendered for each connection, because each has its own time unit.
 */
export function userEvent(event: EngineEvent, now: number): UserEvent | undefined {
  switch (event.type) {
    case 'ORDER':
      return { account: event.order.accountId, render: executionReport(event, now) };
    case 'LIST':
      return { account: event.list.accountId, render: listStatus(event, now) };
    case 'ACCOUNT': {
      const B = event.balances.map((row) => ({ a: row.asset, f: formatAmount(row.free), l: formatAmount(row.locked) }));
      return {
        account: event.accountId,
        render: (time) => ({ e: 'outboundAccountPosition', E: time(now), u: time(event.time), B }),
      };
    }
    case 'TRANSFER':
    case 'EXTERNAL_LOCK': {
      const e = event.type === 'TRANSFER' ? 'balanceUpdate' : 'externalLockUpdate';
      const d = formatAmount(event.delta);
      return {
        account: event.accountId,
        render: (time) => ({ e, E: time(now), a: event.asset, d, T: time(event.time) }),
      };
    }
    default:
      return undefined;
  }
}

function executionReport(event: OrderEvent, now: number): UserEvent['render'] {
  const { order, fill } = event;
  // The times are only placeholders here. They keep the place of each time among the fields, as in the sample of
  // Binance's documentation. The values are set later, for each connection. Fields that are undefined do not appear in
  // the JSON.
  const fields: Json = {
    s: order.symbol,
    c: event.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: formatAmount(order.quantity ?? 0n),
    p: formatAmount(order.price),
    P: formatAmount(order.stopPrice),
    F: formatAmount(order.icebergQty),
    g: order.orderListId,
    C: event.origClientOrderId,
    x: event.executionType,
    X: order.status,
    r: event.rejectReason,
    i: order.orderId,
    l: formatAmount(fill?.quantity ?? 0n),
    z: formatAmount(order.executedQty),
    L: formatAmount(fill?.price ?? 0n),
    n: fill ? formatAmount(fill.commission) : '0',
    N: fill?.commissionAsset ?? null,
    T: 0,
    t: fill?.tradeId ?? -1,
    v: order.preventedMatchId,
    I: event.executionId,
    w: event.isOnBook,
    m: fill?.isMaker ?? false,
    M: fill !== undefined,
    O: 0,
    Z: formatAmount(order.cumulativeQuoteQty),
    Y: formatAmount(fill?.quoteQuantity ?? 0n),
    Q: formatAmount(order.quoteOrderQty),
    W: 0,
    V: order.selfTradePreventionMode,
    ...conditional(event),
  };
  const { time: placedAt, workingTime, trailingDelta, trailingTime } = order;
  return (time) => ({
    e: 'executionReport',
    E: time(now),
    ...fields,
    T: time(event.time),
    O: time(placedAt),
    W: workingTime >= 0 ? time(workingTime) : undefined,
    d: trailingDelta,
    D: trailingDelta === undefined ? undefined : time(trailingTime ?? -1),
  });
}

/**
 * Returns the fields in the table "Conditional Fields in Execution Report" of Binance's documentation, without the
 * times.
 */
function conditional({ order, fill, prevention, executionType }: OrderEvent): Json {
  const fields: Json = {};
  if (order.strategyId !== undefined) fields.j = order.strategyId;
  if (order.strategyType !== undefined) fields.J = order.strategyType;
  if (order.preventedMatchId !== undefined) {
    fields.A = formatAmount(order.preventedQuantity);
  }
  if (prevention) {
    fields.B = formatAmount(prevention.lastPreventedQuantity);
    fields.u = prevention.match.tradeGroupId;
    fields.U = prevention.counterOrderId;
    fields.Cs = prevention.counterSymbol;
    fields.pl = formatAmount(prevention.quantity);
    fields.pL = formatAmount(prevention.price);
    fields.pY = formatAmount(prevention.quoteQuantity);
  }
  if (fill?.allocationId !== undefined) {
    fields.b = 'ONE_PARTY_TRADE_REPORT';
    fields.a = fill.allocationId;
  }
  if (order.usedSor) {
    if (order.workingFloor) fields.k = order.workingFloor;
    fields.uS = true;
  }
  if (order.pegPriceType) {
    fields.gP = order.pegPriceType;
    if (order.pegOffsetType) fields.gOT = order.pegOffsetType;
    if (order.pegOffsetValue !== undefined) fields.gOV = order.pegOffsetValue;
    if (order.peggedPrice !== undefined) fields.gp = formatAmount(order.peggedPrice);
  }
  if (executionType === 'EXPIRED' && order.expiryReason) fields.eR = order.expiryReason;
  return fields;
}

function listStatus(event: ListEvent, now: number): UserEvent['render'] {
  const { list } = event;
  const O = list.orders.map((order) => ({ s: order.symbol, i: order.orderId, c: order.clientOrderId }));
  const { symbol, orderListId, contingencyType, listClientOrderId } = list;
  return (time) => ({
    e: 'listStatus',
    E: time(now),
    s: symbol,
    g: orderListId,
    c: contingencyType,
    l: event.listStatusType,
    L: event.listOrderStatus,
    r: event.rejectReason,
    C: listClientOrderId,
    T: time(event.time),
    O,
  });
}
