/** Parameters as they leave: strings, numbers that are whole, booleans, and lists of these. */
export type WireParams = Readonly<Record<string, unknown>>;

/** Writes a value that is more than text or a whole number, or is a price or a quantity, in the form it leaves in. */
export type ParamWriter = (value: unknown, name: string) => unknown;

/** Parameters that hold a price or a quantity, whatever prefix the operation gives them. */
const decimalName = /(?:price|qty|quantity)$/i;

/**
 * The parameters of a call in the form they leave in, undefined ones dropped. Without a writer it is undefined where one
 * would be needed.
 */
export function plainParams(params: object, write: ParamWriter): WireParams;
export function plainParams(params: object, write?: ParamWriter): WireParams | undefined;
export function plainParams(params: object, write?: ParamWriter): WireParams | undefined {
  const plain: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(params)) {
    if (given === undefined) continue;
    const value = plainValue(given, name, write);
    if (value === undefined) return undefined;
    // Defined, not set, so that `__proto__` is a name like any other.
    if (name === '__proto__') Object.defineProperty(plain, name, { value, enumerable: true });
    else plain[name] = value;
  }
  return plain;
}

function plainValue(value: unknown, name: string, write?: ParamWriter): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => plainValue(item, '', write));
    return items.includes(undefined) && !write ? undefined : items;
  }
  const plain = typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value);
  return plain && !decimalName.test(name) ? value : write?.(value, name);
}
