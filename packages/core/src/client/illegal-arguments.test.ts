import { describe, expect, it } from 'vitest';
import { BinanceError } from '../errors/index.js';
import { withEvents } from '../events/with-events.js';
import { klineObject } from '../operations/kline-object.js';
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
import { rest } from '../transports/rest.js';
import { split } from '../transports/split.js';
import { createClient } from './create-client.js';
import { createSpotClient } from './spot-client.js';

const client = createSpotClient({ apiKey: 'key', signer: () => 's', fetch: () => new Promise(() => undefined) });
const info = { symbol: 'BNBBTC', status: 'TRADING', baseAsset: 'BNB', quoteAsset: 'BTC', filters: [] };
const rules: SymbolRules = compileRules(info);
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' };

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
  'timeout of a client': [(timeout) => createSpotClient({ timeout }), undefined, 5],
  'a transport of split': [(each) => split(() => true, rest(), each)],
  'the client of withEvents': [withEvents],
  'the entry of compileRules': [compileRules, mistakes.at(-1)],
  'the parameters of validateOrder': [(params) => validateOrder(params, rules), mistakes.at(-1)],
  'the rules of validateOrder': [(each) => validateOrder(order, each)],
  'the entry of exchangeInfo as rules': [(each) => validateOrder(order, (each ?? info) as never)],
  'the parameters of fitOrder': [(params) => fitOrder(params, rules, { rounding: 'down' }), mistakes.at(-1)],
  'the rules of fitOrder': [(each) => fitOrder(order, each, { rounding: 'down' })],
  'the options of fitOrder': [(options) => fitOrder(order, rules, options)],
  'the rounding of fitOrder': [(rounding) => fitOrder(order, rules, { rounding })],
  'the rules of roundPrice': [(each) => roundPrice(each, '1')],
  'the price of roundPrice': [(price) => roundPrice(rules, price), 5, 1n],
  'the rounding of roundQuantity': [(rounding) => roundQuantity(rules, '1', rounding), undefined],
  'the options of createOrderGuard': [createOrderGuard],
  'the candle of klineObject': [klineObject],
  'the parameters of iterateKlines': [(params) => iterateKlines(client, params).next(), mistakes.at(-1)],
  'the parameters of iterateAggregateTrades': [(each) => iterateAggregateTrades(client, each).next(), mistakes.at(-1)],
  'the parameters of iterateMyTrades': [(each) => iterateMyTrades(client, each).next(), mistakes.at(-1)],
  'the parameters of iterateAllOrders': [(each) => iterateAllOrders(client, each).next(), mistakes.at(-1)],
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
