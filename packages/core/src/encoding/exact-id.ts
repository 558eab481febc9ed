/**
 * The exact value of an id of the exchange. An id beyond 2^53 arrives as text, because a number cannot hold it, so ids
 * are compared and counted as bigints.
 *
 * @returns undefined for a value that is no id.
 */
export function exactId(id: unknown): bigint | undefined {
  if (typeof id === 'bigint') return id;
  const isId = Number.isInteger(id) || (typeof id === 'string' && /^-?\d{1,20}$/.test(id));
  return isId ? BigInt(id as number | string) : undefined;
}

/** An id in the form in which answers hold it: a number up to 2^53, else text. */
export function idParam(id: bigint): number | string {
  const value = Number(id);
  return Number.isSafeInteger(value) ? value : String(id);
}

/** Compares two ids, as `sort` needs it. A value that is no id is less than every id. */
export function compareIds(one: unknown, other: unknown): number {
  const [a, b] = [exactId(one), exactId(other)];
  if (a === b) return 0;
  return a === undefined || (b !== undefined && a < b) ? -1 : 1;
}
