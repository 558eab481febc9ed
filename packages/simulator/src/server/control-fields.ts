/** The fields of a request to a `/sim/` route, from its JSON body and its query. */
export type Fields = Readonly<Record<string, unknown>>;

/** Thrown when a field is missing or has an invalid value. */
export class ControlError extends Error {}

/** The longest field that {@link text} accepts. */
const MAX_TEXT = 10_000;

/**
 * Reads the fields of a request.
 *
 * @throws {ControlError} if the body is not a JSON object, or if a field is not in `known`
 */
export function readFields(query: string, body: string, known: readonly string[] | undefined): Fields {
  const fields: Record<string, unknown> = Object.fromEntries(new URLSearchParams(query));
  if (body.trim() !== '') {
    const json = parse(body);
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      throw new ControlError('body: expected a JSON object');
    }
    Object.assign(fields, json);
  }
  const unknown = known && Object.keys(fields).find((name) => !known.includes(name));
  if (unknown === undefined) return fields;
  throw new ControlError(
    `${shown(unknown)}: expected only ${known?.length ? `the fields ${known.join(', ')}` : 'no fields'}`,
  );
}

export type NumberRange = {
  readonly least: number;
  readonly most: number;
  readonly whole?: true;
  readonly otherwise?: number;
};

/** Reads a number within a range. The field may be a number or a text. */
export function number(fields: Fields, name: string, { least, most, whole, otherwise }: NumberRange): number {
  const value = fields[name] ?? otherwise;
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof read === 'number' && read >= least && read <= most && (!whole || Number.isInteger(read))) return read;
  throw expected(name, `a ${whole ? 'whole ' : ''}number from ${least} to ${most}`, value);
}

export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value.length <= MAX_TEXT) return value;
  throw expected(name, `a string of at most ${MAX_TEXT} characters`, value);
}

export function optional<T>(fields: Fields, name: string, read: (fields: Fields, name: string) => T): T | undefined {
  return fields[name] === undefined ? undefined : read(fields, name);
}

export function flag(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw expected(name, 'true or false', value);
}

export function oneOf<T extends string>(fields: Fields, name: string, values: readonly T[]): T {
  const found = values.find((value) => value === fields[name]);
  if (found !== undefined) return found;
  throw expected(name, values.join(' or '), fields[name]);
}

/** Reads a decimal, such as a price. It must be a string, because a floating-point number is not exact. */
export function decimal(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && /^\d{1,20}(?:\.\d{0,8})?$/.test(value)) return value;
  throw expected(name, 'a decimal string with at most 8 decimals', value);
}

/** Reads one decimal for each asset, such as `{ "USDT": "100" }`. */
export function decimals(fields: Fields, name: string): Record<string, string> {
  const given = record(fields, name);
  return Object.fromEntries(
    Object.keys(given).map((key) => {
      if (!/^[\p{L}\p{N}]{1,50}$/u.test(key)) throw expected(name, 'names of assets', key);
      return [key, decimal(given, key)];
    }),
  );
}

export function record(fields: Fields, name: string): Fields {
  const value = fields[name];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw expected(name, 'an object', value);
}

export function array(fields: Fields, name: string, most: number): readonly unknown[] {
  const value = fields[name];
  if (Array.isArray(value) && value.length <= most) return value;
  throw expected(name, `an array of at most ${most} entries`, value);
}

export function texts(fields: Fields, name: string, most: number): string[] {
  return array(fields, name, most).map((entry, index) => text({ [`${name}[${index}]`]: entry }, `${name}[${index}]`));
}

/** Reads price levels, such as `[["60000.00", "1.5"]]`. */
export function levels(fields: Fields, name: string): [price: string, quantity: string][] {
  return array(fields, name, 5000).map((entry, index) => {
    const path = `${name}[${index}]`;
    const [price, quantity, ...others] = array({ [path]: entry }, path, 2);
    if (others.length > 0) throw expected(path, '[price, quantity]', entry);
    return [decimal({ [`${path}[0]`]: price }, `${path}[0]`), decimal({ [`${path}[1]`]: quantity }, `${path}[1]`)];
  });
}

const expected = (name: string, what: string, got: unknown): ControlError =>
  new ControlError(`${shown(name)}: expected ${what}, got ${got === undefined ? 'nothing' : shown(got)}`);

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ControlError('body: expected JSON');
  }
}

/** Returns a value as JSON for an error message, cut to its first 100 characters. */
function shown(value: unknown): string {
  let json: string;
  try {
    json = typeof value === 'string' && /^[\w.[\]-]+$/.test(value) ? value : (JSON.stringify(value) ?? String(value));
  } catch {
    json = 'a value that is nested too deeply';
  }
  return json.length <= 100 ? json : `${json.slice(0, 100)}…`;
}
