import { nodeHmacSigner, nodePrivateKeySigner } from '@pkg/core/node';
import { describe, expect, it } from 'vitest';
import { opensslVectors, publishedVectors } from '../documented/index.js';
import { pem, reproduce } from './signing-vectors.js';

describe('signing vectors', () => {
  const vectors = [...publishedVectors, ...opensslVectors].map((vector) => [vector.name, vector] as const);

  it.each(vectors)('%s: WebCrypto gives the expected signature', async (_, vector) => {
    expect(await reproduce(vector)).toEqual({ payload: vector.payload, signature: vector.signature });
  });

  it.each(vectors)('%s: node:crypto gives the expected signature', (_, { key, payload, signature }) => {
    const signer = 'secret' in key ? nodeHmacSigner(key.secret) : nodePrivateKeySigner(pem(key.pkcs8));
    expect(signer.sign(payload)).toBe(signature);
  });
});
