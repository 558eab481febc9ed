import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BinanceConfigError } from '../errors/index.js';
import { privateKeyMaterial, secretMaterial } from './key-material.js';
import type { SigningKey } from './signer-types.js';
import { webCryptoSigner } from './web-crypto-signer.js';

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

  it.each<[title: string, make: () => unknown, shown: string]>([
    ['a public key', async () => (await keyPair()).publicKey, "got 'Ed25519'"],
    ['a KeyObject of Node', () => generateKeyPairSync('ed25519').privateKey, 'got [object '],
    ['the bytes of a file', () => Buffer.from('-----BEGIN PRIVATE KEY-----'), 'got [object Uint8Array]'],
    ['an empty object', () => ({}), 'got [object Object]'],
    ['a number', () => 5, 'got 5'],
  ])('error: %s', async (_, make, shown) => {
    const key = await make();
    expect(() => privateKeyMaterial(key as SigningKey)).toThrow(shown);
    // Callers without TypeScript may pass values of any type as a key.
    expect(() => privateKeyMaterial(key as SigningKey)).toThrow(BinanceConfigError);
    expect(() => privateKeyMaterial(key as SigningKey)).toThrow('PRIVATE KEY-----), or a CryptoKey for signing');
  });

  it('reads PEM with escaped line breaks and with whitespace around it', () => {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const { key } = privateKeyMaterial(pem);
    expect(privateKeyMaterial(` ${pem.replaceAll('\n', '\\n')} `)).toEqual({
      keyType: 'Ed25519',
      algorithm: { name: 'Ed25519' },
      key,
    });
  });

  it('leaves nothing of a key in the last match of regular expressions', () => {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const text of [pem, pem.replace('PRIVATE', 'RSA PRIVATE'), `${pem}${pem}`]) {
      /none/.test('none');
      try {
        privateKeyMaterial(text);
      } catch (error) {
        expect(error).toBeInstanceOf(BinanceConfigError);
      }
      // The cast is needed because the legacy static properties of `RegExp` have no types.
      const { input } = RegExp as unknown as { input: string };
      expect(input).not.toContain(pem.slice(40, 60));
    }
  });
});

describe('webCryptoSigner', () => {
  it('overwrites the bytes of a secret when they were imported', async () => {
    const material = secretMaterial('NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j');
    const bytes = material.key as Uint8Array;
    const signer = webCryptoSigner(material);
    const signed = [await signer.sign('a'), await signer.sign('a')];
    expect(signed[0]).toBe(signed[1]);
    expect(material.key).toBeUndefined();
    expect([...bytes].every((byte) => byte === 0)).toBe(true);
  });
});
