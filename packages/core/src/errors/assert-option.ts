import { assertConfig } from './assert-config.js';

/** Throws unless the value is one of the legal values. */
export function assertOneOf(argument: string, value: unknown, legal: readonly unknown[]): void {
  assertConfig(legal.includes(value), argument, `one of ${legal.join(', ')}`, value);
}

/** Throws unless the option is undefined, or a number of ms above 0 and up to `most`. */
export function assertMs(argument: string, ms: unknown, most: number = Infinity): void {
  const isLegal = ms === undefined || (typeof ms === 'number' && ms > 0 && ms <= most);
  assertConfig(isLegal, argument, `a number of ms above 0, up to ${most}`, ms);
}

/** Throws unless the argument is an object. Callers without TypeScript may omit it. */
export function assertObject(argument: string, value: unknown): void {
  assertConfig(Object(value) === value, argument, 'an object', value);
}
