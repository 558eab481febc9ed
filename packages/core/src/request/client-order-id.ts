import type { AnyOperation } from '../operations/operation.js';
import type { Random } from '../platform/random.js';

/**
 * A client order id of 32 hexadecimal digits. It does not use `hex`, which would become a chunk of its own in a page, because
 * the code for signed calls uses it too.
 */
export function randomClientOrderId(random: Random): string {
  const digits = '0123456789abcdef';
  let id = '';
  for (const byte of random.bytes(16)) id += digits.charAt(byte >> 4) + digits.charAt(byte & 15);
  return id;
}

/** Whether the caller gives the client order id of a write. */
export function hasClientOrderId({ clientOrderId }: AnyOperation, params: object): boolean {
  return (params as Record<string, unknown>)[clientOrderId ?? ''] !== undefined;
}
