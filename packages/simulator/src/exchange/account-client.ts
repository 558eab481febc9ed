import type { Clock, Environment, SignFunction } from '@pkg/core';
import { hmacSigner } from '../protocol/security/signature.js';
import type { ExchangeAccount, ExchangeKey } from './accounts.js';

/**
 * Adds the method `createClient` to an account. The clients that this method creates sign with a synchronous function,
 * because WebCrypto signs in real time, and a virtual clock does not wait for that.
 */
export function withCreateClient(
  keys: ExchangeKey,
  { environment, clock }: { readonly environment: Environment; readonly clock: Clock },
): ExchangeAccount {
  const createClient: ExchangeAccount['createClient'] = (create, others) => {
    const { apiKey, apiSecret } = keys;
    if (apiSecret === '') throw new TypeError('createClient: expected an account with an HMAC key, got a public key');
    const signer: SignFunction = hmacSigner(apiSecret);
    return create({ environment, clock, apiKey, signer, ...others });
  };
  // The method is not enumerable, so that the account can be compared as data, and posted to a worker.
  return Object.defineProperty(keys, 'createClient', { value: createClient }) as ExchangeAccount;
}
