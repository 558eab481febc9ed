/**
 * The levels of the list that the last read returned, as integers. The next read compares the current levels with these
 * rows, to find out whether it has to return another list.
 */
export type Rows = {
  readonly keys: Float64Array;
  readonly quantities: Float64Array;
  /** Whether a level differs from the one that was in the same row before. */
  isChanged: boolean;
};

/** @param capacity the number of rows for which there is room. */
export function createRows(capacity: number): Rows {
  return { keys: new Float64Array(capacity), quantities: new Float64Array(capacity), isChanged: true };
}
