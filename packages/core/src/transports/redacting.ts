import { hideQueries } from '../encoding/hide-queries.js';
import { safeCause } from '../encoding/safe-cause.js';
import type { BinanceError } from '../errors/index.js';
import type { Call } from '../operations/call.js';

/**
 * Removes the secrets of a call from an error of this library. The error may repeat the close reason of a socket, which
 * may contain secrets. The error keeps its class and its fields.
 */
export function redactError(call: Call, thrown: BinanceError): BinanceError {
  const redact = redactorOf(call);
  const message = redact(thrown.message);
  if (message !== thrown.message) {
    thrown.stack = `${thrown.name}: ${message}`;
    thrown.message = message;
  }
  const { cause } = thrown;
  if (cause instanceof Error && redact(cause.message) !== cause.message) thrown.cause = safeCause(cause, redact);
  return thrown;
}

/** Returns a function that removes the secrets of a call, and the query of every URL, from a text. */
export function redactorOf({ credentials }: Pick<Call, 'credentials'>): (text: string) => string {
  return credentials?.redactor() ?? hideQueries;
}
