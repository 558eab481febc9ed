import { BinanceStreamError } from '@pkg/core/internal/platform';

/** The environment has no WebSocket API. */
export function missingWsApi(environment: string): BinanceStreamError {
  return new BinanceStreamError(`environment ${environment}: has no WebSocket API`);
}

/** The connection to the WebSocket API was closed by the program. */
export function connectionClosed(): BinanceStreamError {
  return new BinanceStreamError('the connection was closed');
}

/** The exchange ended the session of the API key, or refused to start it again. */
export function sessionEnded(message = 'the session was ended', code?: number): BinanceStreamError {
  return new BinanceStreamError(`log-on: ${message}`, code);
}

/** An event of an account lacks a documented field, or a field has another type. */
export function malformedEvent(event: object): BinanceStreamError {
  const kind = 'e' in event ? JSON.stringify(event.e)?.slice(0, 40) : 'no kind';
  return new BinanceStreamError(`malformed event of an account: ${kind}`);
}
