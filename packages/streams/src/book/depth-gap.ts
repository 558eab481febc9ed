/** The update ids that a depth event covers: `U` is the first, `u` the last. */
export type UpdateRange = {
  /** Id of the first update in the event. */
  readonly U: number;
  /** Id of the last update in the event. */
  readonly u: number;
};

/**
 * Compares the updates `U` to `u` with a book whose last update is `lastUpdateId`. Returns:
 *
 * - `old`: the book contains all of these updates;
 * - `next`: the updates continue the book;
 * - `gap`: updates between the book and `U` are missing.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly
 */
export function checkForGap(lastUpdateId: number, U: number, u: number): 'old' | 'next' | 'gap' {
  if (u <= lastUpdateId) return 'old';
  return U > lastUpdateId + 1 ? 'gap' : 'next';
}
