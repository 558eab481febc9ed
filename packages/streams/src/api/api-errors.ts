import type { Call } from '@pkg/core';
import { BinanceTransportError } from '@pkg/core/errors';
import { requestOf } from '@pkg/core/internal';
import { BinanceStreamError } from '@pkg/core/internal/platform';

/** Returns the error of an environment without a WebSocket API. */
export function missingWsApi(environment: string): BinanceStreamError {
  return new BinanceStreamError(`environment ${environment}: has no WebSocket API`);
}

/** Returns the error of a call without a response. `sent` says whether the request may have reached the exchange. */
export function failedCall(call: Call, message: string, sent: boolean, cause?: unknown): BinanceTransportError {
  return new BinanceTransportError(message, { request: requestOf(call), sent }, { cause });
}

/** Returns the error with which waiting calls fail when the program closes the connection. */
export function connectionClosed(): BinanceStreamError {
  return new BinanceStreamError('the connection was closed');
}

/** Returns the error for a log-on that the exchange has ended, or that it has refused after a reconnect. */
export function sessionEnded(message = 'the session was ended', code?: number): BinanceStreamError {
  return new BinanceStreamError(`log-on: ${message}`, code);
}

/** Returns the error for an account's event in which a documented field is missing or has another type. */
export function malformedEvent(event: object): BinanceStreamError {
  const kind = 'e' in event ? JSON.stringify(event.e)?.slice(0, 40) : 'no kind';
  return new BinanceStreamError(`malformed event of an account: ${kind}`);
}
