import type { ErrorRequest } from '../errors/index.js';
import type { AbortSignalLike } from '../platform/abort.js';
import type { Credentials } from '../signing/credentials.js';
import type { AnyOperation, CallOptions } from './operation.js';

/** One call on its way to a transport. */
export type Call = {
  /** The name of the client method, as errors show it. */
  readonly name: string;
  /** The record of the operation. */
  readonly operation: AnyOperation;
  /** The parameters of the call, as the caller passed them, with what the client added. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The options of the call. Their `signal` aborts at the deadline too. */
  readonly options: CallOptions;
  /** The same signal for transports that need no real `AbortSignal`. */
  readonly cancel?: AbortSignalLike | undefined;
  /** The credentials of the client; present in every signed call. */
  readonly credentials?: Credentials | undefined;
};

/** The use of one rate limit, as the exchange last reported it. */
export type RateLimitUse = {
  /** What the limit counts. */
  readonly rateLimitType: 'REQUEST_WEIGHT' | 'ORDERS' | 'RAW_REQUESTS' | (string & {});
  /** Unit of the window's length. */
  readonly interval: 'SECOND' | 'MINUTE' | 'HOUR' | 'DAY' | (string & {});
  /** Length of the window in units of `interval`. */
  readonly intervalNum: number;
  /** The count in the current window. */
  readonly count: number;
  /** The highest count in one window, if the exchange reported it. */
  readonly limit?: number | undefined;
};

/** The reply of the exchange to one call: a result or a refusal. */
export type Reply = {
  /** The parsed body. Over the WebSocket API: `result`, or `error` of a refusal. Text if a refusal was not JSON. */
  readonly data: unknown;
  /** HTTP status; `status` of the WebSocket API means the same. 400 and above is a refusal. */
  readonly status: number;
  /** The use of the rate limits, as the reply reports it. */
  readonly rateLimits: readonly RateLimitUse[];
  /** How long to wait before the next request, in ms, if the exchange said so. */
  readonly retryAfter?: number | undefined;
};

/** How errors name a call. */
export function requestOf({ name, operation }: Pick<Call, 'name' | 'operation'>): ErrorRequest {
  const [method = '', path = ''] = (operation.rest ?? `WS ${operation.ws}`).split(' ');
  return { operation: name, method, path };
}
