import type { BinanceStreamError } from '@pkg/core/internal/platform';
import type { StatusBoard, WatchedConnection } from './status-board.js';

/** Makes an error; given, so that what is loaded late shares nothing with what is there. */
type Fail = (reason: string) => BinanceStreamError;

/**
 * Resolves when every connection there is now is open.
 *
 * @throws {BinanceStreamError} when an attempt of one fails, or it is given up.
 */
export async function waitUntilOpen(board: StatusBoard, fail: Fail): Promise<void> {
  await Promise.all(board.links.map((link) => whenOpen(board, link, fail)));
}

function whenOpen(board: StatusBoard, link: WatchedConnection, fail: Fail): Promise<void> {
  // The same failure once more is not told: then the next attempt tells of it.
  const first = Math.max(link.attempt, 1);
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const { state, attempt, reason, error } = link;
      const isPast = attempt > first || (state === 'waiting' && attempt > 0);
      const hasFailed = state === 'failed' || isPast || !board.links.includes(link);
      if (state === 'open') resolve();
      else if (hasFailed) reject(error ?? fail(`not connected: ${reason}`));
      else return;
      stop();
    };
    const stop = board.on(look);
    look();
  });
}
