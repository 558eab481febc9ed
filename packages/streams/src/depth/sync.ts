/** The update ids an event covers. */
export type UpdateRange = { readonly U: number; readonly u: number };

/**
 * - `live`: the events from `next` on continue the book without a hole.
 * - `buffering`: there is no snapshot, or it is too old for the first event: fetch again and keep the events.
 * - `gap`: event `next` does not follow the one before it, so only a snapshot that reaches it will do.
 */
export type Sync = { readonly state: 'buffering' | 'live' | 'gap'; readonly next: number };

/**
 * Where a book of `lastUpdateId` stands against the events received, oldest first.
 *
 * By the rules of 2025-11-12 an event with `u <= lastUpdateId` is old, and the first one that is not continues the
 * book where `U <= lastUpdateId + 1`; after it, each event continues the one before in the same way.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly
 */
export function sync(lastUpdateId: number | undefined, events: readonly UpdateRange[]): Sync {
  const first = lastUpdateId === undefined ? 0 : events.findIndex(({ u }) => u > lastUpdateId);
  if (first < 0) return { state: 'live', next: events.length };
  let known = lastUpdateId ?? events[0]?.u ?? 0;
  for (let index = first; index < events.length; index++) {
    const { U, u } = events[index] as UpdateRange;
    if (U > known + 1) return { state: index === first ? 'buffering' : 'gap', next: index };
    known = Math.max(known, u);
  }
  return { state: lastUpdateId === undefined ? 'buffering' : 'live', next: first };
}
