import { checkForGap, type UpdateRange } from '../book/index.js';

/** How the buffered events relate to a book. `next` is the index of an event; `result` says which one. */
export type Alignment = {
  /**
   * - `aligned`: the events from index `next` on continue the book without a gap.
   * - `too-old`: updates are missing between the book and the event `next`, which is the first one with updates after
   *   the book. The events are kept, and a newer snapshot is needed.
   * - `gap`: updates are missing before a later event, `next`. Only a snapshot that reaches `next` can be continued, so
   *   the events before `next` are of no use.
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
