import { readFileSync } from 'node:fs';
import { nodeHmacSigner, nodePrivateKeySigner } from '@pkg/core/node';
import { describe, expect, it } from 'vitest';
import { sharedPath } from '../support/shared.js';
import { reproduce, type SigningVector } from './signing-vectors.js';

const path = sharedPath('facts/signing-vectors.json');
const file: Readonly<Record<'docs' | 'docsRequestExamples' | 'generated', readonly SigningVector[]>> = path
  ? JSON.parse(readFileSync(path, 'utf8'))
  : { docs: [], docsRequestExamples: [], generated: [] };
const vectors = [...file.docs, ...file.docsRequestExamples, ...file.generated].filter(({ verified }) => verified);

describe.skipIf(!path)('signing vectors (skipped where ../shared/facts is absent)', () => {
  it('are all 28 that can be used', () => {
    expect(vectors).toHaveLength(28);
  });

  it.each(vectors.map((vector) => [vector.id, vector] as const))('%s by WebCrypto', async (_, vector) => {
    expect(await reproduce(vector)).toEqual({ payload: vector.payload, signature: vector.expectedSignature });
  });

  it.each(vectors.map((vector) => [vector.id, vector] as const))('%s by node:crypto', (_, vector) => {
    const { secretKey, privateKeyPkcs8Base64: key } = vector;
    const signer = secretKey
      ? nodeHmacSigner(secretKey)
      : nodePrivateKeySigner(`-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----`);
    expect(signer.sign(vector.payload)).toBe(vector.expectedSignature);
  });
});
