import type { ClientContext } from '../context.js';
import type { Call } from '../operation.js';
import { BinanceConfigError } from '../root-errors.js';
import type { Credentials } from '../signing/credentials.js';

/** The client's credentials, for a call that needs them. */
export function credentialsFor({ name }: Call, { credentials }: ClientContext): Credentials {
  if (credentials) return credentials;
  throw new BinanceConfigError(`${name}: needs an apiKey with one of apiSecret, privateKey, signer`);
}
