import { refusal } from '../../refusals/refusal.js';
import { EARLIEST_TIME } from '../parameters/parameter-types.js';

/** The `recvWindow` of a request that names none, µs. */
export const DEFAULT_RECV_WINDOW = 5_000_000;

const SECOND = 1_000_000;

/** The first check of a timestamp: it is less than a second ahead of the exchange and within `recvWindow`. All in µs. */
export function checkTimestamp(timestamp: number, recvWindow: number, now: number): void {
  if (timestamp >= now + SECOND) {
    throw refusal('TIMESTAMP_AHEAD');
  }
  checkRecvWindow(timestamp, recvWindow, now);
}

/** The second check, just before the matching engine: the timestamp is still within `recvWindow`. All in µs. */
export function checkRecvWindow(timestamp: number, recvWindow: number, now: number): void {
  if (timestamp < EARLIEST_TIME * 1000 || now - timestamp > recvWindow) {
    throw refusal('TIMESTAMP_OUTSIDE_WINDOW');
  }
}
