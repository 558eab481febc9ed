import { BinanceConfigError } from '../errors/index.js';
import type { KeyType, SigningKey } from './signer.js';

/** A key to sign with, checked, and which kind it is. */
export type KeyMaterial = {
  readonly keyType: KeyType;
  /** Bytes are still to be imported: of an HMAC secret, or of PKCS#8. Whoever does takes them away. */
  key: SigningKey | Uint8Array<ArrayBuffer> | undefined;
};

export function secretMaterial(secret: string): KeyMaterial {
  return { keyType: 'HMAC', key: new TextEncoder().encode(secret) };
}

/**
 * A private key, RSA or Ed25519, told apart by what is in it.
 *
 * @throws {BinanceConfigError} when it is neither.
 */
export function privateKeyMaterial(key: string | SigningKey): KeyMaterial {
  if (typeof key !== 'string') return { keyType: keyTypeOf(key), key };
  const bytes = pemBytes(key);
  return { keyType: keyTypeIn(bytes), key: bytes };
}

const keyTypes: Readonly<Record<string, KeyType>> = { Ed25519: 'Ed25519', 'RSASSA-PKCS1-v1_5': 'RSA', HMAC: 'HMAC' };

/** Callers without types may give anything: a file's bytes, a public key, a key of Node's own. */
function keyTypeOf({ algorithm, usages }: Partial<SigningKey>): KeyType {
  const { name, hash } = (algorithm ?? {}) as { name: string; hash?: { name: string } };
  const keyType = usages?.includes('sign') && keyTypes[name];
  if (keyType && (keyType === 'Ed25519' || hash?.name === 'SHA-256')) return keyType;
  throw new BinanceConfigError('privateKey: neither PEM nor a CryptoKey that signs');
}

/** The bytes of an unencrypted PKCS#8 key in PEM, its line breaks as they are or, from an environment variable, as `\n`. */
export function pemBytes(pem: string): Uint8Array<ArrayBuffer> {
  const lines = pem.replaceAll('\\n', '\n');
  const body = /^\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----\s*$/.exec(lines)?.[1];
  try {
    if (body) return Uint8Array.from(atob(body.replace(/\s/g, '')), (char) => char.charCodeAt(0));
  } catch {
    // Not base64: refused below, without the text in any message.
  }
  const [given = 'no PEM'] = /-----BEGIN [A-Z ]+-----/.exec(pem) ?? [];
  const wanted = 'an unencrypted PKCS#8 key in PEM (-----BEGIN PRIVATE KEY-----)';
  throw new BinanceConfigError(`privateKey: not ${wanted}; this is ${given}`);
}

/** Object identifiers, byte by byte: 1.3.101.112, and 1.2.840.113549.1.1.1. */
const algorithms = { Ed25519: '6,3,43,101,112,', RSA: '6,9,42,134,72,134,247,13,1,1,1,' } as const;

/** The key's algorithm, by the object identifier at its place near the start of PKCS#8. */
function keyTypeIn(pkcs8: Uint8Array): KeyType {
  const start = pkcs8.subarray(0, 32).join();
  for (const keyType of ['Ed25519', 'RSA'] as const) if (start.includes(algorithms[keyType])) return keyType;
  throw new BinanceConfigError('privateKey: neither RSA nor Ed25519');
}
