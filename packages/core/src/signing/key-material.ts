import { assertConfig } from '../errors/assert-config.js';
import type { KeyType, SigningKey } from './signer-types.js';

/** A checked key and its kind. */
export type KeyMaterial = {
  readonly keyType: KeyType;
  /** The algorithm for WebCrypto. */
  readonly algorithm: Algorithm;
  /**
   * The key, as bytes if it was given as an HMAC secret or in PEM. The signer imports the bytes as a `CryptoKey`, and
   * then sets this field to undefined.
   */
  key: SigningKey | Uint8Array<ArrayBuffer> | undefined;
};

type Algorithm = { readonly name: string; readonly hash?: 'SHA-256' };

const algorithms: Readonly<Record<KeyType, Algorithm>> = {
  HMAC: { name: 'HMAC', hash: 'SHA-256' },
  RSA: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  Ed25519: { name: 'Ed25519' },
};

/** A description of the legal secrets, for error messages. */
export const LEGAL_SECRET = 'text that is not PEM, without spaces around it';

/**
 * Whether a value can be the secret of an HMAC key. An empty text cannot, nor can a secret that was copied with a space
 * or a line break, nor a key in PEM, which some other clients take as a secret.
 */
export function isSecret(secret: unknown): secret is string {
  return typeof secret === 'string' && secret !== '' && secret === secret.trim() && !secret.startsWith('-----BEGIN ');
}

/** Returns the bytes of an HMAC secret, with the kind of the key. */
export function secretMaterial(secret: string): KeyMaterial {
  return material('HMAC', new TextEncoder().encode(secret));
}

function material(keyType: KeyType, key: KeyMaterial['key']): KeyMaterial {
  return { keyType, algorithm: algorithms[keyType], key };
}

/**
 * Returns a private key with its kind, RSA or Ed25519, which the function detects.
 *
 * @throws {BinanceConfigError} if the key is neither RSA nor Ed25519.
 */
export function privateKeyMaterial(key: string | SigningKey): KeyMaterial {
  if (typeof key !== 'string') return material(keyTypeOf(key), key);
  const bytes = pemBytes(key);
  return material(keyTypeIn(bytes), bytes);
}

/**
 * Returns the kind of a `CryptoKey`. Throws for the other values that callers without TypeScript may pass: the bytes of
 * a file, a public key, a `KeyObject` of Node.
 */
function keyTypeOf(key: unknown): KeyType {
  const { algorithm, usages } = Object(key) as Partial<SigningKey>;
  const { name, hash } = (algorithm ?? {}) as { name: string; hash?: { name: string } };
  const found = Object.entries(algorithms).find(([, each]) => each.name === name && each.hash === hash?.name);
  assertConfig(found && usages?.includes('sign'), 'privateKey', LEGAL_KEY, name ?? key);
  return found[0] as KeyType;
}

const BEGIN = '-----BEGIN PRIVATE KEY-----';
const END = '-----END PRIVATE KEY-----';
const LEGAL_KEY = `an unencrypted PKCS#8 key in PEM (${BEGIN}), or a CryptoKey for signing: RSA with SHA-256 or Ed25519`;

/**
 * Returns the bytes of an unencrypted PKCS#8 key in PEM. Line breaks may be written as `\n`, as in environment
 * variables. No regular expression is applied to the text, because `RegExp.input` would keep the key in memory.
 */
export function pemBytes(pem: string): Uint8Array<ArrayBuffer> {
  const text = pem.replaceAll('\\n', '\n').trim();
  const body = text.startsWith(BEGIN) && text.endsWith(END) ? text.slice(BEGIN.length, -END.length) : '';
  let binary = '';
  try {
    binary = atob(body);
  } catch {
    // If the text is not base64, `atob` throws and `binary` stays empty.
  }
  // The error message may show the label of another kind of PEM text, such as `BEGIN RSA PRIVATE KEY`. A label is short
  // and in capitals. The message must not show any other text, because that may be the key.
  const [before, label = ''] = text.split('-----');
  const isLabel = before === '' && label.startsWith('BEGIN ') && label.length < 40 && label === label.toUpperCase();
  assertConfig(binary, 'privateKey', LEGAL_KEY, isLabel ? label : 'text that is not PEM');
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/**
 * The object identifiers of Ed25519 (1.3.101.112) and of RSA (1.2.840.113549.1.1.1) in DER encoding. Each byte is
 * written as a decimal number.
 */
const identifiers = { Ed25519: '6,3,43,101,112,', RSA: '6,9,42,134,72,134,247,13,1,1,1,' } as const;

/** Returns the kind of a PKCS#8 key, from the object identifier near the start of its bytes. */
function keyTypeIn(pkcs8: Uint8Array): KeyType {
  const start = pkcs8.subarray(0, 32).join();
  const keyType = (['Ed25519', 'RSA'] as const).find((each) => start.includes(identifiers[each]));
  assertConfig(keyType, 'privateKey', LEGAL_KEY, 'a key of another kind');
  return keyType;
}
