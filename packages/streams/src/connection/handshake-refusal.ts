import type { Clock } from '@pkg/core';
import { BinanceStreamError } from '@pkg/core/internal/platform';
import { blockAttempts } from './attempt-budget.js';

const MINUTE = 60_000;
/**
 * When the exchange asks a connection to wait, the connection waits at most this long, in ms: `LONGEST_WAIT`, or
 * `LONGEST_BAN` if the exchange has banned the IP address. The exchange limits attempts per 5 minutes, and its bans
 * last up to 3 days.
 */
const LONGEST_WAIT = 5 * MINUTE;
const LONGEST_BAN = 3 * 24 * 60 * MINUTE;
/**
 * HTTP statuses that may be caused by a stream name in the address of the WebSocket. The next attempt uses an address
 * without stream names.
 */
const MAY_BE_THE_ADDRESS = [400, 401, 404];
/** The HTTP status with which the exchange refuses countries that it does not serve. */
const UNAVAILABLE = 451;

/** How the exchange refused the handshake of a connection. */
export type HandshakeRefusal = {
  readonly error: BinanceStreamError;
  /** Blocks attempts to connect to an origin for as long as the exchange asks to wait. */
  readonly block: (clock: Clock, origin: string) => void;
  /** Whether the cause may be a stream name in the address. */
  readonly mayBeTheAddress: boolean;
  /**
   * Whether the connection fails, because no further attempt can succeed. `before` is the refusal of the attempt before;
   * undefined if that attempt was not refused.
   */
  readonly isFinal: (before: HandshakeRefusal | undefined) => boolean;
};

/**
 * Returns how the exchange refused a handshake, from the HTTP status and the header `Retry-After`, which is in seconds.
 */
export function refusalOf(status: number, retryAfter: string | undefined): HandshakeRefusal {
  const isBan = status === 418;
  const asked = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) * 1_000 : isBan ? 2 * MINUTE : MINUTE;
  const asksToWait = isBan || status === 429 || status === 403;
  const wait = asksToWait ? Math.min(asked, isBan ? LONGEST_BAN : LONGEST_WAIT) : 0;
  const mayBeTheAddress = MAY_BE_THE_ADDRESS.includes(status);
  return {
    mayBeTheAddress,
    error: new BinanceStreamError(`connection refused with HTTP status ${status}`, status),
    block: (clock, origin) => blockAttempts(clock, origin, wait),
    isFinal: (before) => status === UNAVAILABLE || (mayBeTheAddress && before?.mayBeTheAddress === true),
  };
}
