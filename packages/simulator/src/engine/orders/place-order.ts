import { isRefusal, type Refusal, refusal } from '../../refusals/refusal.js';
import { emitOrder } from '../matching/emit-events.js';
import { registerOrder } from '../matching/order-lifecycle.js';
import { setPeggedPrice } from '../matching/pegged-price.js';
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

/** An account's last records before an order, so that those of the order can be told afterwards. */
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

/** Every check that does not need the engine. */
export function testOrder(state: EngineState, accountId: number, request: NewOrder, isSor = false): MarketAccount {
  const order = createDraft(state, accountId, request, isSor);
  checkLimitsAndFilters(state, order);
  return order.owner;
}

/** Checks the shape of a request, and who sends it for what, and makes a draft of it. */
export function createDraft(state: EngineState, accountId: number, request: NewOrder, isSor = false): LiveOrder {
  const owner = state.marketAccount(accountId, request.symbol);
  checkParameters(request);
  if (isSor) checkSor(state, owner, request);
  checkTrading(owner.account, owner.market);
  checkSymbolSupports(owner.market, request);
  checkSelfTradePrevention(owner.account, owner.market, request.selfTradePreventionMode);
  const order = new LiveOrder(request, owner, request.newClientOrderId ?? state.clientOrderIds.next(), state.time);
  if (isSor) {
    order.usedSor = true;
    order.workingFloor = 'SOR';
  }
  readBook(state, order);
  return order;
}

/** Gives a draft what the book as it is now decides: the quantity of an order by quote, the price of a pegged one. */
function readBook(state: EngineState, order: LiveOrder): void {
  if (order.quoteOrderQty > 0n) setQuantityFromQuote(state, order);
  if (!order.isContingent) setPeggedPrice(order);
}

/** The limit on unfilled orders, then the filters. */
export function checkLimitsAndFilters(state: EngineState, order: LiveOrder): void {
  if (!order.owner.account.house) order.owner.account.counts.checkRoom(1, state.time);
  applyFilters(state, order, countAdded([order]));
}

/**
 * What the engine does with an admitted order for which another was cancelled: the book is no longer the one that was
 * read, and what it decides has to pass the filters once more.
 *
 * @throws -1013, -2010
 */
export function acceptAfterCancel(state: EngineState, order: LiveOrder): OrderResult {
  if (order.quoteOrderQty > 0n || order.pegPriceType !== undefined) {
    readBook(state, order);
    applyFilters(state, order, countAdded([order]));
  }
  return acceptOrder(state, order);
}

/** What the engine does with an admitted order. @throws -2010 */
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

/** What an order came to by its own matching. A copy where what it has set off may still change it. */
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

/** A refusal by the engine uses up an id, and may be told as a report. */
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

function checkSor(state: EngineState, owner: MarketAccount, request: NewOrder): void {
  const { symbol } = owner.market.info;
  if (request.type !== 'LIMIT' && request.type !== 'MARKET') throw refusal('INVALID_ORDER_TYPE');
  if (request.quantity === undefined || request.quoteOrderQty !== undefined || request.pegPriceType !== undefined) {
    throw refusal('INVALID_COMBINATION', {});
  }
  if (owner.account.preventSor) throw refusal('ACTION_DISABLED');
  if (!state.sors.some(({ symbols }) => symbols.includes(symbol))) {
    throw refusal('SOR_NOT_SUPPORTED');
  }
}
