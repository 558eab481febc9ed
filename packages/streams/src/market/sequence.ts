/** Where an event stands in its stream, from its first number to its last. */
export type Sequence = {
  readonly first: number;
  readonly last: number;
  /** Numbers follow one another without a hole, so that a missing event shows. */
  readonly dense: boolean;
};

/** The place of a payload in its stream, by trade id, update id or time; undefined where it has none that is exact. */
export function sequenceOf(payload: unknown): Sequence | undefined {
  const event = Object(Array.isArray(payload) ? payload[0] : payload) as Record<string, unknown>;
  switch (event.e) {
    case 'depthUpdate':
      return sequence(event.U, event.u, true);
    case 'trade':
      return sequence(event.t, event.t, true);
    case 'aggTrade':
      return sequence(event.a, event.a, true);
    case 'blockTrade':
    case 'referencePrice':
      return sequence(event.t, event.t, false);
    default: {
      const place = event.u ?? event.lastUpdateId ?? event.E;
      return sequence(place, place, false);
    }
  }
}

/** Past 2^53 numbers that differ are rounded to the same: they say no place. */
function sequence(first: unknown, last: unknown, dense: boolean): Sequence | undefined {
  return isExact(first) && isExact(last) ? { first, last, dense } : undefined;
}

function isExact(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
