import { hex } from '../encoding/hex.js';
import { BinanceConfigError } from '../errors/index.js';
import type { KeyMaterial } from './key-material.js';
import type { Signer, SigningKey } from './signer-types.js';

const MISSING =
  'crypto.subtle: expected WebCrypto, got none; nothing was sent. A web page has it over https only. Elsewhere pass a signer';

/**
 * Creates a signer that uses WebCrypto. The signer imports the bytes of the key for its first signature, and then
 * overwrites these bytes.
 */
export function webCryptoSigner(material: KeyMaterial): Signer {
  const { keyType, algorithm } = material;
  const encoder = new TextEncoder();
  let imported: CryptoKey | undefined;

  /**
   * Imports the key. If several signatures are requested before the first import ends, each of them imports the key.
   * They cannot share one import: in a Cloudflare Worker, code that handles one incoming request must not await a
   * promise that another one created.
   */
  async function importKey(key: SigningKey | Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
    // `instanceof Uint8Array` is not used: it is false in jsdom, where the bytes come from another global scope.
    if (!ArrayBuffer.isView(key)) return key;
    const format = keyType === 'HMAC' ? 'raw' : 'pkcs8';
    // `importKey` copies the bytes before it returns the promise, so they can be overwritten afterwards.
    const result = await crypto.subtle.importKey(format, key, algorithm, false, ['sign']);
    imported ??= result;
    material.key = undefined;
    key.fill(0);
    return result;
  }

  return {
    keyType,
    async sign(payload) {
      if (!globalThis.crypto?.subtle) throw new BinanceConfigError(MISSING);
      // The cast is safe: `material.key` is only undefined after the key was imported.
      const key = imported ?? (await importKey(material.key as SigningKey | Uint8Array<ArrayBuffer>));
      const bytes = await crypto.subtle.sign(algorithm.name, key, encoder.encode(payload));
      const signature = new Uint8Array(bytes);
      return keyType === 'HMAC' ? hex(signature) : btoa(String.fromCharCode(...signature));
    },
  };
}
