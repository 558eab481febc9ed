const MINUTE = 60_000;
/** Statuses with which no later attempt can succeed either. 451: the exchange does not serve this place. */
const FINAL = [400, 401, 404, 451];
/** The exchange limits attempts per 5 minutes, and bans an IP address for up to 3 days. */
const LONGEST_WAIT = 5 * MINUTE;
const LONGEST_BAN = 3 * 24 * 60 * MINUTE;

/** The exchange refused the handshake of a connection with an HTTP status. */
export type Refusal = {
  readonly status: number;
  /** The header `Retry-After`, in seconds. */
  readonly retryAfter: string | undefined;
};

/** Whether no retry can change a refusal. The status 451 is final at once; others may be caused by a name in the address. */
export function isFinalRefusal({ status }: Refusal, attempt: number): boolean {
  return FINAL.includes(status) && (attempt > 1 || status === 451);
}

/** How long the exchange wants no attempt after a refusal, in ms. */
export function waitAfter({ status, retryAfter }: Refusal): number {
  const isBan = status === 418;
  if (!isBan && status !== 429 && status !== 403) return 0;
  const asked = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) * 1_000 : isBan ? 2 * MINUTE : MINUTE;
  return Math.min(asked, isBan ? LONGEST_BAN : LONGEST_WAIT);
}
