import { privateKeyMaterial, secretMaterial } from './key-material.js';
import type { Signer, SigningKey } from './signer.js';
import { webCryptoSigner } from './web-crypto.js';

/** The signer of an HMAC secret. The secret is imported at the first signature and not kept. */
export function hmacSigner(secret: string): Signer {
  return webCryptoSigner(secretMaterial(secret));
}

/**
 * The signer of a private key, RSA or Ed25519, told apart by what is in it: PKCS#8 in PEM, or a `CryptoKey`.
 *
 * @throws {BinanceConfigError} when it is neither.
 */
export function privateKeySigner(key: string | SigningKey): Signer {
  return webCryptoSigner(privateKeyMaterial(key));
}
