import { refusal } from '../../refusals/refusal.js';
import { EARLIEST_TIME } from '../parameters/parameter-types.js';

/** The `recvWindow` in µs of a request without this parameter. */
export const DEFAULT_RECV_WINDOW = 5_000_000;

const SECOND = 1_000_000;

/**
 * The first check of a timestamp: it has to be less than a second ahead of the exchange, and within `recvWindow`. All
 * arguments are in µs.
 */
export function checkTimestamp(timestamp: number, recvWindow: number, now: number): void {
  if (timestamp >= now + SECOND) {
    throw refusal('TIMESTAMP_AHEAD');
  }
  checkRecvWindow(timestamp, recvWindow, now);
}

/**
 * The second check, just before the matching engine: the timestamp has to be still within `recvWindow`. All arguments
 * are in µs.
 */
export function checkRecvWindow(timestamp: number, recvWindow: number, now: number): void {
  if (timestamp < EARLIEST_TIME * 1000 || now - timestamp > recvWindow) {
    throw refusal('TIMESTAMP_OUTSIDE_WINDOW');
  }
}
