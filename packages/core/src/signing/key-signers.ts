import { privateKeyMaterial, secretMaterial } from './key-material.js';
import type { Signer, SigningKey } from './signer-types.js';
import { webCryptoSigner } from './web-crypto-signer.js';

/**
 * Creates a signer of an HMAC secret. The signer imports the secret when it makes its first signature, and keeps no
 * copy of the text.
 */
export function hmacSigner(secret: string): Signer {
  return webCryptoSigner(secretMaterial(secret));
}

/**
 * Creates a signer of a private key, which is PKCS#8 in PEM or a `CryptoKey`. The function detects whether the key is
 * RSA or Ed25519.
 *
 * @throws {BinanceConfigError} The key is neither RSA nor Ed25519.
 */
export function privateKeySigner(key: string | SigningKey): Signer {
  return webCryptoSigner(privateKeyMaterial(key));
}
