import type { RateLimitUse } from '@pkg/core';

/** A well-formed response of the WebSocket API: `result`, or `error` if `status` is 400 or above. */
export type ApiResponse = {
  readonly status: number;
  readonly result?: unknown;
  readonly error?: ApiRefusal;
  readonly rateLimits: readonly RateLimitUse[];
};

export type ApiRefusal = { readonly code: number; readonly msg: string; readonly data?: unknown };

/** The maximum number of rate limits that are read from one response. The exchange sends fewer. */
const MAX_RATE_LIMITS = 32;

/**
 * Checks the form of a response. Returns undefined unless the response has a status of 2xx and a result, or a status of
 * 4xx or 5xx and an error with code and message. Only these documented forms prove how a call ended.
 */
export function checkResponse(frame: Readonly<Record<string, unknown>>): ApiResponse | undefined {
  const { status, result, error } = frame;
  if (typeof status !== 'number' || !Number.isInteger(status)) return undefined;
  const rateLimits = Array.isArray(frame.rateLimits)
    ? frame.rateLimits.slice(0, MAX_RATE_LIMITS).filter(isRateLimitUse)
    : [];
  if (status >= 200 && status < 300 && isObject(result) && error === undefined) return { status, result, rateLimits };
  const isRefusal = status >= 400 && status < 600 && isObject(error);
  if (!isRefusal || !Number.isInteger(error.code) || typeof error.msg !== 'string') return undefined;
  return { status, error: error as ApiRefusal, rateLimits };
}

function isRateLimitUse(value: unknown): value is RateLimitUse {
  if (!isObject(value)) return false;
  const { rateLimitType, interval, intervalNum, count, limit = 0 } = value;
  const areTexts = typeof rateLimitType === 'string' && typeof interval === 'string';
  return areTexts && [intervalNum, count, limit].every((number) => Number.isSafeInteger(number) && Number(number) >= 0);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
