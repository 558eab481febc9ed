import type { Reply } from '@pkg/core';
import type { ApiResponse } from './api-response.js';
import type { SafeTexts } from './safe-texts.js';

/** The longest ban of an IP address by the exchange, in ms: 3 days. */
const LONGEST_STOP = 3 * 24 * 3_600_000;

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
  const wait =
    Number.isFinite(retryAfter) && Number.isFinite(serverTime) ? Number(retryAfter) - Number(serverTime) : NaN;
  return {
    status,
    data: texts.refusal(error, signature),
    rateLimits,
    retryAfter: Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), LONGEST_STOP),
  };
}
