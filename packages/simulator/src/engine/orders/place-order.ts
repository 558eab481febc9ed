import { isRefusal, type Refusal, refusal } from '../../refusals/refusal.js';
import { emitOrder } from '../matching/emit-events.js';
import { registerOrder } from '../matching/order-lifecycle.js';
import { setPeggedPrice } from '../matching/set-pegged-price.js';
import { copyOrder } from '../model/copy-order.js';
import type { EngineState } from '../model/engine-state.js';
import type { MarketAccount } from '../model/live-order.js';
import { LiveOrder } from '../model/live-order.js';
import type { Fill, NewOrder, OrderResult, PreventedMatch, RejectReason } from '../types/index.js';
import {
  applyFilters,
  checkAgainstMarket,
  checkClientId,
  countAdded,
  lockFunds,
  setQuantityFromQuote,
} from './check-order.js';
import { checkParameters } from './check-parameters.js';
import { checkSelfTradePrevention, checkSymbolSupports, checkTrading } from './check-permissions.js';
import { startOrder } from './start-order.js';

/**
 * The newest fill, allocation and prevented match of an account before an order was placed. Everything after them
 * belongs to this order.
 */
type RecordMarks = {
  readonly fill: Fill | undefined;
  readonly allocation: Fill | undefined;
  readonly prevented: PreventedMatch | undefined;
};

export function placeOrder(state: EngineState, accountId: number, request: NewOrder, isSor = false): OrderResult {
  const order = createDraft(state, accountId, request, isSor);
  checkLimitsAndFilters(state, order);
  return acceptOrder(state, order);
}

/** Runs the checks of a new order, including the filters, but places no order. */
export function testOrder(state: EngineState, accountId: number, request: NewOrder, isSor = false): MarketAccount {
  const order = createDraft(state, accountId, request, isSor);
  checkLimitsAndFilters(state, order);
  return order.owner;
}

/**
 * Checks the parameters and permissions of a request, and creates an order that is not accepted yet. The fields that
 * depend on the order book are not set yet.
 */
export function createDraft(state: EngineState, accountId: number, request: NewOrder, isSor = false): LiveOrder {
  const owner = state.marketAccount(accountId, request.symbol);
  checkParameters(request);
  if (isSor) checkSor(state, owner, request);
  checkTrading(state, owner.account, owner.market);
  checkSymbolSupports(owner.market, request);
  checkSelfTradePrevention(owner.account, owner.market, request.selfTradePreventionMode);
  const order = new LiveOrder(request, owner, request.newClientOrderId ?? state.clientOrderIds.next(), state.time);
  if (isSor) {
    order.usedSor = true;
    order.workingFloor = 'SOR';
  }
  return order;
}

/** Sets the fields that depend on the present order book: the quantity for a `quoteOrderQty`, and a pegged price. */
function readBook(state: EngineState, order: LiveOrder): void {
  if (order.quoteOrderQty > 0n) setQuantityFromQuote(state, order);
  if (!order.isContingent) setPeggedPrice(order);
}

/**
 * Checks the unfilled order count, then reads the order book, and then checks the filters.
 *
 * @throws {Refusal} TOO_MANY_NEW_ORDERS, FILTER_FAILURE, or another reason if the book has too little for the order
 */
export function checkLimitsAndFilters(state: EngineState, order: LiveOrder): void {
  if (!order.owner.account.house) order.owner.account.counts.checkRoom(1, state.time);
  readBook(state, order);
  applyFilters(state, order, countAdded([order]));
}

/**
 * Accepts the new order of a cancel-replace, after the cancellation was attempted. The cancellation may have changed the
 * book. So a quantity from `quoteOrderQty` and a pegged price are set again, and the filters are checked again.
 *
 * @throws {Refusal}
 */
export function acceptAfterCancel(state: EngineState, order: LiveOrder): OrderResult {
  if (order.quoteOrderQty > 0n || order.pegPriceType !== undefined) {
    readBook(state, order);
    applyFilters(state, order, countAdded([order]));
  }
  return acceptOrder(state, order);
}

/** Accepts an order that has passed the filters, and matches it. @throws {Refusal} */
export function acceptOrder(state: EngineState, order: LiveOrder): OrderResult {
  const { owner } = order;
  const { counts, house } = owner.account;
  try {
    checkClientId(order);
    checkAgainstMarket(order);
    lockFunds(state, order);
  } catch (error) {
    if (isRefusal(error)) emitRejection(state, order, error);
    throw error;
  }
  if (!house) counts.add(1, state.time);
  const marks = markRecords(owner);
  registerOrder(state, order, order.isContingent ? 'WAITING' : 'TAKING');
  startOrder(state, order);
  return resultOf(state, order, marks);
}

export function markRecords(owner: MarketAccount): RecordMarks {
  return {
    fill: owner.fills.at(-1),
    allocation: owner.allocations.at(-1),
    prevented: owner.preventedMatches.at(-1),
  };
}

/**
 * Returns the result of a new order. If further orders start after it, the order is copied, because their trades can
 * still change it.
 */
export function resultOf(state: EngineState, order: LiveOrder, marks: RecordMarks): OrderResult {
  const { owner, orderId, symbol } = order;
  const isMine = (fill: Fill) => fill.orderId === orderId && !fill.isMaker;
  const fills = since(owner.fills, marks.fill, isMine);
  const allocations = since(owner.allocations, marks.allocation, isMine);
  return {
    order: state.followUps.length > 0 ? copyOrder(order) : order,
    fills: allocations.length > 0 ? [...allocations, ...fills] : fills,
    preventedMatches: since(
      owner.preventedMatches,
      marks.prevented,
      (match) => match.takerOrderId === orderId && match.symbol === symbol,
    ),
    transactTime: state.time,
  };
}

/**
 * Handles a refused order. If the option `refusedOrdersCount` is true, counts the order as unfilled. If the option
 * `reportRefusals` is true, emits an execution report with a new order id.
 */
export function emitRejection(state: EngineState, order: LiveOrder, error: Refusal): void {
  const { counts, house } = order.owner.account;
  if (state.assumptions.refusedOrdersCount && !house) counts.add(1, state.time);
  if (!state.assumptions.reportRefusals) return;
  const { market } = order.owner;
  order.orderId = market.nextOrderId;
  market.nextOrderId += 1;
  order.phase = 'CLOSED';
  order.status = 'REJECTED';
  emitOrder(state, order, 'REJECTED', false, { rejectReason: rejectReason(error) });
}

/** The value of the field `r` in the execution report of a refused order. */
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

/**
 * Returns the rows that come after the row `mark` and for which `isMeant` returns true. If `mark` is undefined or no
 * longer in the history, all rows are searched.
 */
function since<T>(rows: readonly T[], mark: T | undefined, isMeant: (row: T) => boolean): readonly T[] {
  const last = rows.at(-1);
  if (last === undefined || last === mark) return NO_ROWS;
  const from = mark === undefined ? 0 : rows.lastIndexOf(mark) + 1;
  return rows.slice(from).filter(isMeant);
}

function checkSor(state: EngineState, owner: MarketAccount, request: NewOrder): void {
  const { symbol } = owner.market.info;
  if (request.type !== 'LIMIT' && request.type !== 'MARKET') throw refusal('INVALID_ORDER_TYPE');
  if (request.quantity === undefined || request.quoteOrderQty !== undefined || request.pegPriceType !== undefined) {
    throw refusal('INVALID_COMBINATION');
  }
  if (owner.account.preventSor) throw refusal('ACTION_DISABLED');
  if (!state.sors.some(({ symbols }) => symbols.includes(symbol))) {
    throw refusal('SOR_NOT_SUPPORTED');
  }
}
