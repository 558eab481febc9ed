import { BinanceConfigError } from '../errors.js';
import type { KeyType } from './signer.js';

/** A key to sign with, checked, and which kind it is. */
export type KeyMaterial = {
  readonly keyType: KeyType;
  /** Bytes are still to be imported: of an HMAC secret, or of PKCS#8. Whoever does takes them away. */
  key: CryptoKey | Uint8Array<ArrayBuffer> | undefined;
};

export function secretMaterial(secret: string): KeyMaterial {
  return { keyType: 'HMAC', key: new TextEncoder().encode(secret) };
}

/**
 * A private key, RSA or Ed25519, told apart by what is in it.
 *
 * @throws {BinanceConfigError} when it is neither.
 */
export function privateKeyMaterial(key: string | CryptoKey): KeyMaterial {
  if (typeof key !== 'string') return { keyType: keyTypeOf(key), key };
  const bytes = pemBytes(key);
  return { keyType: isEd25519(bytes) ? 'Ed25519' : 'RSA', key: bytes };
}

const keyTypes: Readonly<Record<string, KeyType>> = { Ed25519: 'Ed25519', 'RSASSA-PKCS1-v1_5': 'RSA', HMAC: 'HMAC' };

function keyTypeOf(key: CryptoKey): KeyType {
  const { name, hash } = key.algorithm as { name: string; hash?: { name: string } };
  const keyType = keyTypes[name];
  if (keyType && (keyType === 'Ed25519' || hash?.name === 'SHA-256')) return keyType;
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

/** 1.3.101.112, the object identifier of Ed25519, byte by byte. */
const ed25519 = '6,3,43,101,112';

/** Whether the key's algorithm is Ed25519, by the object identifier at its place near the start of PKCS#8. */
function isEd25519(pkcs8: Uint8Array): boolean {
  return pkcs8.subarray(0, 16).join().includes(ed25519);
}
