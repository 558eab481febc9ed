import { exactId } from '@pkg/core/internal';

/** The kinds of values that fields of events and answers have. An id is a whole number, or text if it is above 2^53. */
export type Kind = 'text' | 'decimal' | 'id' | 'time' | 'number' | 'flag' | 'text|null';

/** The fields of a JSON object and the kind of each value. Fields that are not listed may have any value. */
export type Shape = readonly (readonly [field: string, kind: Kind, isOptional: boolean])[];

const LONGEST_TEXT = 255;
const DECIMAL = /^-?\d{1,40}(\.\d{1,40})?$/;
/** The largest id that the exchange can send, because its ids are 64-bit integers. */
const LARGEST_ID = 2n ** 63n - 1n;

/**
 * Returns the shape of an object. For each kind of value, `fields` has the names of the fields, separated by spaces. A
 * `?` after the kind means that these fields may be missing.
 */
export function shape(fields: { readonly [K in Kind | `${Kind}?`]?: string }): Shape {
  return Object.entries(fields).flatMap(([kind, names]) =>
    names.split(' ').map((name) => [name, kind.replace('?', '') as Kind, kind.endsWith('?')] as const),
  );
}

/**
 * Returns the name of the first field that is missing or of another kind; undefined if all fields are right.
 *
 * @param latest the latest time allowed in a field of the kind `time`.
 */
export function wrongField(value: unknown, fields: Shape, latest: number): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not an object';
  for (const [field, kind, isOptional] of fields) {
    const found: unknown = Object.hasOwn(value, field) ? value[field as keyof typeof value] : undefined;
    if (found === undefined && isOptional) continue;
    if (!isKind(found, kind, latest)) return field;
  }
  return undefined;
}

function isKind(value: unknown, kind: Kind, latest: number): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string' && value.length <= LONGEST_TEXT;
    case 'text|null':
      return value === null || isKind(value, 'text', latest);
    case 'decimal':
      return typeof value === 'string' && DECIMAL.test(value);
    case 'id':
      return typeof value === 'string' ? isLargeId(value) : Number.isSafeInteger(value) && (value as number) >= -1;
    case 'time':
      return Number.isSafeInteger(value) && (value as number) >= -1 && (value as number) <= latest;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'flag':
      return typeof value === 'boolean';
  }
}

function isLargeId(text: string): boolean {
  const id = exactId(text);
  return id !== undefined && id > Number.MAX_SAFE_INTEGER && id <= LARGEST_ID;
}
