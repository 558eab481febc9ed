import { BinanceConfigError } from '../errors.js';
import { hex } from '../wire/hex.js';
import type { KeyType, Signer } from './signer.js';

/** The signer of an HMAC secret. The secret is imported at the first signature and not kept. */
export function hmacSigner(secret: string): Signer {
  let text: string | undefined = secret;
  return webCryptoSigner('HMAC', () => {
    const bytes = new TextEncoder().encode(text);
    text = undefined;
    return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  });
}

/**
 * The signer of a private key, RSA or Ed25519, told apart by what is in it: PKCS#8 in PEM, or a `CryptoKey`.
 *
 * @throws {BinanceConfigError} when it is neither.
 */
export function privateKeySigner(key: string | CryptoKey): Signer {
  if (typeof key !== 'string') return webCryptoSigner(keyTypeOf(key), () => key);
  let bytes: Uint8Array<ArrayBuffer> | undefined = pemBytes(key);
  const keyType = isEd25519(bytes) ? 'Ed25519' : 'RSA';
  return webCryptoSigner(keyType, () => {
    const pkcs8 = bytes as Uint8Array<ArrayBuffer>;
    bytes = undefined;
    const algorithm = keyType === 'RSA' ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } : { name: 'Ed25519' };
    return crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
  });
}

function webCryptoSigner(keyType: KeyType, importKey: () => CryptoKey | Promise<CryptoKey>): Signer {
  const encoder = new TextEncoder();
  let importing: Promise<CryptoKey> | undefined;
  let key: CryptoKey | undefined;
  return {
    keyType,
    async sign(payload) {
      if (!key) {
        importing ??= Promise.resolve(importKey());
        key = await importing;
      }
      const signature = new Uint8Array(await crypto.subtle.sign(key.algorithm.name, key, encoder.encode(payload)));
      return keyType === 'HMAC' ? hex(signature) : btoa(String.fromCharCode(...signature));
    },
  };
}

function keyTypeOf(key: CryptoKey): KeyType {
  const { name, hash } = key.algorithm as { name: string; hash?: { name: string } };
  if (name === 'Ed25519') return 'Ed25519';
  if (hash?.name === 'SHA-256' && name === 'RSASSA-PKCS1-v1_5') return 'RSA';
  if (hash?.name === 'SHA-256' && name === 'HMAC') return 'HMAC';
  throw new BinanceConfigError(`privateKey: a CryptoKey of ${name} cannot sign for the exchange`);
}

/** The bytes of an unencrypted PKCS#8 key in PEM. */
export function pemBytes(pem: string): Uint8Array<ArrayBuffer> {
  const body = /^\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----\s*$/.exec(pem)?.[1];
  try {
    if (body) return Uint8Array.from(atob(body.replace(/\s/g, '')), (char) => char.charCodeAt(0));
  } catch {
    // Not base64: refused below, without the text in any message.
  }
  throw new BinanceConfigError('privateKey: not an unencrypted PKCS#8 key in PEM (-----BEGIN PRIVATE KEY-----)');
}

/** Whether the key's algorithm is 1.3.101.112, the object identifier of Ed25519, at its fixed place in PKCS#8. */
function isEd25519(pkcs8: Uint8Array): boolean {
  return hex(pkcs8.subarray(0, 16)).includes('06032b6570');
}
