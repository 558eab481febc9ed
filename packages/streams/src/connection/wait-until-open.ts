import { BinanceStreamError } from '@pkg/core/internal/platform';
import type { StatusBoard, StatusListener, WatchedConnection } from './status-board.js';

/** Calls a listener at each change of a connection. Returns a function that removes the listener. */
type OnStatus = (listener: StatusListener) => () => void;

/**
 * Resolves when every connection of the board is open.
 *
 * @throws {BinanceStreamError} when a connection attempt fails, or a connection is closed.
 */
export async function waitUntilOpen(board: StatusBoard, onStatus: OnStatus): Promise<void> {
  await Promise.all(board.connections.map((connection) => waitForOne(board, onStatus, connection)));
}

function waitForOne(board: StatusBoard, onStatus: OnStatus, connection: WatchedConnection): Promise<void> {
  // If an attempt fails for the same reason as the attempt before it, the status board reports only the next attempt,
  // and not the failure. So a higher number of the attempt also shows that an attempt has failed.
  const lastAttempt = Math.max(connection.attempt, 1);
  return new Promise((resolve, reject) => {
    const check = (): void => {
      const { state, attempt, reason, error } = connection;
      const hasFailed =
        state === 'failed' ||
        attempt > lastAttempt ||
        (state === 'waiting' && attempt > 0) ||
        !board.connections.includes(connection);
      if (state === 'open') resolve();
      else if (hasFailed) reject(error ?? new BinanceStreamError(`not connected: ${reason}`));
      else return;
      stop();
    };
    const stop = onStatus(check);
    check();
  });
}
