import type { BinanceStreamError } from '@pkg/core/errors';
import type { StreamStatus } from './consumer.js';
import type { LinkState } from './link/link.js';

/** A change in a connection's life. */
export type StatusChange = {
  /** Of all connections together. */
  readonly status: StreamStatus;
  /** Which connection changed: `market-1`, `user`. */
  readonly connection: string;
  /** What that connection is doing now. */
  readonly connectionStatus: StreamStatus;
  readonly reason: string;
  /** Which attempt since the last healthy time is under way; 0 while it is open. */
  readonly attempt: number;
  /** How long the connection had been away, in ms, when it is open again. */
  readonly gap: number | undefined;
  readonly error: BinanceStreamError | undefined;
};

export type StatusListener = (change: StatusChange) => void;

/** What a link's state means to those who use it; `wasOpen` tells a first connection from a renewed one. */
export function statusOf(state: LinkState, attempt: number, wasOpen: boolean): StreamStatus {
  switch (state) {
    case 'idle':
    case 'open':
    case 'failed':
      return state;
    default:
      return wasOpen || attempt > 1 ? 'reconnecting' : 'connecting';
  }
}

const WORST_FIRST: readonly StreamStatus[] = ['failed', 'reconnecting', 'connecting', 'open', 'closed', 'idle'];

/** The status of several connections as one: that of the worst. */
export function worstOf(statuses: readonly StreamStatus[]): StreamStatus | undefined {
  return WORST_FIRST.find((status) => statuses.includes(status));
}
