const TEXT = 24;
const OBJECT = 48;
const FIELD = 16;
const NUMBER = 8;

/**
 * Estimates the memory that a parsed JSON value takes, in bytes. It is not recursive, because deeply nested JSON would
 * overflow the stack.
 */
export function sizeOf(json: unknown): number {
  let size = 0;
  const rest: unknown[] = [json];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value === 'string') size += TEXT + value.length;
    else if (typeof value !== 'object' || value === null) size += NUMBER;
    else {
      const values: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
      size += OBJECT + FIELD * values.length;
      for (const each of values) rest.push(each);
    }
  }
  return size;
}
