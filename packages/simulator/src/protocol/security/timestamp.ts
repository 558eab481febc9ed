import { refusal } from '../../refusals/refusal.js';
import { EARLIEST } from '../parameters/parameter-types.js';

/** How long a request stays good, µs, when it does not say. */
export const USUAL_RECV_WINDOW = 5_000_000;

const SECOND = 1_000_000;

/** First check: a stamp is neither a second ahead of the exchange nor older than the window. All in µs. */
export function checkTimestamp(timestamp: number, recvWindow: number, now: number): void {
  if (timestamp >= now + SECOND) {
    throw refusal('TIMESTAMP_AHEAD');
  }
  checkWindow(timestamp, recvWindow, now);
}

/** Second check, just before the matching engine: only the window counts. */
export function checkWindow(timestamp: number, recvWindow: number, now: number): void {
  if (timestamp < EARLIEST * 1000 || now - timestamp > recvWindow) {
    throw refusal('TIMESTAMP_OUTSIDE_WINDOW');
  }
}
