import { BinanceStreamError } from '@pkg/core/internal/platform';

// Every error of a stream or a connection is made here.

/** The platform has no `WebSocket` and the environment brings none. */
export function missingWebSocket(): BinanceStreamError {
  return new BinanceStreamError('no WebSocket on this platform: pass one as environment.WebSocket');
}

/** The `WebSocket` constructor threw. The query of the address is left out. */
export function invalidAddress(url: string, cause: unknown): BinanceStreamError {
  return new BinanceStreamError(`cannot open ${url.split('?')[0]}`, undefined, { cause });
}

/** The exchange refused the HTTP upgrade. */
export function upgradeRefused(status: number): BinanceStreamError {
  return new BinanceStreamError(`connection refused with HTTP status ${status}`, status);
}

/** A frame is longer than the option `maxFrameBytes` allows. */
export function frameTooLong(length: number, max: number): BinanceStreamError {
  return new BinanceStreamError(`frame of ${length} bytes: expected at most ${max} (maxFrameBytes)`);
}

/** An event of an account lacks a documented field, or a field has another type. */
export function malformedEvent(event: object): BinanceStreamError {
  const kind = 'e' in event ? JSON.stringify(event.e)?.slice(0, 40) : 'no kind';
  return new BinanceStreamError(`malformed event of an account: ${kind}`);
}

/** Several frames could not be read. `last` is the error of the last one. */
export function framesDropped(count: number, last: unknown): BinanceStreamError {
  return new BinanceStreamError(`${count} frames dropped, the last one because of: ${last}`, undefined, {
    cause: last,
  });
}

/** An error of which only the text may be shown, because its other fields may quote a secret. */
export function withMessage(message: string): BinanceStreamError {
  return new BinanceStreamError(message);
}

/** A frame of a kind that the exchange does not send. */
export function unexpectedFrame(what: string): BinanceStreamError {
  return new BinanceStreamError(`unexpected frame: ${what}`);
}

/** The exchange refused a stream. */
export function streamRefused(stream: string, message = 'refused', code?: number): BinanceStreamError {
  return new BinanceStreamError(`${stream}: ${message}`, code);
}

/** The first attempt of a connection failed. */
export function notConnected(reason: string): BinanceStreamError {
  return new BinanceStreamError(`not connected: ${reason}`);
}

/** The call was cut short by `manager.close()`. */
export function managerClosed(): BinanceStreamError {
  return new BinanceStreamError('the manager was closed');
}

/** The socket was stopped by its `stop…Socket` method before it had started. */
export function socketStopped(): BinanceStreamError {
  return new BinanceStreamError('the socket was stopped');
}

/** An `import()` failed. Throws, so that it can be passed to `catch`. */
export function codeNotLoaded(cause: unknown): never {
  throw new BinanceStreamError('a module of the streams could not be loaded', undefined, { cause });
}

/** A reader that takes events too slowly lost some of them. */
export function eventsDropped(count: number): BinanceStreamError {
  return new BinanceStreamError(`${count} events dropped for a slow reader`);
}

/** Events were lost with a connection, and nobody listens for the notices of it. */
export function eventsMissed(streams: number, reason: string): BinanceStreamError {
  return new BinanceStreamError(`events of ${streams} streams are missing: ${reason}`);
}

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

/** The exchange refused to subscribe user data. */
export function userDataRefused(message: string, code?: number, cause?: unknown): BinanceStreamError {
  return new BinanceStreamError(`user data: ${message}`, code, { cause });
}

/** The user data of an account was closed by the program. */
export function userDataClosed(): BinanceStreamError {
  return new BinanceStreamError('the user data stream was closed');
}

/** An event or an answer about an account does not have its documented form. */
export function userDataUnreadable(what: string): BinanceStreamError {
  return new BinanceStreamError(`user data: cannot be read: ${what}`);
}
