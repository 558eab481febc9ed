/** The position of an event in its stream: its first and its last number. */
export type Sequence = {
  readonly first: number;
  readonly last: number;
  /** Whether numbers are consecutive, so that a missing event leaves a gap. */
  readonly isConsecutive: boolean;
};

/** The position of a payload in its stream, by trade id, update id or time; undefined if it has no exact one. */
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
      const position = event.u ?? event.lastUpdateId ?? event.E;
      return sequence(position, position, false);
    }
  }
}

/** Beyond 2^53 different numbers are rounded to the same one, so they give no position. */
function sequence(first: unknown, last: unknown, isConsecutive: boolean): Sequence | undefined {
  return isExact(first) && isExact(last) ? { first, last, isConsecutive } : undefined;
}

function isExact(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
