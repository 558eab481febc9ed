import { describe, expect, it } from 'vitest';
import { BinanceError } from '../errors/index.js';
import { withEvents } from '../events/with-events.js';
import * as node from '../node.js';
import { klineObject } from '../operations/kline-object.js';
import { systemClock } from '../platform/clock.js';
import { iterateAggregateTrades, iterateAllOrders, iterateKlines, iterateMyTrades } from '../request/paging.js';
import {
  compileRules,
  createOrderGuard,
  fitOrder,
  roundPrice,
  roundQuantity,
  type SymbolRules,
  validateOrder,
} from '../rules/index.js';
import { hmacSigner, privateKeySigner } from '../signing/index.js';
import { rest } from '../transports/rest.js';
import { split } from '../transports/split.js';
import { createClient } from './create-client.js';
import { createSpotClient } from './spot-client.js';

const client = createSpotClient({ apiKey: 'key', signer: () => 's', fetch: () => new Promise(() => undefined) });
const info = { symbol: 'BNBBTC', status: 'TRADING', baseAsset: 'BNB', quoteAsset: 'BTC', filters: [] };
const rules: SymbolRules = compileRules(info);
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' };
const guardOptions = { fetchExchangeInfo: async () => ({ symbols: [] }), clock: systemClock };
const klines = { symbol: 'BNBBTC', interval: '1m' } as const;

/** Values that callers without a type checker may pass by mistake. The last one cannot be converted to text. */
const mistakes: readonly unknown[] = [undefined, null, 5, 'text', true, Symbol('s'), 1n, Object.create(null)];

/**
 * The tests call each of these functions with every value of `mistakes` that is illegal for it. Each list has the
 * function first, and then the values of `mistakes` that are legal for the function.
 */
const calls: Readonly<Record<string, readonly [call: (value: never) => unknown, ...legal: unknown[]]>> = {
  'options of createSpotClient': [createSpotClient, undefined, mistakes.at(-1)],
  'options of createClient': [createClient],
  'operations of createClient': [(operations) => createClient({ operations }), mistakes.at(-1)],
  'limits of a client': [(limits) => createSpotClient({ limits }), undefined, mistakes.at(-1)],
  'limits.rateLimits of a client': [(rateLimits) => createSpotClient({ limits: { rateLimits } }), undefined],
  'an entry of limits.rateLimits': [(entry) => createSpotClient({ limits: { rateLimits: [entry] } })],
  'apiKey of a client': [(apiKey) => createSpotClient({ apiKey, apiSecret: 'abc', secretInPage: true }), 'text'],
  'apiSecret of a client': [(apiSecret) => createSpotClient({ apiKey: 'key', apiSecret, secretInPage: true }), 'text'],
  'options of createSpotClient of core/node': [node.createSpotClient, undefined, mistakes.at(-1)],
  'options of createClient of core/node': [node.createClient],
  'apiKey in core/node': [(apiKey) => node.createSpotClient({ apiKey, apiSecret: 'abc' }), 'text'],
  'apiSecret in core/node': [(apiSecret) => node.createSpotClient({ apiKey: 'key', apiSecret }), 'text'],
  'privateKey in core/node': [(privateKey) => node.createSpotClient({ apiKey: 'key', privateKey })],
  'the options of httpsRest': [node.httpsRest, undefined, mistakes.at(-1)],
  'maxSockets of httpsRest': [(maxSockets) => node.httpsRest({ maxSockets }), undefined, 5],
  'the secret of hmacSigner': [hmacSigner, 'text'],
  'the key of privateKeySigner': [privateKeySigner],
  'the secret of nodeHmacSigner': [node.nodeHmacSigner, 'text'],
  'the key of nodePrivateKeySigner': [node.nodePrivateKeySigner],
  'timeout of a client': [(timeout) => createSpotClient({ timeout }), undefined, 5],
  'a transport of split': [(each) => split(() => true, rest(), each)],
  'the client of withEvents': [withEvents],
  'the entry of compileRules': [compileRules, mistakes.at(-1)],
  'the parameters of validateOrder': [(params) => validateOrder(params, rules), mistakes.at(-1)],
  'the rules of validateOrder': [(each) => validateOrder(order, each)],
  'the operation of validateOrder': [(operation) => validateOrder(order, rules, {}, { operation }), undefined],
  'the entry of exchangeInfo as rules': [(each) => validateOrder(order, (each ?? info) as never)],
  'the parameters of fitOrder': [(params) => fitOrder(params, rules, { rounding: 'down' }), mistakes.at(-1)],
  'the rules of fitOrder': [(each) => fitOrder(order, each, { rounding: 'down' })],
  'the options of fitOrder': [(options) => fitOrder(order, rules, options)],
  'the rounding of fitOrder': [(rounding) => fitOrder(order, rules, { rounding })],
  'the operation of fitOrder': [(operation) => fitOrder(order, rules, { rounding: 'up', operation }), undefined],
  'the rules of roundPrice': [(each) => roundPrice(each, '1')],
  'the price of roundPrice': [(price) => roundPrice(rules, price), 5, 1n],
  'the rounding of roundQuantity': [(rounding) => roundQuantity(rules, '1', rounding), undefined],
  'the options of createOrderGuard': [createOrderGuard],
  'maxAge of createOrderGuard': [(maxAge) => createOrderGuard({ ...guardOptions, maxAge }), undefined, 5],
  'the candle of klineObject': [klineObject],
  'the parameters of iterateKlines': [(params) => iterateKlines(client, params).next(), mistakes.at(-1)],
  'the parameters of iterateAggregateTrades': [(each) => iterateAggregateTrades(client, each).next(), mistakes.at(-1)],
  'the parameters of iterateMyTrades': [(each) => iterateMyTrades(client, each).next(), mistakes.at(-1)],
  'the parameters of iterateAllOrders': [(each) => iterateAllOrders(client, each).next(), mistakes.at(-1)],
  'the client of iterateKlines': [(each) => iterateKlines(each, klines).next()],
  'the client of iterateAggregateTrades': [(each) => iterateAggregateTrades(each, klines).next()],
  'the client of iterateMyTrades': [(each) => iterateMyTrades(each, klines).next()],
  'the client of iterateAllOrders': [(each) => iterateAllOrders(each, klines).next()],
};

describe('an illegal argument is a typed error that shows it', () => {
  it.each(Object.entries(calls))('%s', async (_, [call, ...legal]) => {
    for (const value of mistakes.filter((each) => !legal.includes(each))) {
      const error: unknown = await Promise.resolve()
        .then(() => call(value as never))
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
      expect(error, typeof value).toBeInstanceOf(BinanceError);
      expect((error as Error).message).toContain('expected ');
    }
  });
});

it.each<[name: string, call: () => unknown]>([
  ['the maxAge 0', () => createOrderGuard({ ...guardOptions, maxAge: 0 })],
  ['the maxSockets 0', () => node.httpsRest({ maxSockets: 0 })],
  ['an operation without an order', () => validateOrder(order, rules, {}, { operation: 'cancelOrder' as never })],
  ['an operation by an inherited name', () => validateOrder(order, rules, {}, { operation: 'toString' as never })],
  ['an empty secret', () => hmacSigner('')],
  ['an empty secret in core/node', () => node.nodeHmacSigner('')],
])('error: %s is illegal', (_, call) => {
  expect(call).toThrow(expect.objectContaining({ name: 'BinanceConfigError' }));
});

describe('createSpotClient of core/node', () => {
  it.each([
    [{ apiKey: 'key', apiSecret: 'secret\n' }, 'apiSecret: expected text that is not PEM, without spaces around it'],
    [{ apiSecret: 'secret' }, "got 'apiSecret'"],
    [{ privateKey: 'pem' }, "got 'privateKey'"],
    [{ apiKey: 'key', apiSecret: 'secret', privateKey: 'pem' }, "got 'apiKey, apiSecret, privateKey'"],
    [{ environment: { name: 'own', rest: '', streams: '', wsApi: '' } }, 'httpsRest: expected environment.rest'],
  ])('error: the wrong option is named: %j', (options, message) => {
    expect(() => node.createSpotClient(options)).toThrow(expect.objectContaining({ name: 'BinanceConfigError' }));
    expect(() => node.createSpotClient(options)).toThrow(message);
  });
});
