import { hex } from '../encoding/hex.js';
import type { KeyMaterial } from './key-material.js';
import type { KeyType, Signer, SigningKey } from './signer-types.js';

const algorithms: Readonly<Record<KeyType, { name: string; hash?: string }>> = {
  HMAC: { name: 'HMAC', hash: 'SHA-256' },
  RSA: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  Ed25519: { name: 'Ed25519' },
};

/** Signs with WebCrypto. The bytes of a key are imported at the first signature and then overwritten. */
export function webCryptoSigner(material: KeyMaterial): Signer {
  const { keyType } = material;
  const encoder = new TextEncoder();
  let imported: CryptoKey | undefined;

  /** Calls that need the key at the same time import it each for itself: a Worker may not await work of another request. */
  async function importKey(key: SigningKey | Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
    // In jsdom, the bytes are of another realm than `Uint8Array`.
    if (!ArrayBuffer.isView(key)) return key;
    const format = keyType === 'HMAC' ? 'raw' : 'pkcs8';
    // The platform copies the bytes before it returns the promise.
    const result = await crypto.subtle.importKey(format, key, algorithms[keyType], false, ['sign']);
    imported ??= result;
    material.key = undefined;
    key.fill(0);
    return result;
  }

  return {
    keyType,
    async sign(payload) {
      // Until it was imported, the key is in the material.
      const key = imported ?? (await importKey(material.key as SigningKey | Uint8Array<ArrayBuffer>));
      const bytes = await crypto.subtle.sign(key.algorithm.name, key, encoder.encode(payload));
      const signature = new Uint8Array(bytes);
      return keyType === 'HMAC' ? hex(signature) : btoa(String.fromCharCode(...signature));
    },
  };
}
