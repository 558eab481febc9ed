import { afterEach, describe, expect, it, vi } from 'vitest';
import { BinanceConfigError } from '../errors/index.js';
import { getAccount } from '../operations/account/account.js';
import { type ClientBase, createClient } from './create-client.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a secret in a web page', () => {
  const secret = { apiKey: 'key', apiSecret: 'not to be shown' };

  /**
   * Creates a client with each of these options, and returns the messages that the clients log. The library logs its
   * warning about a secret in a web page only once. So each call loads the modules anew, to get the warning again.
   */
  async function logged(...options: object[]): Promise<string[]> {
    vi.resetModules();
    const { createClient } = await import('./create-client.js');
    const lines: string[] = [];
    const logger = { warn: (message: string) => void lines.push(message) };
    for (const each of options) createClient({ operations: {}, logger, ...each }).close();
    return lines;
  }

  it('is not warned of outside a page', async () => {
    expect(await logged(secret)).toEqual([]);
  });

  it.each(['document', 'WorkerGlobalScope'])('is warned of once in %s', async (scope) => {
    vi.stubGlobal(scope, {});
    const lines = await logged({}, { apiKey: 'key', signer: () => 'signature' }, secret, secret);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('secretInPage');
    expect(lines[0]).not.toContain(secret.apiSecret);
    expect(await logged({ ...secret, secretInPage: true })).toEqual([]);
  });

  it.each(['Cloudflare-Workers', 'Deno/2.6.0', 'Bun/1.3.0'])(
    'is not warned of in a worker of %s',
    async (userAgent) => {
      vi.stubGlobal('WorkerGlobalScope', {});
      vi.stubGlobal('navigator', { userAgent });
      expect(await logged(secret)).toEqual([]);
    },
  );
});

describe('illegal options', () => {
  const key = { apiKey: 'key', apiSecret: 'not-to-be-shown' };

  it.each<[string, object, string]>([
    // `apiKey` is undefined if the caller reads it from an environment variable that is not set.
    ['no apiKey', { ...key, apiKey: undefined }, "got 'apiSecret'"],
    ['no secret', { apiKey: 'key', apiSecret: undefined }, "got 'apiKey'"],
    ['both empty', { apiKey: '', apiSecret: '' }, "got ''"],
    ['two signers', { ...key, signer: () => '' }, "got 'apiKey, apiSecret, signer'"],
    ['a line break after the apiKey', { ...key, apiKey: 'key\n' }, 'apiKey: expected printable ASCII'],
    [
      'a line break after the secret',
      { ...key, apiSecret: 'not-to-be-shown\n' },
      'apiSecret: expected text that is not PEM, without spaces around it',
    ],
    [
      'a private key as the secret',
      { ...key, apiSecret: '-----BEGIN PRIVATE KEY-----\nnot-to-be-shown\n-----END PRIVATE KEY-----' },
      'apiSecret: expected text that is not PEM',
    ],
    [
      'a private key of RSA as the secret',
      { ...key, apiSecret: '-----BEGIN RSA PRIVATE KEY-----\nnot-to-be-shown\n-----END RSA PRIVATE KEY-----' },
      'apiSecret: expected text that is not PEM',
    ],
    [
      'a timeout that is not a number',
      { timeout: Number.NaN },
      'timeout: expected a number of ms above 0, up to Infinity, got NaN',
    ],
    ['a timeout of 0', { timeout: 0 }, 'timeout: expected a number of ms above 0, up to Infinity, got 0'],
    [
      'too wide a window',
      { recvWindow: 70_000 },
      'recvWindow: expected a number of ms above 0, up to 60000, got 70000',
    ],
    ['a secret that is a number', { ...key, apiSecret: 5 }, 'apiSecret: expected text'],
    ['a secret that is bytes', { ...key, apiSecret: Buffer.from('not-to-be-shown') }, 'apiSecret: expected text'],
    [
      'a signer that is text',
      { apiKey: 'key', signer: 'not-to-be-shown' },
      'signer: expected a function or an object with a sign function',
    ],
    [
      'an unknown timeUnit',
      { timeUnit: 'microseconds' },
      "timeUnit: expected one of millisecond, microsecond, got 'microseconds'",
    ],
    ['an unknown limit mode', { limits: 'thrwo' }, "limits: expected one of queue, throw, off, got 'thrwo'"],
    ['a ceiling of 0', { limits: { ceiling: 0 } }, 'limits.ceiling: expected a number above 0 and up to 1, got 0'],
    [
      'a ceiling that is not a number',
      { limits: { mode: 'throw', ceiling: Number.NaN } },
      'limits.ceiling: expected a number above 0 and up to 1, got NaN',
    ],
    ['a ceiling above 1', { limits: { ceiling: 2 } }, 'limits.ceiling: expected a number above 0 and up to 1, got 2'],
    ['the name of a transport', { transport: 'rest' }, "transport: expected a transport factory, got 'rest'"],
    [
      'the name of an environment',
      { environment: 'testnet' },
      "environment: expected an environment such as environments.testnet, got 'testnet'",
    ],
  ])('error: %s', (_, options, message) => {
    const make = () => createClient({ operations: {}, ...options });
    expect(make).toThrow(BinanceConfigError);
    expect(make).toThrow(message);
    expect(make).not.toThrow('not-to-be-shown');
  });
});

describe('clients of one REST origin', () => {
  const hour = 3_600_000;
  const signed = { apiKey: 'key', signer: () => 'signature', operations: { getAccount } };

  /**
   * Whether a client knows the exchange's time. In these tests, that time is an hour ahead of this machine's clock. If
   * the client knows that time, the ends of its rate-limit windows are an hour ahead too.
   */
  const knowsTime = (client: ClientBase): boolean => {
    const { resetsAt } = client.limits.use[0] as { resetsAt: number };
    return resetsAt > Date.now() + hour / 2;
  };

  it('share the server time that a client which signs has measured', async () => {
    vi.stubGlobal('fetch', async () => Response.json({ serverTime: Date.now() + hour, balances: [] }));
    const environment = {
      name: 'shared',
      rest: 'https://shared.example',
      streams: 'wss://shared.example',
      wsApi: 'wss://shared.example',
    };
    const reads = createClient({ operations: {}, environment });
    const trades = createClient({ ...signed, environment });
    expect([reads, trades].map(knowsTime)).toEqual([false, false]);
    await trades.getAccount();
    expect([reads, trades].map(knowsTime)).toEqual([true, true]);
    const later = [createClient({ operations: {}, environment }), createClient({ ...signed, environment })];
    expect([reads, trades, ...later].map(knowsTime)).toEqual([true, true, true, true]);
    for (const client of [reads, trades, ...later]) client.close();
  });
});
