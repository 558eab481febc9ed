import { createHmac, createPrivateKey, createSecretKey, type KeyObject, sign } from 'node:crypto';
import { assertConfig } from '../errors/assert-config.js';
import { BinanceConfigError } from '../errors/index.js';
import { isSecret, LEGAL_SECRET, pemBytes } from './key-material.js';
import type { Signer } from './signer-types.js';

/**
 * Creates a signer that signs with an HMAC secret, synchronously.
 *
 * @throws {BinanceConfigError} if the secret is not a text, is empty, or has whitespace around it.
 */
export function nodeHmacSigner(secret: string): Signer {
  assertConfig(isSecret(secret), 'secret', LEGAL_SECRET);
  const key = createSecretKey(secret, 'utf8');
  return { keyType: 'HMAC', sign: (payload) => createHmac('sha256', key).update(payload).digest('hex') };
}

/**
 * Creates a signer that signs with a private key, synchronously. The function detects whether the key is RSA or
 * Ed25519.
 *
 * @throws {BinanceConfigError} if the text is not a PKCS#8 key in PEM, or the key is neither RSA nor Ed25519.
 */
export function nodePrivateKeySigner(pem: string): Signer {
  const key = privateKey(pem);
  const rsa = key.asymmetricKeyType === 'rsa';
  if (!rsa && key.asymmetricKeyType !== 'ed25519') {
    throw new BinanceConfigError(`privateKey: expected an RSA or Ed25519 key, got ${key.asymmetricKeyType}`);
  }
  return {
    keyType: rsa ? 'RSA' : 'Ed25519',
    sign: (payload) => sign(rsa ? 'sha256' : null, Buffer.from(payload), key).toString('base64'),
  };
}

function privateKey(pem: string): KeyObject {
  assertConfig(typeof pem === 'string', 'privateKey', 'the text of a PKCS#8 key in PEM');
  const key = Buffer.from(pemBytes(pem));
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  } catch {
    throw new BinanceConfigError('privateKey: expected a PKCS#8 key, got bytes that are not one');
  }
}
