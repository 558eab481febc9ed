import { isRefusal, type Refusal, refusal } from '../../refusals/refusal.js';
import { register } from '../matching/lifecycle.js';
import { peg } from '../matching/peg.js';
import { reportOrder } from '../matching/reports.js';
import { LiveOrder } from '../model/live-order.js';
import type { Seat } from '../model/seat.js';
import type { World } from '../model/world.js';
import type { Fill, NewOrder, OrderResult, PreventedMatch, RejectReason } from '../types.js';
import { addedBy, checkClientId, examine, filter, fund, sizeByQuote } from './admission.js';
import { checkComposition } from './composition.js';
import { copyOrder } from './copies.js';
import { checkKind, checkStp, checkTrading } from './permission.js';
import { start } from './start.js';

/** An account's last records before an order, so that those of the order can be told afterwards. */
type Marks = {
  readonly fill: Fill | undefined;
  readonly allocation: Fill | undefined;
  readonly prevented: PreventedMatch | undefined;
};

export function placeOrder(world: World, accountId: number, request: NewOrder, isSor = false): OrderResult {
  const order = draft(world, accountId, request, isSor);
  admit(world, order);
  return launch(world, order);
}

/** Every check that does not need the engine. */
export function testOrder(world: World, accountId: number, request: NewOrder, isSor = false): Seat {
  const order = draft(world, accountId, request, isSor);
  admit(world, order);
  return order.seat;
}

/** Checks the shape of a request, and who sends it for what, and makes a draft of it. */
export function draft(world: World, accountId: number, request: NewOrder, isSor = false): LiveOrder {
  const seat = world.seat(accountId, request.symbol);
  checkComposition(request);
  if (isSor) checkSor(world, seat, request);
  checkTrading(seat.account, seat.market);
  checkKind(seat.market, request);
  checkStp(seat.account, seat.market, request.selfTradePreventionMode);
  const order = new LiveOrder(request, seat, request.newClientOrderId ?? world.clientIds.next(), world.time);
  if (isSor) {
    order.usedSor = true;
    order.workingFloor = 'SOR';
  }
  readBook(world, order);
  return order;
}

/** Gives a draft what the book as it is now decides: the quantity of an order by quote, the price of a pegged one. */
function readBook(world: World, order: LiveOrder): void {
  if (order.quoteOrderQty > 0n) sizeByQuote(world, order);
  if (!order.isContingent) peg(order);
}

/** The limit on unfilled orders, then the filters. */
export function admit(world: World, order: LiveOrder): void {
  if (!order.seat.account.house) order.seat.account.counts.admit(1, world.time);
  filter(world, order, addedBy([order]));
}

/**
 * What the engine does with an admitted order for which another was cancelled: the book is no longer the one that was
 * read, and what it decides has to pass the filters once more.
 *
 * @throws -1013, -2010
 */
export function launchAfterCancel(world: World, order: LiveOrder): OrderResult {
  if (order.quoteOrderQty > 0n || order.pegPriceType !== undefined) {
    readBook(world, order);
    filter(world, order, addedBy([order]));
  }
  return launch(world, order);
}

/** What the engine does with an admitted order. @throws -2010 */
export function launch(world: World, order: LiveOrder): OrderResult {
  const { seat } = order;
  const { counts, house } = seat.account;
  try {
    checkClientId(order);
    examine(order);
    fund(world, order);
  } catch (error) {
    if (isRefusal(error)) reportRefusal(world, order, error);
    throw error;
  }
  if (!house) counts.add(1, world.time);
  const marks = mark(seat);
  register(world, order, order.isContingent ? 'WAITING' : 'TAKING');
  start(world, order);
  return resultOf(world, order, marks);
}

export function mark(seat: Seat): Marks {
  return {
    fill: seat.fills.at(-1),
    allocation: seat.allocations.at(-1),
    prevented: seat.preventedMatches.at(-1),
  };
}

/** What an order came to by its own matching. A copy where what it has set off may still change it. */
export function resultOf(world: World, order: LiveOrder, marks: Marks): OrderResult {
  const { seat, orderId, symbol } = order;
  const isMine = (fill: Fill) => fill.orderId === orderId && !fill.isMaker;
  const fills = since(seat.fills, marks.fill, isMine);
  const allocations = since(seat.allocations, marks.allocation, isMine);
  return {
    order: world.deferred.length > 0 ? copyOrder(order) : order,
    fills: allocations.length > 0 ? [...allocations, ...fills] : fills,
    preventedMatches: since(
      seat.preventedMatches,
      marks.prevented,
      (match) => match.takerOrderId === orderId && match.symbol === symbol,
    ),
    transactTime: world.time,
  };
}

/** A refusal by the engine uses up an id, and may be told as a report. */
export function reportRefusal(world: World, order: LiveOrder, error: Refusal): void {
  const { counts, house } = order.seat.account;
  if (world.choices.refusedOrdersCount && !house) counts.add(1, world.time);
  if (!world.choices.reportRefusals) return;
  const { market } = order.seat;
  order.orderId = market.nextOrderId;
  market.nextOrderId += 1;
  order.phase = 'CLOSED';
  order.status = 'REJECTED';
  reportOrder(world, order, 'REJECTED', false, { rejectReason: rejectReason(error) });
}

/** How an execution report names a refusal. */
export function rejectReason({ reason }: Refusal): RejectReason {
  switch (reason) {
    case 'INSUFFICIENT_BALANCE':
      return 'INSUFFICIENT_BALANCES';
    case 'WOULD_TRIGGER_IMMEDIATELY':
      return 'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY';
    case 'WOULD_MATCH_IMMEDIATELY':
      return 'WOULD_MATCH_IMMEDIATELY';
    case 'OCO_BAD_PRICES':
      return 'OCO_BAD_PRICES';
    default:
      return 'NONE';
  }
}

const NO_ROWS: readonly never[] = [];

/** The rows after a mark that a test picks; all of them where the mark itself has been let go of since. */
function since<T>(rows: readonly T[], mark: T | undefined, isMeant: (row: T) => boolean): readonly T[] {
  const last = rows.at(-1);
  if (last === undefined || last === mark) return NO_ROWS;
  const from = mark === undefined ? 0 : rows.lastIndexOf(mark) + 1;
  return rows.slice(from).filter(isMeant);
}

function checkSor(world: World, seat: Seat, request: NewOrder): void {
  const { symbol } = seat.market.info;
  if (request.type !== 'LIMIT' && request.type !== 'MARKET') throw refusal('INVALID_ORDER_TYPE');
  if (request.quantity === undefined || request.quoteOrderQty !== undefined || request.pegPriceType !== undefined) {
    throw refusal('INVALID_COMBINATION', {});
  }
  if (seat.account.preventSor) throw refusal('ACTION_DISABLED');
  if (!world.sors.some(({ symbols }) => symbols.includes(symbol))) {
    throw refusal('SOR_NOT_SUPPORTED');
  }
}
