import { BinanceStreamError } from '@pkg/core/internal/platform';

// The functions of this file create all errors of market streams and connections.

/** Returns the error if neither the platform nor the option `environment` has a `WebSocket`. */
export function missingWebSocket(): BinanceStreamError {
  return new BinanceStreamError('no WebSocket on this platform: pass environment.WebSocket');
}

/** Returns the error if the `WebSocket` constructor threw. The message contains the address without its query. */
export function invalidAddress(url: string, cause: unknown): BinanceStreamError {
  return new BinanceStreamError(`cannot open ${url.split('?')[0]}`, undefined, { cause });
}

/** Returns the error for an HTTP upgrade that the exchange refused. */
export function upgradeRefused(status: number): BinanceStreamError {
  return new BinanceStreamError(`connection refused with HTTP status ${status}`, status);
}

/** Returns the error for a frame that is longer than the option `maxFrameBytes` allows. */
export function frameTooLong(length: number, max: number): BinanceStreamError {
  return new BinanceStreamError(`frame of ${length} bytes: expected at most ${max} (maxFrameBytes)`);
}

/** Returns the error for several frames that could not be read. `last` is the error of the last one. */
export function framesDropped(count: number, last: unknown): BinanceStreamError {
  return new BinanceStreamError(`${count} frames dropped, last error: ${last}`, undefined, {
    cause: last,
  });
}

/**
 * Returns an error with the redacted message of another error. The other error is not used itself, because its fields
 * may contain a secret.
 */
export function withMessage(message: string): BinanceStreamError {
  return new BinanceStreamError(message);
}

/** Returns the error for a frame in a form that the exchange does not send. */
export function unexpectedFrame(what: string): BinanceStreamError {
  return new BinanceStreamError(`unexpected frame: ${what}`);
}

/** Returns the error for a stream that the exchange refused. */
export function streamRefused(stream: string, message = 'refused', code?: number): BinanceStreamError {
  return new BinanceStreamError(`${stream}: ${message}`, code);
}

/** Returns the error for an attempt to connect that failed, if the socket gave a reason but no error. */
export function notConnected(reason: string): BinanceStreamError {
  return new BinanceStreamError(`not connected: ${reason}`);
}

/** Returns the error for a call that `manager.close()` ended. */
export function managerClosed(): BinanceStreamError {
  return new BinanceStreamError('the manager was closed');
}

/** Returns the error for a socket that did not start, because its `stop…Socket` method was called before. */
export function socketStopped(): BinanceStreamError {
  return new BinanceStreamError('the socket was stopped');
}

/** Throws the error for an `import()` that failed. It throws, so that callers can write `.catch(codeNotLoaded)`. */
export function codeNotLoaded(cause: unknown): never {
  throw new BinanceStreamError('code of the streams could not be loaded', undefined, { cause });
}

/** Returns the error for events that were dropped because their reader was too slow. */
export function eventsDropped(count: number): BinanceStreamError {
  return new BinanceStreamError(`${count} events dropped for a slow reader`);
}

/** Returns the error for lost events. It is reported only if a consumer of the events has no `notice` listener. */
export function eventsMissed(streams: number, reason: string): BinanceStreamError {
  return new BinanceStreamError(`events of ${streams} streams are missing: ${reason}`);
}
