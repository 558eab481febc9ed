import { checkForGap, type UpdateRange } from '../book/index.js';

/** How the buffered events relate to a book. The meaning of the index `next` depends on `result`. */
export type Alignment = {
  /**
   * - `aligned`: the events from index `next` on continue the book without a gap.
   * - `too-old`: the book is too old. Updates are missing between the book and `next`, the first event that is newer
   *   than the book. The events are kept, and a newer snapshot is needed.
   * - `gap`: an event continues the book, but updates are missing before the later event `next`. The next snapshot has
   *   to contain these missing updates, so the events before `next` are useless.
   */
  readonly result: 'aligned' | 'too-old' | 'gap';
  readonly next: number;
};

/**
 * Finds the first event that continues a book whose last update is `lastUpdateId`, and checks that no update is missing
 * between the events after it. The events must be sorted, oldest first.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly
 */
export function alignEvents(lastUpdateId: number, events: readonly UpdateRange[]): Alignment {
  const first = events.findIndex(({ U, u }) => checkForGap(lastUpdateId, U, u) !== 'old');
  if (first < 0) return { result: 'aligned', next: events.length };
  let last = lastUpdateId;
  for (let index = first; index < events.length; index++) {
    const { U, u } = events[index] as UpdateRange;
    if (checkForGap(last, U, u) === 'gap') return { result: index === first ? 'too-old' : 'gap', next: index };
    last = Math.max(last, u);
  }
  return { result: 'aligned', next: first };
}
