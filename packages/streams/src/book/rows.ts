/** The levels of a list as integers, by which the next read sees whether the list changed. */
export type Rows = {
  readonly keys: Float64Array;
  readonly quantities: Float64Array;
  /** Whether a level differs from the one that was in its row before. */
  isChanged: boolean;
};

/** @param capacity the most rows that fit. */
export function createRows(capacity: number): Rows {
  return { keys: new Float64Array(capacity), quantities: new Float64Array(capacity), isChanged: true };
}
