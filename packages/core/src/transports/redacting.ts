import { hideQueries } from '../encoding/hide-queries.js';
import { safeCause } from '../encoding/safe-cause.js';
import { BinanceError } from '../errors/index.js';
import type { Call } from '../operations/call.js';

/**
 * Removes the secrets of a call from an error of its transport: a socket may repeat them in a close reason. An error of the
 * library keeps its class and its fields. Other errors become a `cause` later and are redacted then.
 */
export function redactError(call: Call, thrown: unknown): unknown {
  if (!(thrown instanceof BinanceError)) return thrown;
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

/** A function that removes the secrets of a call from texts, and the query of every URL. */
export function redactorOf({ credentials }: Pick<Call, 'credentials'>): (text: string) => string {
  return credentials?.redactor() ?? hideQueries;
}
