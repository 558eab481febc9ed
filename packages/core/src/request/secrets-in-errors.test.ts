import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ClientOptions } from '../client/options.js';
import { createSpotClient, type SpotClient } from '../client/spot-client.js';
import * as errors from '../errors/index.js';
import { createSpotClient as createNodeClient } from '../node.js';
import { environments } from '../platform/public-environments.js';
import { httpsRest } from '../transports/https.node.js';

const apiKey = 'CANARYKEYCANARYKEYCANARYKEYCANARYKEY';
const apiSecret = 'CANARYSECRETCANARYSECRETCANARYSECRET';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const keys: readonly [name: string, options: ClientOptions][] = [
  ['HMAC', { apiKey, apiSecret }],
  ['RSA', { apiKey, privateKey: rsa }],
  ['Ed25519', { apiKey, privateKey: ed25519 }],
  ['a signer', { apiKey, signer: () => 'CANARYSIGNATURECANARYSIGNATURE' }],
];

/** Returns everything that a program may print for a value. */
function print(value: unknown): string {
  const seen: string[] = [
    inspect(value, { depth: 10, showHidden: true }),
    inspect(value, { depth: 10, getters: true }),
    String(value),
    JSON.stringify(value) ?? '',
  ];
  for (let error = value; error instanceof Error; error = error.cause) {
    seen.push(error.message, error.stack ?? '', JSON.stringify(Object.getOwnPropertyDescriptors(error)));
  }
  return seen.join('\n');
}

const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

/** Simulated exchanges whose replies lead to every class of error. Each reply repeats what the client sent. */
const exchanges: Record<string, (url: string, headers: Headers) => Response | Promise<Response>> = {
  'refuses and repeats the address': (url) => Response.json({ code: -1102, msg: `Bad ${url}` }, { status: 400 }),
  'refuses with a page that shows all': (url, headers) => new Response(`<html>${url} ${[...headers]}`, { status: 403 }),
  'slows down': (url, headers) => Response.json({ code: -1003, msg: `${url} ${[...headers]}` }, { status: 429 }),
  fails: (url, headers) => new Response(`${url} ${[...headers]}`, { status: 502 }),
  'answers no JSON': (url, headers) => new Response(`${url} ${[...headers]}`),
  redirects: (url) => new Response(null, { status: 302, headers: { location: url } }),
  'loses the connection': (url, headers) => {
    throw Object.assign(new TypeError(`fetch of ${url} failed`, { cause: new Error(`${url} ${[...headers]}`) }), {
      request: new Request(url, { headers }),
    });
  },
  hangs: () => new Promise(() => {}),
};

describe.each(keys)('with %s', (_, options) => {
  it.each(Object.entries(exchanges))(
    'nothing that is secret is in any error or log when the exchange %s',
    async (_world, answer) => {
      const secrets = new Set([
        apiKey,
        apiSecret,
        rsa.slice(40, 80),
        ed25519.slice(30, 80),
        'CANARYSIGNATURE',
        'signature=',
      ]);
      const logged: unknown[] = [];
      const client = createSpotClient({
        ...options,
        validateOrders: false,
        timeout: 200,
        limits: { maxWait: 200 },
        logger: { debug: (...what) => logged.push(what), warn: (...what) => logged.push(what) },
        fetch: async (input, init) => {
          const url = String(input);
          if (url.includes('/time')) return Response.json({ serverTime: Date.now() });
          const signature = new URL(url).searchParams.get('signature') ?? '';
          secrets.add(signature).add(encodeURIComponent(signature));
          return answer(url, new Headers(init?.headers));
        },
      });
      const calls = [client.createOrder(order), client.getAccount()].map((call) =>
        call.then(
          () => undefined,
          (thrown: unknown) => thrown,
        ),
      );
      for (const error of await Promise.all(calls)) {
        expect(error).toBeInstanceOf(errors.BinanceError);
        const text = print(error) + print(logged);
        for (const secret of secrets) if (secret) expect(text).not.toContain(secret);
      }
    },
  );

  it('the client itself shows no secret', () => {
    for (const client of [createSpotClient(options), createNodeClient(options)]) {
      for (const secret of [apiKey, apiSecret, rsa.slice(40, 80), ed25519.slice(30, 80)])
        expect(print(client)).not.toContain(secret);
    }
  });
});

it('no signature of an earlier call of the client is in an error', async () => {
  const signatures: string[] = [];
  const client = createSpotClient({
    apiKey,
    signer: () => {
      signatures.push(`${signatures.length}`.repeat(40));
      return signatures.at(-1) as string;
    },
    validateOrders: false,
    fetch: async (input) =>
      String(input).includes('/time')
        ? Response.json({ serverTime: Date.now() })
        : Response.json({ code: -1102, msg: `seen: ${signatures.join(', ')}` }, { status: 400 }),
  });
  for (const call of [() => client.getAccount(), () => client.createOrder(order), () => client.getAccount()]) {
    const error: unknown = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(errors.BinanceApiError);
    for (const signature of signatures) expect(print(error)).not.toContain(signature);
  }
  expect(signatures).toHaveLength(3);
});

describe('wrong options', () => {
  const bad: Record<string, ClientOptions> = {
    'a secret without a key': { apiSecret },
    'a key without a secret': { apiKey },
    'two secrets': { apiKey, apiSecret, privateKey: rsa },
    'a key that is no header': { apiKey: `${apiKey}\r\n`, apiSecret },
    'a key in another form': { apiKey, privateKey: rsa.replaceAll('PRIVATE', 'RSA PRIVATE') },
    'a key of another kind': { apiKey, privateKey: ec },
    'a key that is no base64': { apiKey, privateKey: rsa.replace('MII', '!!!') },
    'a recvWindow too long': { recvWindow: 60_001 },
    'an address with a user': {
      environment: { ...environments.live, rest: `https://${apiKey}:${apiSecret}@api.binance.com` },
    },
  };

  it.each(Object.entries(bad))('error: %s, when the client is created; the message does not show it', (_, options) => {
    for (const create of [createSpotClient, createNodeClient]) {
      const thrown = catching(() => create(options));
      expect(thrown).toBeInstanceOf(errors.BinanceConfigError);
      for (const secret of [apiKey, apiSecret, rsa.slice(40, 80)]) expect(print(thrown)).not.toContain(secret);
    }
  });

  it('error: a signed call without a key, before anything is sent', async () => {
    const client = createSpotClient({ transport: httpsRest(), environment: environments.live });
    await expect(client.getAccount()).rejects.toBeInstanceOf(errors.BinanceConfigError);
  });
});

function catching(create: () => SpotClient): unknown {
  try {
    return create();
  } catch (thrown) {
    return thrown;
  }
}

describe('a private key in PEM', () => {
  it('may have its line breaks written as \\n, as in environment variables', async () => {
    for (const create of [createSpotClient, createNodeClient]) {
      const sign = async (privateKey: string) => create({ apiKey, privateKey }).context.credentials?.sign('payload');
      for (const key of [rsa, ed25519]) expect(await sign(key.replaceAll('\n', '\\n'))).toBe(await sign(key));
    }
  });

  it('error: another text; the message names its kind', () => {
    const privateKey = rsa.replaceAll('PRIVATE', 'RSA PRIVATE');
    expect(() => createSpotClient({ apiKey, privateKey })).toThrow("got 'BEGIN RSA PRIVATE KEY'");
    expect(() => createSpotClient({ apiKey, privateKey: 'key.pem' })).toThrow("got 'text that is not PEM'");
    expect(() => createSpotClient({ apiKey, privateKey: ec })).toThrow("got 'a key of another kind'");
  });
});
