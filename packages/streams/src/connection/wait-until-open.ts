import type { StatusBoard, StatusListener, WatchedConnection } from './status-board.js';

/** Calls a listener at each change of a connection. Returns a function that removes the listener. */
type OnStatus = (listener: StatusListener) => () => void;

/** A connection, and the number of its attempt when the wait began. */
type WaitedFor = readonly [connection: WatchedConnection, attempt: number];

/**
 * Resolves with undefined when every connection is open, and with a connection as soon as an attempt to open it has
 * failed, or it was closed.
 */
export function waitUntilOpen(
  connections: readonly WaitedFor[],
  board: StatusBoard,
  onStatus: OnStatus,
): Promise<WatchedConnection | undefined> {
  return Promise.all(connections.map((each) => waitForOne(each, board, onStatus))).then(
    () => undefined,
    (failed: WatchedConnection) => failed,
  );
}

/** Resolves when the connection is open. Rejects with the connection if an attempt fails, or it is closed. */
function waitForOne([connection, firstAttempt]: WaitedFor, board: StatusBoard, onStatus: OnStatus): Promise<void> {
  // If an attempt fails for the same reason as the attempt before it, the status board reports only the next attempt,
  // and not the failure. So a higher number of the attempt also shows that an attempt has failed.
  const lastAttempt = Math.max(firstAttempt, 1);
  return new Promise((resolve, reject) => {
    const check = (): void => {
      const { state, attempt } = connection;
      const hasFailed =
        state === 'failed' ||
        attempt > lastAttempt ||
        (state === 'waiting' && attempt > 0) ||
        !board.connections.includes(connection);
      if (state === 'open') resolve();
      else if (hasFailed) reject(connection);
      else return;
      stop();
    };
    const stop = onStatus(check);
    check();
  });
}
