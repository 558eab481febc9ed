import { encodeQuery, socketPayload } from '@pkg/core/internal';
import { hmacSigner, privateKeySigner } from '@pkg/core/signing';
import type { SigningVector } from '../documented/signing-vectors.js';

/** Encodes and signs the parameters of a test vector with the client's own code, in Node and in a page. */
export async function reproduce(vector: SigningVector): Promise<{ payload: string; signature: string }> {
  const { encoding, key, params } = vector;
  const signer = 'secret' in key ? hmacSigner(key.secret) : privateKeySigner(pem(key.pkcs8));
  const payload =
    encoding === 'none' ? vector.payload : encoding === 'query' ? encodeQuery(params) : socketPayload(params);
  return { payload, signature: await signer.sign(payload) };
}

/** Returns the names of the test vectors for which the client's signed text or signature differs. */
export async function differing(vectors: readonly SigningVector[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const vector of vectors) {
    const { payload, signature } = await reproduce(vector);
    if (payload !== vector.payload || signature !== vector.signature) wrong.push(vector.name);
  }
  return wrong;
}

/** Formats a private key as PEM text. */
export function pem(base64: string): string {
  return `-----BEGIN PRIVATE KEY-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
}
