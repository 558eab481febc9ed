import { neverConnected } from '#never-connected';
import { safeCause } from '../encoding/redact.js';
import { BinanceError, BinanceTransportError } from '../errors/index.js';
import type { Call } from '../operations/operation.js';
import { requestOf } from './call.js';
import type { Cancellation } from './deadline.js';

/**
 * The error for a call that brought no usable answer. `sent` is whether bytes may have left; the thrown value becomes
 * the cause, without its message's addresses, the given secrets, or what it holds.
 */
export function transportError(
  call: Call,
  thrown: unknown,
  sent: boolean,
  secrets: readonly string[] = [],
): BinanceError {
  if (thrown instanceof BinanceError) return thrown;
  const cause = safeCause(thrown, secrets);
  const messages = [cause.message, (cause.cause as Error | undefined)?.message].filter(Boolean);
  const details = {
    request: requestOf(call),
    sent: sent && !neverConnected(thrown),
  };
  return new BinanceTransportError(messages.join(': ') || 'no answer', details, { cause });
}

/** Settles as `promise` does, or rejects with the signal's reason when that comes first. */
export function abortable<T>(promise: Promise<T>, signal: Cancellation | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).then(() => signal.removeEventListener('abort', abort));
  });
}
