import { assertConfig } from '../errors/assert-config.js';
import { isSecret, LEGAL_SECRET, privateKeyMaterial, secretMaterial } from './key-material.js';
import type { Signer, SigningKey } from './signer-types.js';
import { webCryptoSigner } from './web-crypto-signer.js';

/**
 * Creates a signer that signs with an HMAC secret. It imports the secret for its first signature, and keeps no copy of
 * the text.
 *
 * @throws {BinanceConfigError} if the secret is not a text, is empty, or has whitespace around it.
 */
export function hmacSigner(secret: string): Signer {
  assertConfig(isSecret(secret), 'secret', LEGAL_SECRET);
  return webCryptoSigner(secretMaterial(secret));
}

/**
 * Creates a signer that signs with a private key: PKCS#8 in PEM, or a `CryptoKey`. The function detects whether the key
 * is RSA or Ed25519.
 *
 * @throws {BinanceConfigError} if the key is neither RSA nor Ed25519.
 */
export function privateKeySigner(key: string | SigningKey): Signer {
  return webCryptoSigner(privateKeyMaterial(key));
}
