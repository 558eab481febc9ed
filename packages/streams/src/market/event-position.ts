/** Where an event is in its stream. The numbers increase along the stream: they are trade ids, update ids or times. */
export type EventPosition = {
  /** If `last` of the previous event is at least this number, no event is missing between that event and this one. */
  readonly follows: number;
  readonly last: number;
  /** Whether `last` is the time of the event. Other events may have the same time. */
  readonly isTime: boolean;
};

/**
 * Returns the position of an event in its stream, from its trade id, update id or time. Returns undefined if the event
 * has none of these numbers, or if its number is above 2^53.
 */
export function positionOf(payload: unknown): EventPosition | undefined {
  const event = Object(Array.isArray(payload) ? payload[0] : payload) as Record<string, unknown>;
  const id = idOf(event);
  const last = id ?? (event.e === 'referencePrice' ? event.t : event.E);
  const first = event.U ?? last;
  // Above 2^53, two ids may be rounded to the same number. The sequence of their events is then unknown.
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) return undefined;
  return {
    follows: (first as number) - (CONSECUTIVE.includes(event.e) ? 1 : 0),
    last: last as number,
    isTime: id === undefined,
  };
}

/** The kinds of events whose ids are consecutive numbers. */
const CONSECUTIVE: readonly unknown[] = ['depthUpdate', 'trade', 'aggTrade'];

/** Returns the trade id or update id of an event; undefined if its kind has none. */
function idOf({ e, t, a, u, lastUpdateId }: Record<string, unknown>): unknown {
  if (e === 'trade' || e === 'blockTrade') return t;
  return e === 'aggTrade' ? a : (u ?? lastUpdateId);
}
