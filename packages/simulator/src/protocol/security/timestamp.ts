import { refusal } from '../../refusals/refusal.js';
import { EARLIEST_TIME } from '../parameters/parameter-types.js';

/** The `recvWindow` of a request without this parameter, in µs. */
export const DEFAULT_RECV_WINDOW = 5_000_000;

const SECOND = 1_000_000;

/**
 * The first check of a timestamp: the timestamp must be less than a second ahead of the exchange's time, and not be
 * older than `recvWindow`. All arguments are in µs.
 */
export function checkTimestamp(timestamp: number, recvWindow: number, now: number): void {
  if (timestamp >= now + SECOND) {
    throw refusal('TIMESTAMP_AHEAD');
  }
  checkRecvWindow(timestamp, recvWindow, now);
}

/**
 * The second check of a timestamp, just before the matching engine. Since the first check, the request may have become
 * older than `recvWindow`. All arguments are in µs.
 */
export function checkRecvWindow(timestamp: number, recvWindow: number, now: number): void {
  if (timestamp < EARLIEST_TIME * 1000 || now - timestamp > recvWindow) {
    throw refusal('TIMESTAMP_OUTSIDE_WINDOW');
  }
}
