import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { type Answer, type SentRequest, scriptedFetch } from '../../test/scripted-fetch.js';
import { buildSpotClient, type SpotClient, type SpotClientOptions } from '../client/spot-client.js';
import {
  BinanceApiError,
  BinanceConfigError,
  BinanceOrderMinAmountError,
  BinanceRateLimitError,
  BinanceTransportError,
  BinanceUnknownOutcomeError,
  errorCodeName,
} from '../errors/index.js';
import * as operations from '../operations/index.js';
import { orderForms } from '../rules/order-forms.js';
import * as eager from './eager.js';
import { placing } from './late-guard.js';
import * as lazy from './lazy.js';
import { latePart } from './part.js';
import * as rules from './rules.js';
import * as signed from './signed.js';

type Name = 'signed' | 'rules';

const lost = new TypeError('Failed to fetch dynamically imported module: https://page.example/assets/part-1a2b.js');
const filters = [{ filterType: 'LOT_SIZE', minQty: '1', maxQty: '100', stepSize: '1' }];
const listing = {
  symbols: [
    { symbol: 'BNBBTC', status: 'TRADING', baseAsset: 'BNB', quoteAsset: 'BTC', orderTypes: ['MARKET'], filters },
  ],
};
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '2' } as const;
const refused: Answer = { status: 400, body: { code: -1121, msg: 'Invalid symbol.' } };

/** A page's client: its parts come when they are asked for, and each of the first `failures` times not at all. */
function page(
  script: readonly Answer[] | ((request: SentRequest) => Answer) = [{}],
  { failures = {}, hanging, ...options }: Page = {},
) {
  const clock = new ManualClock();
  const { fetch, sent } = scriptedFetch(clock, script);
  const loads: Name[] = [];
  const part = <T>(name: Name, exports: T) =>
    latePart<T>(async () => {
      loads.push(name);
      if (hanging === name) return new Promise<never>(() => undefined);
      if (loads.filter((each) => each === name).length <= (failures[name] ?? 0)) throw lost;
      return exports;
    });
  const client = buildSpotClient({ clock, fetch, ...options }, part('rules', rules), part('signed', signed));
  return { client, clock, sent, loads, run: <T>(promise: Promise<T>) => clock.run(promise) };
}

type Page = SpotClientOptions & {
  readonly failures?: Partial<Record<Name, number>>;
  readonly hanging?: Name;
};

const key = { apiKey: 'key', signer: () => 'signature' };
const thrownBy = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error) => error,
  );
const exchangeInfo = ({ url }: SentRequest): Answer => ({
  body: url.pathname.endsWith('exchangeInfo') ? listing : { orderId: 1 },
});

describe('a client in a page', () => {
  it('loads no part for public data', async () => {
    const { client, run, loads } = page([{ body: [] }]);
    await run(client.getKlines({ symbol: 'BNBBTC', interval: '1m' }));
    await run(client.getExchangeInfo());
    expect(loads).toEqual([]);
  });

  it('loads what signed calls need as soon as it has a key, and the order rules with the first order', async () => {
    const { client, run, loads } = page(exchangeInfo, key);
    expect(loads).toEqual(['signed']);
    await run(client.getAccount());
    expect(loads).toEqual(['signed']);
    await run(client.createOrder(order));
    await run(client.createOrder(order));
    expect(loads).toEqual(['signed', 'rules']);
  });

  it('signs by a key whose signer is loaded later as by one that was here', async () => {
    const query = 'symbol=LTCBTC&side=BUY';
    const { client } = page([{}], { apiKey: 'key', apiSecret: 'a secret' });
    const credentials = client.context.credentials;
    expect(credentials?.keyType).toBe('HMAC');
    const hmac = await crypto.subtle.importKey(
      'raw',
      new TextEncoder().encode('a secret'),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    );
    const expected = Buffer.from(await crypto.subtle.sign('HMAC', hmac, Buffer.from(query))).toString('hex');
    expect(await Promise.all([credentials?.sign(query), credentials?.sign(query)])).toEqual([expected, expected]);
    expect(await credentials?.sign(query)).toBe(expected);
  });

  it('error: a key that cannot be one, when the client is made', () => {
    expect(() => page([{}], { apiKey: 'key', privateKey: 'not a key' })).toThrow(BinanceConfigError);
  });

  it('error: no key, without anything loaded', async () => {
    const { client, loads } = page();
    expect(await thrownBy(client.getAccount())).toBeInstanceOf(BinanceConfigError);
    expect(loads).toEqual([]);
  });
});

describe('a part that cannot be loaded', () => {
  it.each<[string, Name, number, (client: SpotClient) => Promise<unknown>]>([
    // It was tried when the client was made too.
    ['a signed read', 'signed', 2, (client) => client.getAccount()],
    ['an order', 'signed', 2, (client) => client.createOrder(order)],
    ['an order', 'rules', 1, (client) => client.createOrder(order)],
    ['a cancel', 'signed', 2, (client) => client.cancelOrder({ symbol: 'BNBBTC', orderId: 1 })],
  ])('fails %s for want of %s before anything is sent, and is loaded for the next', async (_, name, times, make) => {
    const { client, run, sent, clock } = page(exchangeInfo, { ...key, failures: { [name]: times } });
    await clock.advance(0);
    const error = await run(thrownBy(make(client)));
    expect(error).toBeInstanceOf(BinanceTransportError);
    expect(error).toMatchObject({ sent: false });
    expect(String(error)).toContain('a part of the client could not be loaded: Failed to fetch dynamically imported');
    expect(sent).toEqual([]);
    await run(make(client));
    expect(sent.length).toBeGreaterThan(0);
  });

  it('ends a call at its deadline, not sent', async () => {
    const { client, run, sent, clock } = page(exchangeInfo, { ...key, hanging: 'signed' });
    const error = await run(thrownBy(client.createOrder(order, { timeout: 3_000 })));
    expect(error).toMatchObject({ name: 'BinanceTransportError', sent: false });
    expect(clock.monotonic()).toBe(3_000);
    expect(sent).toEqual([]);
  });

  it('fails the rules that are asked for, and not those that are asked for next', async () => {
    const { client, run } = page(exchangeInfo, { failures: { rules: 1 } });
    const error = await run(thrownBy(client.rules.get('BNBBTC')));
    expect(error).toMatchObject({ name: 'BinanceTransportError', sent: false, request: { operation: 'rules' } });
    expect((await run(client.rules.get('BNBBTC'))).symbol).toBe('BNBBTC');
    await run(client.rules.refresh());
  });

  it('takes no more than the name from a refusal', async () => {
    const read = (client: SpotClient) => thrownBy(client.getAveragePrice({ symbol: 'NONE' }));
    const hanging = page([refused], { hanging: 'signed' });
    const late = await hanging.run(read(hanging.client));
    expect(late).toBeInstanceOf(BinanceApiError);
    expect(late).toMatchObject({ code: -1121, codeName: undefined, statusCode: 400 });
    expect(String(late)).toContain('400 -1121: Invalid symbol.');
    expect(hanging.sent).toHaveLength(1);

    const failing = page([refused], { failures: { signed: 1 } });
    const first = await failing.run(read(failing.client));
    expect(first).toMatchObject({ code: -1121, codeName: undefined });
    expect(failing.clock.monotonic()).toBe(0);
    expect(await failing.run(read(failing.client))).toMatchObject({ code: -1121, codeName: 'BAD_SYMBOL' });
    expect(failing.sent).toHaveLength(2);
  });

  it('leaves no rejection unhandled while a client with a key waits for its first call', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    const { loads, clock } = page([{}], { ...key, failures: { signed: 1 } });
    await clock.advance(0);
    process.off('unhandledRejection', note);
    expect(loads).toEqual(['signed']);
    expect(unhandled).toEqual([]);
  });
});

describe('a write in a page', () => {
  it('has all that tells of it before it is sent', async () => {
    const { client, run, loads, sent } = page(['reset', { body: { time: 1_800_000_000_000 } }], {
      ...key,
      validateOrders: false,
    });
    const error = (await run(thrownBy(client.createOrder(order)))) as BinanceUnknownOutcomeError;
    expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(error.newClientOrderId).toBe(sent[0]?.url.searchParams.get('newClientOrderId'));
    expect(error.newClientOrderId).toMatch(/^[0-9a-f]{32}$/);
    expect(await run(error.resolve())).toMatchObject({ outcome: 'executed' });
    expect(loads).toEqual(['signed']);
  });

  it('is refused by the rules as anywhere', async () => {
    const { client, run, sent } = page(exchangeInfo, key);
    expect(await run(thrownBy(client.createOrder({ ...order, quantity: '0.5' })))).toBeInstanceOf(
      BinanceOrderMinAmountError,
    );
    expect(sent.map(({ method }) => method)).toEqual(['GET']);
  });

  it('goes without the rules where it is not to be checked', async () => {
    const { client, run, loads } = page(exchangeInfo, key);
    await run(client.createOrder(order, { validate: false }));
    expect(loads).not.toContain('rules');
  });
});

describe('rules in a page', () => {
  it('know what the client was told before they were loaded, and when', async () => {
    const { client, run, sent, clock } = page(exchangeInfo, key);
    await run(client.getExchangeInfo());
    await run(client.createOrder(order));
    expect(sent.map(({ url }) => url.pathname)).toEqual(['/api/v3/exchangeInfo', '/api/v3/order']);

    const old = page(exchangeInfo, key);
    await old.run(old.client.getExchangeInfo());
    await old.clock.advance(3_600_000);
    await old.run(old.client.createOrder(order));
    expect(old.sent.map(({ url }) => url.pathname)).toEqual([
      '/api/v3/exchangeInfo',
      '/api/v3/exchangeInfo',
      '/api/v3/order',
    ]);
    expect(clock.timers.size).toBe(0);
  });

  it('are loaded for the operations that have a form of order, and for no other', () => {
    expect(
      Object.keys(operations)
        .filter((name) => placing.test(name))
        .sort(),
    ).toEqual(Object.keys(orderForms).sort());
  });
});

describe('a refusal to send, at a limit', () => {
  it('has the name of its code before any was loaded', async () => {
    const { client, run, loads, sent } = page([{ status: 429, body: { code: -1003, msg: 'no' } }], {
      limits: 'throw',
      hanging: 'signed',
    });
    const told = await run(thrownBy(client.getKlines({ symbol: 'BNBBTC', interval: '1m' })));
    const held = await run(thrownBy(client.getKlines({ symbol: 'BNBBTC', interval: '1m' })));
    for (const error of [told, held]) {
      expect(error).toBeInstanceOf(BinanceRateLimitError);
      expect(error).toMatchObject({ code: -1003, codeName: errorCodeName(-1003) });
    }
    expect(String(held)).toContain('not sent');
    expect(sent).toHaveLength(1);
    expect(loads).toEqual([]);
  });
});

describe('the parts', () => {
  it('are the same ones, loaded or here', async () => {
    expect(eager.signedPart.loaded).toBe(await lazy.signedPart.load());
    expect(eager.rulesPart.loaded).toBe(await lazy.rulesPart.load());
    expect(await eager.rulesPart.load()).toBe(eager.rulesPart.loaded);
  });
});
