import { ed25519 } from '@noble/curves/ed25519.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { ApiKey } from './api-keys.js';

/**
 * Whether `signature` is the key's signature of `payload`.
 *
 * HMAC and Ed25519 signatures are verified synchronously, so that a simulation in virtual time has the same result each
 * time. RSA signatures are verified by WebCrypto, which is asynchronous and takes real time.
 */
export function isSignedBy(key: ApiKey, payload: string, signature: string): boolean | Promise<boolean> {
  if (key.secret === '') return false;
  switch (key.type) {
    case 'HMAC':
      return signerOf(key)(payload) === signature.toLowerCase();
    case 'Ed25519': {
      const bytes = fromBase64(signature);
      return bytes?.length === 64 && ed25519.verify(bytes, utf8ToBytes(payload), spki(key.secret).slice(-32));
    }
    case 'RSA': {
      const bytes = fromBase64(signature);
      return bytes === undefined ? false : verifyRsa(key.secret, utf8ToBytes(payload), bytes);
    }
  }
}

/**
 * Returns a function that signs with an HMAC key, and returns signatures in hexadecimal digits. The part of the hash
 * that depends only on the key is calculated once, so that each signature takes less time.
 */
export function hmacSigner(secret: string): (payload: string) => string {
  const keyed = hmac.create(sha256, utf8ToBytes(secret));
  return (payload) => bytesToHex(keyed.clone().update(utf8ToBytes(payload)).digest());
}

const signers = new WeakMap<ApiKey, (payload: string) => string>();

function signerOf(key: ApiKey): (payload: string) => string {
  let signer = signers.get(key);
  if (!signer) {
    signer = hmacSigner(key.secret);
    signers.set(key, signer);
  }
  return signer;
}

/** Returns the type of a public key, which is stated in the key itself. */
export function publicKeyType(pem: string): 'RSA' | 'Ed25519' {
  const bytes = spki(pem);
  if (bytes.length === 44 && bytesToHex(bytes).startsWith('302a300506032b6570')) return 'Ed25519';
  return 'RSA';
}

async function verifyRsa(pem: string, payload: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('spki', copy(spki(pem)), algorithm, false, ['verify']);
  return crypto.subtle.verify(algorithm, key, copy(signature), copy(payload));
}

function spki(pem: string): Uint8Array {
  const bytes = fromBase64(pem.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, ''));
  if (!bytes) throw new TypeError('publicKey: expected an RSA or Ed25519 public key in PEM (SPKI)');
  return bytes;
}

function fromBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Copies bytes to an `ArrayBuffer`, because the types of WebCrypto exclude a `SharedArrayBuffer`. */
const copy = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
