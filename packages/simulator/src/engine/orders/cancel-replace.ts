import { isRefusal, type Refusal, refusal } from '../../refusals/refusal.js';
import type { EngineState } from '../model/engine-state.js';
import type { CancelReplace, CancelReplaceHalf, CancelReplaceResult } from '../types/index.js';
import { cancelOrder } from './cancel-order.js';
import { acceptAfterCancel, checkLimitsAndFilters, createDraft } from './place-order.js';

/**
 * Cancels an order and places another one. The unfilled order count and the filters are checked for the new order
 * before the cancellation.
 *
 * @throws {Refusal} CANCEL_REPLACE_FAILED or CANCEL_REPLACE_PARTIALLY_FAILED, with the results of the cancellation and
 * of the new order. Any other refusal means that nothing was cancelled or placed.
 */
export function cancelReplace(state: EngineState, accountId: number, request: CancelReplace): CancelReplaceResult {
  const { cancelOrderId: orderId, cancelOrigClientOrderId: origClientOrderId } = request;
  const { symbol } = request.order;
  if (orderId === undefined && origClientOrderId === undefined) {
    throw refusal('MISSING_BOTH_PARAMETERS', { one: 'cancelOrigClientOrderId', other: 'cancelOrderId' });
  }
  const order = createDraft(state, accountId, request.order);
  const { account, market } = order.owner;
  if (!market.info.cancelReplaceAllowed) {
    throw refusal('CANCEL_REPLACE_NOT_SUPPORTED');
  }

  let limitFailure: Refusal | undefined;
  try {
    checkLimitsAndFilters(state, order);
  } catch (error) {
    if (!isRefusal(error) || isRefusal(error, 'FILTER_FAILURE')) throw error;
    if (isRefusal(error, 'TOO_MANY_NEW_ORDERS')) {
      if (request.orderRateLimitExceededMode !== 'CANCEL_ONLY') throw error;
      limitFailure = error;
    }
    // Otherwise the book has too little for the new order. Only the order count and the filters come before the
    // cancellation, so the new order is refused after it, when the book is read again.
  }

  const cancel = attempt(() =>
    cancelOrder(state, accountId, {
      symbol,
      orderId,
      origClientOrderId,
      newClientOrderId: request.cancelNewClientOrderId,
      cancelRestrictions: request.cancelRestrictions,
    }),
  );
  const stops = cancel.result === 'FAILURE' && request.cancelReplaceMode === 'STOP_ON_FAILURE';
  if (stops && !limitFailure && !account.house) account.counts.add(1, state.time);
  const placement: CancelReplaceResult['placement'] = stops
    ? { result: 'NOT_ATTEMPTED' }
    : limitFailure
      ? { result: 'FAILURE', refusal: limitFailure }
      : attempt(() => acceptAfterCancel(state, order));
  const result: CancelReplaceResult = { cancel, placement };
  if (cancel.result === 'SUCCESS' && placement.result === 'SUCCESS') return result;

  const isPartial = cancel.result === 'SUCCESS' || placement.result === 'SUCCESS';
  const isLimitExceeded = limitFailure !== undefined && request.cancelReplaceMode === 'STOP_ON_FAILURE';
  throw refusal(isPartial ? 'CANCEL_REPLACE_PARTIALLY_FAILED' : 'CANCEL_REPLACE_FAILED', { isLimitExceeded, result });
}

function attempt<T>(action: () => T): CancelReplaceHalf<T> {
  try {
    return { result: 'SUCCESS', response: action() };
  } catch (error) {
    if (isRefusal(error)) return { result: 'FAILURE', refusal: error };
    throw error;
  }
}
