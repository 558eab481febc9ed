import { describe, expect, it } from 'vitest';
import { compileRules } from './compile.js';
import { validateOrder } from './index.js';
import type { FilterInfo, RuledSymbol } from './symbol-info.js';

const listed = {
  ...{ symbol: 'BNBBTC', status: 'TRADING', baseAsset: 'BNB', quoteAsset: 'BTC', orderTypes: ['LIMIT'], filters: [] },
  ...{ icebergAllowed: true, allowedSelfTradePreventionModes: ['NONE'] },
};
const order = {
  ...{
    symbol: 'BNBBTC',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '1.5',
    price: '10',
    icebergQty: '1',
  },
  selfTradePreventionMode: 'NONE',
};

/**
 * Compiles the rules of the symbol `listed`, and checks one order against them. The fields of `sent` replace the fields
 * of `listed` with the same names, and may be malformed.
 */
function judge(sent: object, params: object = order) {
  const rules = compileRules({ ...listed, ...sent } as RuledSymbol);
  const { problems, unjudged } = validateOrder({ ...params }, rules, { averagePrice: '10', openOrders: [] });
  return { problems: problems.map(({ message }) => message), unjudged };
}

const lot = (minQty: unknown, maxQty: unknown, stepSize: unknown): FilterInfo => ({
  filterType: 'LOT_SIZE',
  minQty,
  maxQty,
  stepSize,
});

describe('compileRules', () => {
  it.each([
    ['no list of filters', { filters: undefined }, 'filters'],
    ['null for it', { filters: null }, 'filters'],
    ['a filter that is null', { filters: [null] }, 'filters'],
    ['a filter that is text', { filters: ['LOT_SIZE'] }, 'filters'],
    ['a filter without a name', { filters: [{ limit: 1 }] }, 'filters'],
    ['an unknown filter', { filters: [{ filterType: 'T_PLUS_SELL' }] }, 'T_PLUS_SELL'],
    ['a filter named __proto__', { filters: [{ filterType: '__proto__' }] }, '__proto__'],
    ['a filter named constructor', { filters: [{ filterType: 'constructor' }] }, 'constructor'],
    ['exponents', { filters: [lot('1e-8', '1e8', '1e0')] }, 'LOT_SIZE'],
    ['words', { filters: [lot('few', '9000', '1')] }, 'LOT_SIZE'],
    ['objects', { filters: [lot({}, [], true)] }, 'LOT_SIZE'],
    ['limits below zero', { filters: [lot('-1', '-5', '-1')] }, 'LOT_SIZE'],
    ['a step of 25 decimals', { filters: [lot('0', '1', `0.${'0'.repeat(24)}1`)] }, 'LOT_SIZE'],
    ['a limit of 30 digits', { filters: [lot('0', '9'.repeat(30), '1')] }, 'LOT_SIZE'],
    ['half a part', { filters: [{ filterType: 'ICEBERG_PARTS', limit: 2.5 }] }, 'ICEBERG_PARTS'],
    [
      'a count beyond numbers',
      { filters: [{ filterType: 'ICEBERG_PARTS', limit: Number.POSITIVE_INFINITY }] },
      'ICEBERG_PARTS',
    ],
    ['a count in words', { filters: [{ filterType: 'MAX_NUM_ORDERS', maxNumOrders: 'many' }] }, 'MAX_NUM_ORDERS'],
    ['a precision of 50 decimals', { baseAssetPrecision: 50 }, 'PRECISION'],
    ['a precision that is no whole number', { quoteAssetPrecision: 2.5 }, 'PRECISION'],
    ['a precision without a figure', { baseAssetPrecision: '' }, 'PRECISION'],
    ['an object in place of the filters', { filters: { LOT_SIZE: {} } }, 'filters'],
    ['text in place of the filters', { filters: 'LOT_SIZE' }, 'filters'],
    ['a list in a list', { filters: [[lot('1', '2', '1')]] }, 'filters'],
    [
      'an asset that is no text',
      { filters: [{ filterType: 'MAX_ASSET', asset: { toString: 1 }, limit: '1' }] },
      'MAX_ASSET',
    ],
    ['order types that are no text', { orderTypes: [{ toString: 1 }] }, 'orderTypes'],
    ['text in place of the order types', { orderTypes: 'MARKET' }, 'orderTypes'],
    [
      'an object in place of the modes',
      { allowedSelfTradePreventionModes: { NONE: 1 } },
      'allowedSelfTradePreventionModes',
    ],
    ['modes that are no text', { allowedSelfTradePreventionModes: [null] }, 'allowedSelfTradePreventionModes'],
    ['text in place of a flag', { icebergAllowed: 'true' }, 'icebergAllowed'],
    ['no status', { status: undefined }, 'status'],
    ['null for the order types', { orderTypes: null }, 'orderTypes'],
    ['null for a flag', { icebergAllowed: null }, 'icebergAllowed'],
    ['null for the modes', { allowedSelfTradePreventionModes: null }, 'allowedSelfTradePreventionModes'],
  ])('reports what it cannot read as unjudged: %s', (_, sent, rule) => {
    expect(judge(sent)).toEqual({ problems: [], unjudged: [rule] });
  });

  it.each([
    ['numbers', lot(0.01, 100, 0.4)],
    ['numbers that print with an exponent', lot(1e-7, 100, 4e-7)],
    ['many decimals', lot('0.00', '100', '0.400000000000000000')],
  ])('reads %s', (_, filter) => {
    const { problems, unjudged } = judge(
      { filters: [filter] },
      { ...order, quantity: '1.50000005', icebergQty: '0.8' },
    );
    expect(problems).toEqual([
      expect.stringMatching(/^quantity 1\.50000005 is not a multiple of LOT_SIZE stepSize 0\.\d+4?/),
    ]);
    expect(unjudged).toEqual([]);
  });

  it.each([
    ['null', null],
    ['empty text', ''],
    ['zero', '0.00000000'],
    ['nothing', undefined],
  ])('does not apply a limit of %s', (_, none) => {
    expect(judge({ filters: [lot(none, none, none)] })).toEqual({ problems: [], unjudged: [] });
  });

  it('applies both of two filters of one type', () => {
    const { problems } = judge({ filters: [lot('0', '100', '0.1'), lot('0', '100', '1')] });
    expect(problems).toEqual(['quantity 1.5 is not a multiple of LOT_SIZE stepSize 1 for BNBBTC']);
  });

  it('checks assets of 18 decimals to the last decimal', () => {
    const last = '0.000000000000000001';
    const sent = { baseAssetPrecision: 18, quoteAssetPrecision: 18, filters: [lot(last, '99999', last)] };
    expect(judge(sent, { ...order, quantity: '54321.000000000000000001' })).toEqual({ problems: [], unjudged: [] });
    expect(judge(sent, { ...order, quantity: '1.0000000000000000001' }).problems).toEqual([
      `quantity 1.0000000000000000001 is not a multiple of LOT_SIZE stepSize ${last} for BNBBTC`,
      'quantity 1.0000000000000000001 has more decimals than PRECISION baseAssetPrecision 18 for BNBBTC',
    ]);
  });

  it('does not check an order type that is named like a property of every object', () => {
    for (const type of ['constructor', '__proto__', 'toString'])
      expect(judge({ orderTypes: [type] }, { ...order, type })).toEqual({ problems: [], unjudged: [] });
  });

  it('refuses a value that is neither text nor a number, and shows its kind', () => {
    expect(judge({}, { ...order, quantity: ['1'] }).problems).toEqual([
      'quantity [object Array] is not a plain decimal of up to 20 + 20 digits, a safe integer, or a number of up to 15 significant digits, without a sign for BNBBTC',
    ]);
    expect(judge({}, { ...order, quantity: 1 / 3 }).problems).toEqual([
      'quantity 0.3333333333333333 is not a plain decimal of up to 20 + 20 digits, a safe integer, or a number of up to 15 significant digits, without a sign for BNBBTC',
    ]);
    expect(judge({}, { ...order, type: ['LIMIT'] }).problems).toEqual([
      'type [object Array] is not one of LIMIT for BNBBTC',
    ]);
    expect(judge({}, { ...order, symbol: Object.create(null) }).problems).toEqual([
      'symbol [object Object] was checked with the rules for BNBBTC',
    ]);
  });

  it.each([{}, 'text', 7, [null], [{}], [{ symbols: 'BNBBTC' }], [{ symbols: { 0: 'BNBBTC' } }]])(
    'does not throw for %j in place of the lists that belong to the exchange',
    (list) => {
      const options = { sors: list, exchangeFilters: list, assetFilters: list } as never;
      const rules = compileRules(listed, options);
      const sor = { ...order, icebergQty: undefined };
      const { problems, unjudged } = validateOrder(sor, rules, {}, { operation: 'createSorOrder' });
      const isRouted = Array.isArray(list) ? 'sors' : undefined;
      expect(problems.map(({ limit }) => limit)).toEqual(isRouted ? ['sors'] : []);
      expect(unjudged.includes('sors')).toBe(!isRouted);
    },
  );
});
