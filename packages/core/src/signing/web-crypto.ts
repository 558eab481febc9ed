import { hex } from '../encoding/hex.js';
import type { KeyMaterial } from './key-material.js';
import type { KeyType, Signer } from './signer.js';

const algorithms: Readonly<Record<KeyType, { name: string; hash?: string }>> = {
  HMAC: { name: 'HMAC', hash: 'SHA-256' },
  RSA: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  Ed25519: { name: 'Ed25519' },
};

/** Signs with WebCrypto. The bytes of a key are imported at the first signature and then overwritten. */
export function webCryptoSigner(material: KeyMaterial): Signer {
  const { keyType } = material;
  const encoder = new TextEncoder();
  let importing: Promise<CryptoKey> | undefined;
  let imported: CryptoKey | undefined;

  async function importKey(): Promise<CryptoKey> {
    // Called once, so the key is still there.
    const key = material.key as CryptoKey | Uint8Array<ArrayBuffer>;
    material.key = undefined;
    if (!(key instanceof Uint8Array)) return key;
    const format = keyType === 'HMAC' ? 'raw' : 'pkcs8';
    const importing = crypto.subtle.importKey(format, key, algorithms[keyType], false, ['sign']);
    return importing.finally(() => key.fill(0));
  }

  return {
    keyType,
    async sign(payload) {
      if (!imported) {
        importing ??= importKey();
        imported = await importing;
      }
      const bytes = await crypto.subtle.sign(imported.algorithm.name, imported, encoder.encode(payload));
      const signature = new Uint8Array(bytes);
      return keyType === 'HMAC' ? hex(signature) : btoa(String.fromCharCode(...signature));
    },
  };
}
