import type { ClientContext } from '../client/context.js';
import { BinanceConfigError } from '../errors/index.js';
import type { Call } from '../operations/operation.js';
import type { Credentials } from './credentials.js';

/** The client's credentials, for a call that needs them. */
export function credentialsFor({ name }: Call, { credentials }: ClientContext): Credentials {
  if (credentials) return credentials;
  throw new BinanceConfigError(`${name}: needs an apiKey with one of apiSecret, privateKey, signer`);
}
