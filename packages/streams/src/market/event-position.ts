/** The position of an event in its stream, as numbers that increase: trade ids, update ids or times. */
export type EventPosition = {
  /** No event is missing between an event with this `last`, or a higher one, and this event. */
  readonly follows: number;
  readonly last: number;
  /** Whether the number is the time of the event, which several events may share. */
  readonly isTime: boolean;
};

/** Returns the position of a payload in its stream by trade id, update id or time; undefined if it has no exact one. */
export function positionOf(payload: unknown): EventPosition | undefined {
  const event = Object(Array.isArray(payload) ? payload[0] : payload) as Record<string, unknown>;
  const id = idOf(event);
  const last = id ?? (event.e === 'referencePrice' ? event.t : event.E);
  const first = event.U ?? last;
  // Above 2^53, different numbers may be rounded to the same one, so they give no position.
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) return undefined;
  return {
    follows: (first as number) - (CONSECUTIVE.includes(event.e) ? 1 : 0),
    last: last as number,
    isTime: id === undefined,
  };
}

/** The kinds of events whose numbers are consecutive, so that a missing event leaves a gap. */
const CONSECUTIVE: readonly unknown[] = ['depthUpdate', 'trade', 'aggTrade'];

/** Returns the trade id or update id of an event; undefined for the kinds that have none. */
function idOf({ e, t, a, u, lastUpdateId }: Record<string, unknown>): unknown {
  if (e === 'trade' || e === 'blockTrade') return t;
  return e === 'aggTrade' ? a : (u ?? lastUpdateId);
}
