import { BinanceConfigError } from '../errors/index.js';

/**
 * What a signer gave, as text.
 *
 * @throws {BinanceConfigError} when it is none, as a caller's own signer may give.
 */
export function signatureText(signature: unknown): string {
  if (typeof signature === 'string' && signature !== '') return signature;
  throw new BinanceConfigError(`signer: must give a signature as text, not ${typeof signature}; nothing was sent`);
}
