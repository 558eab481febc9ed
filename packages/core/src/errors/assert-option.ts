import { assertConfig } from './assert-config.js';

/** Refuses what is not one of a few legal values. */
export function assertOneOf(argument: string, value: unknown, legal: readonly unknown[]): void {
  assertConfig(legal.includes(value), argument, `one of ${legal.join(', ')}`, value);
}

/** Refuses what is no number of ms above 0. An option that is undefined is not given. */
export function assertMs(argument: string, ms: unknown, most: number = Infinity): void {
  const isLegal = ms === undefined || (typeof ms === 'number' && ms > 0 && ms <= most);
  assertConfig(isLegal, argument, `a number of ms above 0, up to ${most}`, ms);
}

/** Refuses an argument that is no object. A caller without types may leave it out. */
export function assertObject(argument: string, value: unknown): void {
  assertConfig(Object(value) === value, argument, 'an object', value);
}
