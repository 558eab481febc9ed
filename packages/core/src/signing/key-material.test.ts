import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BinanceConfigError } from '../errors/index.js';
import { privateKeyMaterial } from './key-material.js';
import type { SigningKey } from './signer.js';

const keyPair = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey({ name: 'Ed25519' } as const, false, [
    'sign',
    'verify',
  ]) as Promise<webcrypto.CryptoKeyPair>;

describe('privateKeyMaterial', () => {
  it('takes a CryptoKey that signs', async () => {
    const { privateKey } = await keyPair();
    expect(privateKeyMaterial(privateKey)).toMatchObject({ keyType: 'Ed25519' });
  });

  it.each<[title: string, make: () => unknown]>([
    ['a public key', async () => (await keyPair()).publicKey],
    ['a KeyObject of Node', () => generateKeyPairSync('ed25519').privateKey],
    ['the bytes of a file', () => Buffer.from('-----BEGIN PRIVATE KEY-----')],
    ['an empty object', () => ({})],
    ['a number', () => 5],
  ])('error: %s', async (_, make) => {
    const key = await make();
    // Callers may have no types.
    expect(() => privateKeyMaterial(key as SigningKey)).toThrow(BinanceConfigError);
    expect(() => privateKeyMaterial(key as SigningKey)).toThrow('privateKey: expected PEM text or a CryptoKey');
  });
});
