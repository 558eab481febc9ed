import type { AnyOperation } from '../operations/operation.js';
import type { Random } from '../platform/random.js';

/**
 * Returns a random client order id of 32 hexadecimal digits. It does not use `hex`, because `hex` is also imported by
 * the code for signed calls, so bundlers would put that small module into a chunk of its own.
 */
export function randomClientOrderId(random: Random): string {
  const codes: number[] = [];
  for (const byte of random.bytes(16)) codes.push(digitCode(byte >> 4), digitCode(byte & 15));
  return String.fromCharCode(...codes);
}

/** Returns the character code of a hexadecimal digit. */
function digitCode(digit: number): number {
  return digit < 10 ? 48 + digit : 87 + digit;
}

/** Whether the caller has given a client order id in `params`. */
export function hasClientOrderId({ clientOrderId }: AnyOperation, params: object): boolean {
  return (params as Record<string, unknown>)[clientOrderId ?? ''] !== undefined;
}
