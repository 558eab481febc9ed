import { ExchangeError, missingBoth } from '../errors.js';
import type { World } from '../model/world.js';
import type { CancelReplace, CancelReplaceResult, Half } from '../types.js';
import { cancelOrder } from './cancel.js';
import { admit, draft, launch, launchAfterCancel } from './place.js';

/**
 * Cancels an order and places another. Filters and the limit on unfilled orders come before both.
 *
 * @throws -2021 and -2022 with both halves as `data`; -1015, -1013 and what is wrong with the request itself before
 * anything is done.
 */
export function cancelReplace(world: World, accountId: number, request: CancelReplace): CancelReplaceResult {
  const { cancelOrderId: orderId, cancelOrigClientOrderId: origClientOrderId } = request;
  const { symbol } = request.order;
  if (orderId === undefined && origClientOrderId === undefined) {
    throw missingBoth('cancelOrigClientOrderId', 'cancelOrderId');
  }
  const order = draft(world, accountId, request.order);
  const { account, market } = order.seat;
  if (!market.info.cancelReplaceAllowed) {
    throw new ExchangeError(-2010, 'Order cancel-replace is not supported for this symbol.');
  }

  let limitFailure: ExchangeError | undefined;
  try {
    admit(world, order);
  } catch (error) {
    if (!(error instanceof ExchangeError) || error.code !== -1015) throw error;
    if (request.orderRateLimitExceededMode !== 'CANCEL_ONLY') throw error;
    limitFailure = error;
  }

  const cancel = attempt(() =>
    cancelOrder(world, accountId, {
      symbol,
      orderId,
      origClientOrderId,
      newClientOrderId: request.cancelNewClientOrderId,
      cancelRestrictions: request.cancelRestrictions,
    }),
  );
  const stops = cancel.result === 'FAILURE' && request.cancelReplaceMode === 'STOP_ON_FAILURE';
  if (stops && !limitFailure && !account.house) account.counts.add(1, world.time);
  const placement: CancelReplaceResult['placement'] = stops
    ? { result: 'NOT_ATTEMPTED' }
    : limitFailure
      ? failure(limitFailure)
      : attempt(() => (cancel.result === 'SUCCESS' ? launchAfterCancel : launch)(world, order));
  const result: CancelReplaceResult = { cancel, placement };
  if (cancel.result === 'SUCCESS' && placement.result === 'SUCCESS') return result;

  const isPartial = cancel.result === 'SUCCESS' || placement.result === 'SUCCESS';
  const isLimited = limitFailure !== undefined && request.cancelReplaceMode === 'STOP_ON_FAILURE';
  throw new ExchangeError(
    isPartial ? -2021 : -2022,
    isPartial ? 'Order cancel-replace partially failed.' : 'Order cancel-replace failed.',
    { status: isLimited ? 429 : isPartial ? 409 : 400, data: result },
  );
}

function attempt<T>(action: () => T): Half<T> {
  try {
    return { result: 'SUCCESS', response: action() };
  } catch (error) {
    if (error instanceof ExchangeError) return failure(error);
    throw error;
  }
}

function failure({ code, message }: ExchangeError): { result: 'FAILURE'; error: { code: number; message: string } } {
  return { result: 'FAILURE', error: { code, message } };
}
