import { privateKeyMaterial, secretMaterial } from './key-material.js';
import type { Signer, SigningKey } from './signer-types.js';
import { webCryptoSigner } from './web-crypto-signer.js';

/**
 * Creates a signer that signs with an HMAC secret. It imports the secret for its first signature, and keeps no copy of
 * the text.
 */
export function hmacSigner(secret: string): Signer {
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
