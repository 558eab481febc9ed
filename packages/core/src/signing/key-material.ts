import { assertConfig } from '../errors/assert-config.js';
import type { KeyType, SigningKey } from './signer-types.js';

/** A checked key and its kind. */
export type KeyMaterial = {
  readonly keyType: KeyType;
  /**
   * Bytes of an HMAC secret or of a PKCS#8 key are not yet imported. The signer that imports them sets this to
   * undefined.
   */
  key: SigningKey | Uint8Array<ArrayBuffer> | undefined;
};

/** The key material of an HMAC secret. */
export function secretMaterial(secret: string): KeyMaterial {
  return { keyType: 'HMAC', key: new TextEncoder().encode(secret) };
}

/**
 * The key material of a private key. Whether it is RSA or Ed25519 is read from the key.
 *
 * @throws {BinanceConfigError} if it is neither.
 */
export function privateKeyMaterial(key: string | SigningKey): KeyMaterial {
  if (typeof key !== 'string') return { keyType: keyTypeOf(key), key };
  const bytes = pemBytes(key);
  return { keyType: keyTypeIn(bytes), key: bytes };
}

const keyTypes: Readonly<Record<string, KeyType>> = { Ed25519: 'Ed25519', 'RSASSA-PKCS1-v1_5': 'RSA', HMAC: 'HMAC' };

/** Callers without types may pass anything: the bytes of a file, a public key, a `KeyObject` of Node. */
function keyTypeOf({ algorithm, usages }: Partial<SigningKey>): KeyType {
  const { name, hash } = (algorithm ?? {}) as { name: string; hash?: { name: string } };
  const keyType = usages?.includes('sign') && keyTypes[name];
  assertConfig(keyType && (keyType === 'Ed25519' || hash?.name === 'SHA-256'), 'privateKey', LEGAL_KEY, name);
  return keyType;
}

const BEGIN = '-----BEGIN PRIVATE KEY-----';
const END = '-----END PRIVATE KEY-----';
const LEGAL_KEY = `an unencrypted PKCS#8 key in PEM (${BEGIN}) or a CryptoKey to sign with, RSA with SHA-256 or Ed25519`;

/**
 * The bytes of an unencrypted PKCS#8 key in PEM. Line breaks may be written as `\n`, as in environment variables. No regular
 * expression reads the text, because `RegExp.input` would keep the key.
 */
export function pemBytes(pem: string): Uint8Array<ArrayBuffer> {
  const text = pem.replaceAll('\\n', '\n').trim();
  const body = text.startsWith(BEGIN) && text.endsWith(END) ? text.slice(BEGIN.length, -END.length) : '';
  let binary = '';
  try {
    binary = atob(body);
  } catch {
    // The text is not base64.
  }
  // A label, such as `BEGIN RSA PRIVATE KEY`, is short and in capitals. Nothing else of the text is shown.
  const [before, label = ''] = text.split('-----');
  const isLabel = before === '' && label.startsWith('BEGIN ') && label.length < 40 && label === label.toUpperCase();
  assertConfig(binary, 'privateKey', LEGAL_KEY, isLabel ? label : 'text that is not PEM');
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** The bytes of the object identifiers 1.3.101.112 and 1.2.840.113549.1.1.1, with type and length. */
const algorithms = { Ed25519: '6,3,43,101,112,', RSA: '6,9,42,134,72,134,247,13,1,1,1,' } as const;

/** The algorithm of a key, from the object identifier near the start of PKCS#8. */
function keyTypeIn(pkcs8: Uint8Array): KeyType {
  const start = pkcs8.subarray(0, 32).join();
  const keyType = (['Ed25519', 'RSA'] as const).find((each) => start.includes(algorithms[each]));
  assertConfig(keyType, 'privateKey', LEGAL_KEY, 'a key of another kind');
  return keyType;
}
