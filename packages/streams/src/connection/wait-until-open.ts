import type { BinanceStreamError } from '@pkg/core/internal/platform';
import type { StatusBoard, StatusListener, WatchedConnection } from './status-board.js';

/** Calls a listener at each change of a connection. Returns a function that removes the listener. */
type OnStatus = (listener: StatusListener) => () => void;

/** A connection, and the number of its attempt when the wait began. */
type WaitedFor = readonly [connection: WatchedConnection, attempt: number];

/**
 * Resolves when every connection is open.
 *
 * @param StreamError `BinanceStreamError`, passed in instead of imported. With an import here, bundlers would move the
 * class into one more file, which every page would load at first.
 * @throws {BinanceStreamError} when a connection attempt fails, or a connection is closed.
 */
export async function waitUntilOpen(
  connections: readonly WaitedFor[],
  board: StatusBoard,
  onStatus: OnStatus,
  StreamError: typeof BinanceStreamError,
): Promise<void> {
  await Promise.all(connections.map((each) => waitForOne(each, board, onStatus, StreamError)));
}

function waitForOne(
  [connection, firstAttempt]: WaitedFor,
  board: StatusBoard,
  onStatus: OnStatus,
  StreamError: typeof BinanceStreamError,
): Promise<void> {
  // If an attempt fails for the same reason as the attempt before it, the status board reports only the next attempt,
  // and not the failure. So a higher number of the attempt also shows that an attempt has failed.
  const lastAttempt = Math.max(firstAttempt, 1);
  return new Promise((resolve, reject) => {
    const check = (): void => {
      const { state, attempt, reason, error } = connection;
      const hasFailed =
        state === 'failed' ||
        attempt > lastAttempt ||
        (state === 'waiting' && attempt > 0) ||
        !board.connections.includes(connection);
      if (state === 'open') resolve();
      else if (hasFailed) reject(error ?? new StreamError(`not connected: ${reason}`));
      else return;
      stop();
    };
    const stop = onStatus(check);
    check();
  });
}
