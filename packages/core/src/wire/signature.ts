import { BinanceConfigError } from '../root-errors.js';
import type { Credentials } from '../signing/credentials.js';

/**
 * The signature of a payload.
 *
 * @throws {BinanceConfigError} when the caller's own signer gives no text.
 */
export async function signatureOf(payload: string, credentials: Credentials): Promise<string> {
  const signature: unknown = await credentials.sign(payload);
  if (typeof signature === 'string' && signature !== '') return signature;
  throw new BinanceConfigError(`signer: must give a signature as text, not ${typeof signature}; nothing was sent`);
}
