import { BinanceStreamError } from '@pkg/core/internal/platform';

// The functions of this file create all errors of market streams and connections.

/** Neither the platform nor the option `environment` has a `WebSocket`. */
export function missingWebSocket(): BinanceStreamError {
  return new BinanceStreamError('no WebSocket on this platform: pass environment.WebSocket');
}

/** The `WebSocket` constructor threw. The message contains the address without its query. */
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

/** Several frames could not be read. `last` is the error of the last one. */
export function framesDropped(count: number, last: unknown): BinanceStreamError {
  return new BinanceStreamError(`${count} frames dropped, last error: ${last}`, undefined, {
    cause: last,
  });
}

/** An error with only the redacted message of another error. The other fields of that error may contain a secret. */
export function withMessage(message: string): BinanceStreamError {
  return new BinanceStreamError(message);
}

/** The frame has a form that the exchange does not send. */
export function unexpectedFrame(what: string): BinanceStreamError {
  return new BinanceStreamError(`unexpected frame: ${what}`);
}

/** The exchange refused a stream. */
export function streamRefused(stream: string, message = 'refused', code?: number): BinanceStreamError {
  return new BinanceStreamError(`${stream}: ${message}`, code);
}

/** An attempt to connect failed. The socket gave a reason, but no error. */
export function notConnected(reason: string): BinanceStreamError {
  return new BinanceStreamError(`not connected: ${reason}`);
}

/** `manager.close()` ended the call. */
export function managerClosed(): BinanceStreamError {
  return new BinanceStreamError('the manager was closed');
}

/** The socket was stopped by its `stop…Socket` method before it had started. */
export function socketStopped(): BinanceStreamError {
  return new BinanceStreamError('the socket was stopped');
}

/** An `import()` failed. This function throws the error, so that callers can write `.catch(codeNotLoaded)`. */
export function codeNotLoaded(cause: unknown): never {
  throw new BinanceStreamError('code of the streams could not be loaded', undefined, { cause });
}

/** Events were dropped, because their reader was too slow. */
export function eventsDropped(count: number): BinanceStreamError {
  return new BinanceStreamError(`${count} events dropped for a slow reader`);
}

/** Events were lost, and a consumer of these events has no `notice` listener. */
export function eventsMissed(streams: number, reason: string): BinanceStreamError {
  return new BinanceStreamError(`events of ${streams} streams are missing: ${reason}`);
}
