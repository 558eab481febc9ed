import { BinanceStreamError } from '@pkg/core/errors';
import type { StatusBoard, Watched } from './status.js';

/**
 * Resolves when every connection there is now is open.
 *
 * @throws {BinanceStreamError} when an attempt of one fails.
 */
export async function whenOpened(board: StatusBoard): Promise<void> {
  await Promise.all(board.links.map((link) => whenOpen(board, link)));
}

function whenOpen(board: StatusBoard, link: Watched): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): boolean => {
      const { state, attempt, reason, error } = link;
      const hasFailed = state === 'failed' || (state === 'waiting' && attempt > 0) || !board.links.includes(link);
      if (state === 'open') resolve();
      else if (hasFailed) reject(error ?? new BinanceStreamError(`not connected: ${reason}`));
      return state === 'open' || hasFailed;
    };
    if (look()) return;
    const stop = board.on(() => {
      if (look()) stop();
    });
  });
}
