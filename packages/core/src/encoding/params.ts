import { halfCharacter, holdsDecimal } from '../request/call.js';

/** Parameters as they leave: strings, numbers that are whole, booleans, and lists of these. */
export type WireParams = Readonly<Record<string, unknown>>;

/** Parameters without the undefined ones, where they leave as they are; undefined where a decimal is among them. */
export function plainParams(params: object): WireParams | undefined {
  const given = Object.entries(params).filter(([, value]) => value !== undefined);
  return given.every(([name, value]) => isPlain(value) && !holdsDecimal(name)) ? Object.fromEntries(given) : undefined;
}

function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value === 'string') return !halfCharacter.test(value);
  return typeof value === 'boolean' || Number.isSafeInteger(value);
}
