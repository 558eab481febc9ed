/**
 * Returns the exact value of an id of the exchange. Ids are compared as bigints, because an id may be a number or a
 * text. In answers of the client, ids beyond 2^53 are text, because a number cannot represent them exactly.
 *
 * @returns The id; undefined for a value that is not an id.
 */
export function exactId(id: unknown): bigint | undefined {
  if (typeof id === 'bigint') return id;
  const isId = Number.isInteger(id) || (typeof id === 'string' && /^-?\d{1,20}$/.test(id));
  return isId ? BigInt(id as number | string) : undefined;
}

/** Returns an id in the same form as in answers of the client: a number below 2^53, and otherwise text. */
export function idParam(id: bigint): number | string {
  const value = Number(id);
  return Number.isSafeInteger(value) ? value : String(id);
}

/** Compares two ids, for use with `sort`. A value that is not an id is less than every id. */
export function compareIds(one: unknown, other: unknown): number {
  const [a, b] = [exactId(one), exactId(other)];
  if (a === b) return 0;
  return a === undefined || (b !== undefined && a < b) ? -1 : 1;
}
