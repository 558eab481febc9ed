import { neverConnected } from '#never-connected';
import { safeCause } from '../encoding/safe-cause.js';
import { BinanceError, BinanceTransportError } from '../errors/index.js';
import { type Call, requestOf } from '../operations/call.js';
import { redactError, redactorOf } from './redacting.js';

/**
 * The error for a call that got no usable reply. `sent` says whether the request may have been sent. The thrown value
 * becomes the cause: its name, code and message, without the secrets of the call and without the query of any URL. If the
 * caller aborted the call, the reason of the caller's signal is the cause.
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
    // A getter of the thrown value threw.
    return new BinanceTransportError('no answer, and an unreadable error', { request, sent });
  }
}
