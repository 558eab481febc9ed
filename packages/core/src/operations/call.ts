import type { ErrorRequest } from '../errors/index.js';
import type { AbortSignalLike } from '../platform/abort.js';
import type { Credentials } from '../signing/credentials.js';
import type { AnyOperation, CallOptions } from './operation.js';

/** One call on its way to a transport. */
export type Call = {
  /** The name of the client method, as errors show it. */
  readonly name: string;
  readonly operation: AnyOperation;
  readonly params: Readonly<Record<string, unknown>>;
  /** The options of the call. Their `signal` aborts at the deadline too. */
  readonly options: CallOptions;
  /** The same signal for transports that need no real `AbortSignal`. */
  readonly cancel?: AbortSignalLike | undefined;
  /** The credentials of the client; present in every signed call. */
  readonly credentials?: Credentials | undefined;
};

/** How much of one limit has been used, as the exchange last reported. */
export type RateLimitUse = {
  readonly rateLimitType: 'REQUEST_WEIGHT' | 'ORDERS' | 'RAW_REQUESTS' | (string & {});
  readonly interval: 'SECOND' | 'MINUTE' | 'HOUR' | 'DAY' | (string & {});
  readonly intervalNum: number;
  readonly count: number;
  readonly limit?: number | undefined;
};

/** The reply of the exchange to one call: a result or a refusal. */
export type Reply = {
  /** The parsed body. Over the WebSocket API: `result`, or `error` of a refusal. Text if a refusal was not JSON. */
  readonly data: unknown;
  /** HTTP status; `status` of the WebSocket API means the same. 400 and above is a refusal. */
  readonly status: number;
  readonly rateLimits: readonly RateLimitUse[];
  /** How long to wait before the next request, in ms, if the exchange said so. */
  readonly retryAfter?: number | undefined;
};

/** The call as errors name it. */
export function requestOf({ name, operation }: Pick<Call, 'name' | 'operation'>): ErrorRequest {
  const [method = '', path = ''] = (operation.rest ?? `WS ${operation.ws}`).split(' ');
  return { operation: name, method, path };
}
