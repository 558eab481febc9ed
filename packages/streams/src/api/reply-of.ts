import type { Reply } from '@pkg/core';
import type { ApiResponse } from './api-response.js';
import type { SafeTexts } from './safe-texts.js';

/** The longest ban of an IP address by the exchange, in ms: 3 days. */
const LONGEST_STOP = 3 * 24 * 3_600_000;
/** A time of at least this number is in µs. As ms it would be in the year 5138, as µs it is in 1973. */
const FIRST_MICROSECONDS = 1e14;

/**
 * Converts a response of the WebSocket API to a reply, without the secrets of the call. A refusal may name the time
 * until which to wait. If it does not also name the exchange's current time, the wait is counted from `now`, the time
 * of this machine in ms.
 */
export function replyOf(
  { status, result, error, rateLimits }: ApiResponse,
  signature: string | undefined,
  texts: SafeTexts,
  now: number,
): Reply {
  if (!error) return { status, data: result, rateLimits };
  const { retryAfter, serverTime = now } = Object(error.data) as Record<string, unknown>;
  const wait = millis(retryAfter) - millis(serverTime);
  return {
    status,
    data: texts.refusal(error, signature),
    rateLimits,
    retryAfter: Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), LONGEST_STOP),
  };
}

/** Converts a time of the exchange to ms. The exchange sends times in ms or µs. Returns NaN if it is not a number. */
function millis(time: unknown): number {
  return typeof time === 'number' ? time / (time < FIRST_MICROSECONDS ? 1 : 1000) : NaN;
}
