import type { ErrorRequest } from '../errors/index.js';
import type { AbortSignalLike } from '../platform/abort.js';
import type { Credentials } from '../signing/credentials.js';
import type { AnyOperation, CallOptions } from './operation.js';

/** One call of a client method, as the transports receive it. */
export type Call = {
  /** The name of the client method, which errors show. */
  readonly name: string;
  /** The record that describes the operation. */
  readonly operation: AnyOperation;
  /**
   * The parameters as they are sent, without those that signing adds: `timestamp`, `signature` and the default
   * `recvWindow`.
   */
  readonly params: Readonly<Record<string, unknown>>;
  /** The options of the call. Their `signal` also aborts when the call takes too long or the client is closed. */
  readonly options: CallOptions;
  /**
   * A signal that aborts together with `options.signal`. Use it if a real `AbortSignal` is not needed: a real signal is
   * only created when `options.signal` is read.
   */
  readonly cancel?: AbortSignalLike | undefined;
  /** The credentials of the client. Every signed call has them. */
  readonly credentials?: Credentials | undefined;
  /**
   * A transport that may wait before it sends a request, such as for a connection, must call this function when it sends
   * the request. The client then knows until when the exchange can execute the request.
   */
  readonly onSend?: (() => void) | undefined;
};

/** How much of one rate limit is used, as the exchange last reported it. */
export type RateLimitUse = {
  /** What the limit counts. */
  readonly rateLimitType: 'REQUEST_WEIGHT' | 'ORDERS' | 'RAW_REQUESTS' | (string & {});
  /** Unit of the length of the limit's time window. */
  readonly interval: 'SECOND' | 'MINUTE' | 'HOUR' | 'DAY' | (string & {});
  /** Length of the limit's time window, in units of `interval`. */
  readonly intervalNum: number;
  /** How much of the limit is used in its current time window. */
  readonly count: number;
  /** The highest `count` that is allowed in one time window. Undefined if the exchange did not report it. */
  readonly limit?: number | undefined;
};

/** The reply of the exchange to one call: a result or a refusal. */
export type Reply = {
  /**
   * The parsed body. Over the WebSocket API it is the field `result`, or `error` if the exchange refused the request.
   * It is text if a refusal was not JSON.
   */
  readonly data: unknown;
  /** HTTP status, or `status` of the WebSocket API, which means the same. A status of 400 or above is a refusal. */
  readonly status: number;
  /** How much of the rate limits is used, as the reply reports it. */
  readonly rateLimits: readonly RateLimitUse[];
  /** How long to wait before the next request, in ms, if the reply has `Retry-After`. */
  readonly retryAfter?: number | undefined;
};

/** Returns the fields of a call that errors show. */
export function requestOf({ name, operation }: Pick<Call, 'name' | 'operation'>): ErrorRequest {
  const route = operation.rest ?? `WS ${operation.ws}`;
  const space = route.indexOf(' ');
  return { operation: name, method: route.slice(0, space), path: route.slice(space + 1) };
}
