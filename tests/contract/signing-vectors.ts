import { encodeQuery, socketPayload } from '@pkg/core/internal';
import { hmacSigner, privateKeySigner } from '@pkg/core/signing';

/** One published or generated signature, as `facts/signing-vectors.json` holds it. */
export type SigningVector = {
  readonly id: string;
  readonly api: 'rest' | 'ws' | 'fix';
  readonly verified: boolean;
  readonly payload: string;
  readonly expectedSignature: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly paramOrder?: readonly string[];
  readonly secretKey?: string;
  readonly privateKeyPkcs8Base64?: string;
};

/** What our own encoding and signing make of a vector's parameters. Runs wherever WebCrypto is: Node or a page. */
export async function reproduce(vector: SigningVector): Promise<{ payload: string; signature: string }> {
  const { api, params = {}, paramOrder = Object.keys(params), secretKey, privateKeyPkcs8Base64 } = vector;
  const signer = secretKey ? hmacSigner(secretKey) : privateKeySigner(pem(privateKeyPkcs8Base64 ?? ''));
  const ordered = Object.fromEntries(paramOrder.map((name) => [name, params[name]]));
  const payload = api === 'fix' ? vector.payload : api === 'rest' ? encodeQuery(ordered) : socketPayload(ordered);
  return { payload, signature: await signer.sign(payload) };
}

/** The ids of the vectors that come out differently; empty when all is well. */
export async function differing(vectors: readonly SigningVector[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const vector of vectors) {
    const { payload, signature } = await reproduce(vector);
    if (payload !== vector.payload || signature !== vector.expectedSignature) wrong.push(vector.id);
  }
  return wrong;
}

function pem(base64: string): string {
  return `-----BEGIN PRIVATE KEY-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
}
