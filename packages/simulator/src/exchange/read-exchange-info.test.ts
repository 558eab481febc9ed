import { describe, expect, it } from 'vitest';
import { hmacKey, rest } from '../../test/raw-client.js';
import { createExchange, readExchangeInfo } from '../index.js';

const symbol = {
  symbol: 'ABCXYZ',
  status: 'HALT',
  baseAsset: 'ABC',
  quoteAsset: 'XYZ',
  baseAssetPrecision: 4,
  orderTypes: ['LIMIT'],
  ocoAllowed: false,
  icebergAllowed: 'yes',
  somethingNew: true,
  filters: [
    { filterType: 'PRICE_FILTER', minPrice: '0.5', maxPrice: '10', tickSize: '0.5' },
    { filterType: 'FROM_THE_FUTURE', limit: 1 },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 2 },
  ],
  permissionSets: [['SPOT', 'TRD_GRP_004']],
};
const limits = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 1234 },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 3 },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 777 },
];
const info = {
  rateLimits: limits,
  exchangeFilters: [{ filterType: 'EXCHANGE_MAX_NUM_ORDERS', maxNumOrders: 9 }],
  symbols: [symbol],
};

describe('readExchangeInfo', () => {
  it('gives an exchange the symbols, filters and limits of the answer', async () => {
    const exchange = createExchange({ ...readExchangeInfo(info) });
    const { body } = await rest(exchange, 'GET /api/v3/exchangeInfo');
    expect(body).toMatchObject({ rateLimits: limits, exchangeFilters: info.exchangeFilters });
    const { filters, icebergAllowed, somethingNew, ...others } = symbol;
    const [listed] = body.symbols as Record<string, unknown>[];
    expect(body.symbols).toHaveLength(1);
    expect(listed).toMatchObject(others);
    expect(listed?.icebergAllowed).toBe(true);
    expect(listed).not.toHaveProperty('somethingNew');
    expect(listed?.filters).toEqual([filters[0], filters[2]]);
  });

  it.each([
    [3, { code: -1013, msg: 'Filter failure: MAX_NUM_ORDERS' }],
    [2, { code: -1015 }],
  ])('enforces the filters, and a limit of %i orders', async (limit, refusal) => {
    const rateLimits = [{ rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit }];
    const symbols = [{ ...symbol, status: 'TRADING' }];
    const exchange = createExchange({ ...readExchangeInfo({ symbols, rateLimits }) });
    const key = hmacKey(exchange.createAccount({ balances: { XYZ: '1000' } }));
    const buy = { symbol: 'ABCXYZ', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1' };
    const place = (price: string) => rest(exchange, 'POST /api/v3/order', { ...buy, price }, { key });
    expect((await place('0.7')).body.msg).toBe('Filter failure: PRICE_FILTER');
    expect((await place('1')).status).toBe(200);
    expect((await place('1')).status).toBe(200);
    expect((await place('1')).body).toMatchObject(refusal);
  });

  it('keeps the default limits if the answer has none', async () => {
    const exchange = createExchange({ ...readExchangeInfo({ symbols: [symbol] }) });
    const { body } = await rest(createExchange(), 'GET /api/v3/exchangeInfo');
    expect((await rest(exchange, 'GET /api/v3/exchangeInfo')).body.rateLimits).toEqual(body.rateLimits);
  });

  it('reads answers of earlier years', () => {
    const old = {
      ...symbol,
      filters: [{ filterType: 'MIN_NOTIONAL', minNotional: '0.001' }],
      permissionSets: undefined,
    };
    const { symbols } = readExchangeInfo({ symbols: [old, { ...old, permissionSets: [], permissions: ['MARGIN'] }] });
    expect(symbols[0]?.filters).toEqual([
      { filterType: 'MIN_NOTIONAL', minNotional: '0.001', applyToMarket: true, avgPriceMins: 5 },
    ]);
    expect(symbols.map(({ permissionSets }) => permissionSets)).toEqual([[['SPOT']], [['MARGIN']]]);
  });

  it.each([
    [[], 'exchangeInfo: expected an object, got []'],
    [{}, 'exchangeInfo: symbols: expected a list, got nothing'],
    [{ symbols: [] }, 'exchangeInfo: symbols: expected at least one symbol'],
    [{ symbols: [{ ...symbol, baseAsset: '' }] }, 'exchangeInfo: symbols: baseAsset: expected a name, got ""'],
    [
      { symbols: [{ ...symbol, filters: [{ filterType: 'LOT_SIZE', minQty: '0', maxQty: '1', stepSize: 'x' }] }] },
      'exchangeInfo: symbols: ABCXYZ: filters: LOT_SIZE: stepSize: expected a decimal, got "x"',
    ],
    [
      { symbols: [symbol], rateLimits: [{ rateLimitType: 'ORDERS', interval: 'YEAR', limit: 1 }] },
      'exchangeInfo: rateLimits: ORDERS: interval: expected SECOND, MINUTE or DAY, got "YEAR"',
    ],
  ])('error: %j', (json, message) => {
    expect(() => readExchangeInfo(json)).toThrow(new RangeError(message));
  });
});
