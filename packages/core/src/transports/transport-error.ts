import { neverConnected } from '#never-connected';
import { safeCause } from '../encoding/safe-cause.js';
import { BinanceError, BinanceTransportError } from '../errors/index.js';
import { type Call, requestOf } from '../operations/call.js';
import { redactError, redactorOf } from './redacting.js';

/** Creates the error for a reply that cannot be used. */
export function unusableReply(call: Call, problem: string, statusCode: number | undefined): BinanceTransportError {
  return new BinanceTransportError(problem, { request: requestOf(call), sent: true, statusCode });
}

/**
 * Creates the error for a call without a usable reply. `sent` is true if the request may have been sent. The cause of
 * the error has the name, code and message of the thrown value, from which the secrets of the call and the query of
 * every URL are removed. If the caller aborted the call, the cause is the reason of the caller's signal.
 */
export function transportError(call: Call, thrown: unknown, sent: boolean): BinanceError {
  const request = requestOf(call);
  try {
    if (thrown instanceof BinanceError) return redactError(call, thrown);
    const { cancel } = call;
    if (cancel?.aborted && thrown === cancel.reason) {
      const { message, cause } = thrown as Error;
      return new BinanceTransportError(message, { request, sent }, cause === undefined ? {} : { cause });
    }
    const cause = safeCause(thrown, redactorOf(call));
    const messages = [cause.message, (cause.cause as Error | undefined)?.message].filter(Boolean);
    const details = { request, sent: sent && !neverConnected(thrown) };
    return new BinanceTransportError(messages.join(': ') || 'no answer', details, { cause });
  } catch {
    // Reading the thrown value failed, because one of its getters threw.
    return new BinanceTransportError('no answer, and an unreadable error', { request, sent });
  }
}
