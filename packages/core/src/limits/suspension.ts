import type { Reply } from '../operations/call.js';

/** A time during which the exchange accepts no requests of some kind. */
export type Suspension = {
  /** How long the suspension lasts, in ms. */
  readonly wait: number;
  readonly banned: boolean;
  /**
   * What the client must not send: requests of this IP address, new orders of this account, or calls of the refused
   * operation.
   */
  readonly of: 'requests' | 'orders' | 'operation';
  /** Why the exchange accepts no requests, as text for the errors of later calls. */
  readonly text: string;
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
/** The longest window of the limits that count requests, in ms: 5 minutes, the window of RAW_REQUESTS. */
const LONGEST_REQUEST_WINDOW = 5 * MINUTE;
/**
 * According to Binance's documentation, a ban lasts from 2 minutes to 3 days. If a reply does not say how long its ban
 * lasts, the client assumes the shortest time.
 */
const SHORTEST_BAN = 2 * MINUTE;
const LONGEST_BAN = 3 * DAY;

/** The longest suspension of each kind, in ms. If a reply asks for a longer one, the client assumes a mistake. */
export const longestSuspension: Readonly<Record<Suspension['of'] | 'ban', number>> = {
  requests: LONGEST_REQUEST_WINDOW,
  ban: LONGEST_BAN,
  orders: DAY,
  operation: MINUTE,
};

/**
 * Returns the suspension that a reply asks for; undefined if it asks for none. Status 429 or 418, code -1003, code
 * -1015 (for orders only) and a 403 of the firewall ask for a suspension. Whatever the reply says, the suspension lasts
 * for at least a second, and for no longer than Binance documents. `now` is the exchange's time in ms.
 */
export function suspensionOf(
  { status, retryAfter }: Reply,
  { code: ownCode, msg, data }: { readonly code: number | undefined; readonly msg: string; readonly data: unknown },
  now: number,
): Suspension | undefined {
  // If the new order of a cancel-replace exceeds an order limit, the reply has the code -2021 or -2022, and -1015 is
  // inside its `data`.
  const { newOrderResponse } = Object(data) as { readonly newOrderResponse?: unknown };
  const code = (Object(newOrderResponse) as { readonly code?: unknown }).code === -1015 ? -1015 : ownCode;
  if (status === 403) {
    const text = 'the firewall of the exchange refused an earlier call (403)';
    return suspension('operation', retryAfter ?? MINUTE, MINUTE, text);
  }
  if (status !== 429 && status !== 418 && code !== -1003 && code !== -1015) return undefined;
  const [, bannedUntil] = /banned until (\d+)/.exec(msg) ?? [];
  const restOfMinute = MINUTE - (now % MINUTE);
  if (status === 418 || bannedUntil !== undefined) {
    const rest = Number(bannedUntil) - now;
    // A ban that has ended would not be reported. So if `rest` is not positive, `now` is wrong: it is the wall clock of
    // this machine until the server time is measured.
    const wait = retryAfter ?? (rest > 0 ? rest : SHORTEST_BAN);
    return suspension('requests', wait, LONGEST_BAN, 'the exchange banned this IP address', true);
  }
  const wait = retryAfter ?? restOfMinute;
  if (code === -1015) return suspension('orders', wait, DAY, 'the exchange accepts no new order for now (-1015)');
  // A wait longer than the longest window of a limit on requests must be a mistake. The suspension then lasts one
  // minute, which is the window of the REQUEST_WEIGHT limit.
  const isLegal = wait <= LONGEST_REQUEST_WINDOW;
  return suspension(
    'requests',
    isLegal ? wait : MINUTE,
    LONGEST_REQUEST_WINDOW,
    'the exchange accepts no request for now (429)',
  );
}

function suspension(of: Suspension['of'], wait: number, most: number, text: string, banned = false): Suspension {
  return { of, wait: Math.min(Math.max(wait, SECOND), most), banned, text };
}
