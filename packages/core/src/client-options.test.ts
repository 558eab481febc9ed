import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient } from './client.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a secret in a web page', () => {
  const logged: string[] = [];
  const logger = { warn: (message: string) => void logged.push(message) };
  const secret = { apiKey: 'key', apiSecret: 'not to be shown' };
  const make = (options: object): void => createClient({ operations: {}, logger, ...options }).close();

  it('is warned of once, and neither elsewhere nor where it was meant', () => {
    make(secret);
    vi.stubGlobal('document', {});
    make({});
    make({ apiKey: 'key', signer: () => 'signature' });
    make({ ...secret, secretInPage: true });
    expect(logged).toEqual([]);
    make(secret);
    make(secret);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('secretInPage');
    expect(logged[0]).not.toContain(secret.apiSecret);
  });
});
