import { privateKeyMaterial, secretMaterial } from './key-material.js';
import type { Signer, SigningKey } from './signer-types.js';
import { webCryptoSigner } from './web-crypto-signer.js';

/** A signer of an HMAC secret. The secret is imported at the first signature and then dropped. */
export function hmacSigner(secret: string): Signer {
  return webCryptoSigner(secretMaterial(secret));
}

/**
 * A signer of a private key: PKCS#8 in PEM, or a `CryptoKey`. Whether it is RSA or Ed25519 is read from the key.
 *
 * @throws {BinanceConfigError} if it is neither.
 */
export function privateKeySigner(key: string | SigningKey): Signer {
  return webCryptoSigner(privateKeyMaterial(key));
}
