/** The position of an event in its stream: its first and its last number. */
export type Sequence = {
  readonly first: number;
  readonly last: number;
  /** Whether numbers are consecutive, so that a missing event leaves a gap. */
  readonly isConsecutive: boolean;
  /** Whether the number is the time of the event, which several events may share. */
  readonly isTime: boolean;
};

/** The position of a payload in its stream, by trade id, update id or time; undefined if it has no exact one. */
export function sequenceOf(payload: unknown): Sequence | undefined {
  const event = Object(Array.isArray(payload) ? payload[0] : payload) as Record<string, unknown>;
  switch (event.e) {
    case 'depthUpdate':
      return sequence(event.U, event.u, true, false);
    case 'trade':
      return sequence(event.t, event.t, true, false);
    case 'aggTrade':
      return sequence(event.a, event.a, true, false);
    case 'blockTrade':
      return sequence(event.t, event.t, false, false);
    case 'referencePrice':
      return sequence(event.t, event.t, false, true);
    default: {
      const id = event.u ?? event.lastUpdateId;
      const position = id ?? event.E;
      return sequence(position, position, false, id === undefined);
    }
  }
}

/** Beyond 2^53 different numbers are rounded to the same one, so they give no position. */
function sequence(first: unknown, last: unknown, isConsecutive: boolean, isTime: boolean): Sequence | undefined {
  return isExact(first) && isExact(last) ? { first, last, isConsecutive, isTime } : undefined;
}

function isExact(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
