import { describe, expect, it } from 'vitest';
import type { OrderContext } from './order-context.js';
import type { OrderOperation } from './order-forms.js';
import { compileRules, type RuleOptions } from './rules.js';
import type { FilterInfo, RuledSymbol } from './symbol-info.js';
import { validateOrder } from './validate.js';

const TYPES = ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'];

const symbol: RuledSymbol = {
  symbol: 'BNBBTC',
  status: 'TRADING',
  baseAsset: 'BNB',
  quoteAsset: 'BTC',
  baseAssetPrecision: 8,
  quoteAssetPrecision: 8,
  orderTypes: TYPES,
  icebergAllowed: true,
  ocoAllowed: true,
  otoAllowed: true,
  opoAllowed: true,
  quoteOrderQtyMarketAllowed: true,
  allowTrailingStop: true,
  cancelReplaceAllowed: true,
  amendAllowed: true,
  pegInstructionsAllowed: true,
  isSpotTradingAllowed: true,
  allowedSelfTradePreventionModes: ['NONE', 'EXPIRE_MAKER'],
  filters: [],
};

const limit = { symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '10' };
const market = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' };

type Given = {
  readonly filters?: readonly object[];
  readonly info?: Partial<RuledSymbol>;
  readonly options?: RuleOptions;
  readonly context?: OrderContext;
  readonly operation?: OrderOperation;
};

/** What is wrong with an order, as `FILTER parameter`. */
function faults(params: object, given: Given = {}): string[] {
  return verdict(params, given).problems.map(({ filter, param }) => `${filter} ${param}`);
}

function verdict(params: object, { filters = [], info = {}, options, context, operation }: Given = {}) {
  const rules = compileRules({ ...symbol, ...info, filters: filters as FilterInfo[] }, options);
  return validateOrder(params as Record<string, unknown>, rules, context, { operation });
}

// The filters are the examples of filters.md; the expected verdicts follow from its text.
describe('validateOrder', () => {
  it('passes a legal order with nothing open', () => {
    expect(verdict(limit)).toEqual({ problems: [], unjudged: [] });
  });

  it('says all problems at once, each with value, limit and a line for a person', () => {
    const filters = [
      { filterType: 'PRICE_FILTER', minPrice: '0.00000100', maxPrice: '100000.00000000', tickSize: '0.00000100' },
      { filterType: 'LOT_SIZE', minQty: '0.00100000', maxQty: '100000.00000000', stepSize: '0.00100000' },
    ];
    expect(verdict({ ...limit, price: '0.3000005', quantity: '0.0001' }, { filters }).problems).toEqual([
      {
        filter: 'PRICE_FILTER',
        param: 'price',
        value: '0.3000005',
        limit: '0.00000100',
        message: 'price 0.3000005 is not a multiple of PRICE_FILTER tickSize 0.00000100 for BNBBTC',
        fix: { down: '0.3', up: '0.300001' },
      },
      {
        filter: 'LOT_SIZE',
        param: 'quantity',
        value: '0.0001',
        limit: '0.00100000',
        message: 'quantity 0.0001 is below LOT_SIZE minQty 0.00100000 for BNBBTC',
        fix: { up: '0.001' },
      },
      {
        filter: 'LOT_SIZE',
        param: 'quantity',
        value: '0.0001',
        limit: '0.00100000',
        message: 'quantity 0.0001 is not a multiple of LOT_SIZE stepSize 0.00100000 for BNBBTC',
        fix: { up: '0.001' },
      },
    ]);
  });

  it('PRICE_FILTER: bounds and tick of price and stopPrice; 0 is off', () => {
    const filters = [{ filterType: 'PRICE_FILTER', minPrice: '1', maxPrice: '100', tickSize: '0.05' }];
    expect(faults({ ...limit, price: '0.95' }, { filters })).toEqual(['PRICE_FILTER price']);
    expect(faults({ ...limit, price: '100.05' }, { filters })).toEqual(['PRICE_FILTER price']);
    expect(faults({ ...limit, price: '1.15' }, { filters })).toEqual([]);
    expect(faults({ ...limit, price: '1.16' }, { filters })).toEqual(['PRICE_FILTER price']);
    const stop = { ...limit, type: 'STOP_LOSS_LIMIT', stopPrice: '10.01' };
    expect(faults(stop, { filters })).toEqual(['PRICE_FILTER stopPrice']);
    const off = [{ filterType: 'PRICE_FILTER', minPrice: '0.00', maxPrice: '0', tickSize: '0.00000000' }];
    expect(faults({ ...limit, price: '1.23456789' }, { filters: off })).toEqual([]);
  });

  it('PERCENT_PRICE: around the reference price, else the average, else the last where avgPriceMins is 0', () => {
    const filter = { filterType: 'PERCENT_PRICE', multiplierUp: '1.3000', multiplierDown: '0.7000', avgPriceMins: 5 };
    const at = (price: string, context: OrderContext, minutes = 5) =>
      faults({ ...limit, price }, { filters: [{ ...filter, avgPriceMins: minutes }], context });
    expect(at('13', { averagePrice: '10' })).toEqual([]);
    expect(at('13.00000001', { averagePrice: '10' })).toEqual(['PERCENT_PRICE price']);
    expect(at('6.99999999', { averagePrice: '10' })).toEqual(['PERCENT_PRICE price']);
    expect(at('13', { averagePrice: '10', referencePrice: '9' })).toEqual(['PERCENT_PRICE price']);
    expect(at('13', { averagePrice: '10', referencePrice: null })).toEqual([]);
    expect(at('13', { averagePrice: '1', lastPrice: '10' }, 0)).toEqual([]);
    const open = verdict(limit, { filters: [filter], context: { lastPrice: '10' } });
    expect(open).toEqual({ problems: [], unjudged: ['PERCENT_PRICE'] });
  });

  it('PERCENT_PRICE_BY_SIDE: a band for each side', () => {
    const filters = [
      {
        filterType: 'PERCENT_PRICE_BY_SIDE',
        bidMultiplierUp: '1.2',
        bidMultiplierDown: '0.2',
        askMultiplierUp: '5',
        askMultiplierDown: '0.8',
        avgPriceMins: 1,
      },
    ];
    const context = { averagePrice: '10' };
    expect(faults({ ...limit, price: '12' }, { filters, context })).toEqual([]);
    expect(faults({ ...limit, price: '13' }, { filters, context })).toEqual(['PERCENT_PRICE_BY_SIDE price']);
    expect(faults({ ...limit, side: 'SELL', price: '13' }, { filters, context })).toEqual([]);
    expect(faults({ ...limit, side: 'SELL', price: '7.9' }, { filters, context })).toEqual([
      'PERCENT_PRICE_BY_SIDE price',
    ]);
  });

  it('LOT_SIZE binds quantity and icebergQty, MARKET orders too; the step counts from 0, not from minQty', () => {
    const filters = [{ filterType: 'LOT_SIZE', minQty: '0.5', maxQty: '10', stepSize: '0.2' }];
    expect(faults({ ...limit, quantity: '0.6' }, { filters })).toEqual([]);
    expect(faults({ ...limit, quantity: '0.7' }, { filters })).toEqual(['LOT_SIZE quantity']);
    expect(faults({ ...market, quantity: '10.2' }, { filters })).toEqual(['LOT_SIZE quantity']);
    expect(faults({ ...limit, quantity: '1', icebergQty: '0.1' }, { filters })).toEqual([
      'LOT_SIZE icebergQty',
      'LOT_SIZE icebergQty',
    ]);
    expect(faults({ ...limit, icebergQty: '0' }, { filters })).toEqual([]);
  });

  it('MARKET_LOT_SIZE binds what executes at the market, and no limit order', () => {
    const filters = [{ filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: '5', stepSize: '0.00000000' }];
    expect(faults({ ...market, quantity: '5.00000001' }, { filters })).toEqual(['MARKET_LOT_SIZE quantity']);
    const stop = { ...market, type: 'STOP_LOSS', quantity: '6', stopPrice: '11' };
    expect(faults(stop, { filters })).toEqual(['MARKET_LOT_SIZE quantity']);
    expect(faults({ ...limit, quantity: '6' }, { filters })).toEqual([]);
  });

  it('MIN_NOTIONAL: price * quantity, at the average price for MARKET orders where it applies to them', () => {
    const filter = { filterType: 'MIN_NOTIONAL', minNotional: '10', applyToMarket: true, avgPriceMins: 5 };
    const filters = [filter];
    expect(faults({ ...limit, price: '0.3', quantity: '33.33' }, { filters })).toEqual(['MIN_NOTIONAL quantity']);
    expect(faults({ ...limit, price: '0.3', quantity: '33.34' }, { filters })).toEqual([]);
    expect(faults(market, { filters, context: { averagePrice: '9.99' } })).toEqual(['MIN_NOTIONAL quantity']);
    expect(faults(market, { filters, context: { averagePrice: '10' } })).toEqual([]);
    expect(verdict(market, { filters }).unjudged).toEqual(['MIN_NOTIONAL']);
    expect(verdict(market, { filters: [{ ...filter, applyToMarket: false }] })).toEqual({ problems: [], unjudged: [] });
    const byQuote = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quoteOrderQty: '9' };
    expect(verdict(byQuote, { filters }).problems[0]).toMatchObject({ filter: 'MIN_NOTIONAL', fix: { up: '10' } });
  });

  it('NOTIONAL: least and most, each with its own switch for MARKET orders', () => {
    const filter = {
      filterType: 'NOTIONAL',
      minNotional: '10.00000000',
      applyMinToMarket: false,
      maxNotional: '10000.00000000',
      applyMaxToMarket: true,
      avgPriceMins: 5,
    };
    const given = { filters: [filter], context: { averagePrice: '1' } };
    expect(faults({ ...limit, quantity: '0.9' }, given)).toEqual(['NOTIONAL quantity']);
    expect(verdict({ ...limit, quantity: '1000.1' }, given).problems[0]).toMatchObject({
      filter: 'NOTIONAL',
      limit: '10000.00000000',
      fix: { down: '1000' },
    });
    expect(faults(market, given)).toEqual([]);
    expect(faults({ ...market, quantity: '10001' }, given)).toEqual(['NOTIONAL quantity']);
  });

  it('ICEBERG_PARTS: quantity / icebergQty, rounded up', () => {
    const filters = [{ filterType: 'ICEBERG_PARTS', limit: 10 }];
    expect(faults({ ...limit, icebergQty: '0.1' }, { filters })).toEqual([]);
    expect(verdict({ ...limit, quantity: '1.00000001', icebergQty: '0.1' }, { filters }).problems).toMatchObject([
      { filter: 'ICEBERG_PARTS', param: 'icebergQty', limit: '10', fix: { up: '0.10000001' } },
    ]);
  });

  it('TRAILING_DELTA: bounds apart for triggers above and below', () => {
    const filters = [
      {
        filterType: 'TRAILING_DELTA',
        minTrailingAboveDelta: 10,
        maxTrailingAboveDelta: 2000,
        minTrailingBelowDelta: 20,
        maxTrailingBelowDelta: 1000,
      },
    ];
    const trailing = (type: string, side: string, trailingDelta: number) =>
      faults({ symbol: 'BNBBTC', side, type, quantity: '1', trailingDelta }, { filters });
    expect(trailing('STOP_LOSS', 'BUY', 10)).toEqual([]);
    expect(trailing('TAKE_PROFIT', 'SELL', 2001)).toEqual(['TRAILING_DELTA trailingDelta']);
    expect(trailing('STOP_LOSS', 'SELL', 10)).toEqual(['TRAILING_DELTA trailingDelta']);
    expect(trailing('TAKE_PROFIT', 'BUY', 1001)).toEqual(['TRAILING_DELTA trailingDelta']);
  });

  it('MAX_POSITION: what is held and ordered, with this order', () => {
    const filters = [{ filterType: 'MAX_POSITION', maxPosition: '10.00000000' }];
    const openOrders = [{ symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', origQty: '3', executedQty: '1' }];
    const context = { openOrders, balances: [{ asset: 'BNB', free: '5', locked: '1' }] };
    expect(faults({ ...limit, quantity: '2' }, { filters, context })).toEqual([]);
    expect(faults({ ...limit, quantity: '2.1' }, { filters, context })).toEqual(['MAX_POSITION quantity']);
    expect(faults({ ...limit, side: 'SELL', quantity: '9' }, { filters, context })).toEqual([]);
    expect(verdict(limit, { filters }).unjudged).toEqual(['MAX_POSITION']);
  });

  it('counts open orders, algo orders, icebergs and lists, on the symbol and on the exchange', () => {
    const filters = [
      { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 2 },
      { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 1 },
      { filterType: 'MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders: 1 },
      { filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: 1 },
    ];
    const exchangeFilters = [{ filterType: 'EXCHANGE_MAX_NUM_ORDERS', maxNumOrders: 3 }];
    const open = (name: string, more = {}) => ({ symbol: name, side: 'BUY', type: 'LIMIT', origQty: '1', ...more });
    const given = (openOrders: ReturnType<typeof open>[], openOrderLists: { symbol: string }[] = []): Given => ({
      filters,
      options: { exchangeFilters },
      context: { openOrders, openOrderLists },
    });
    expect(faults(limit, given([open('BNBBTC'), open('ETHBTC')]))).toEqual([]);
    expect(faults(limit, given([open('BNBBTC'), open('BNBBTC')]))).toEqual(['MAX_NUM_ORDERS symbol']);
    expect(faults(limit, given([open('A'), open('B'), open('C')]))).toEqual(['EXCHANGE_MAX_NUM_ORDERS symbol']);
    const stop = { symbol: 'BNBBTC', side: 'BUY', type: 'STOP_LOSS', quantity: '1', stopPrice: '11' };
    expect(faults(stop, given([open('BNBBTC', { type: 'TAKE_PROFIT' })]))).toEqual(['MAX_NUM_ALGO_ORDERS symbol']);
    expect(faults({ ...limit, icebergQty: '1' }, given([open('BNBBTC', { icebergQty: '1' })]))).toEqual([
      'MAX_NUM_ICEBERG_ORDERS symbol',
    ]);
    const oto = {
      symbol: 'BNBBTC',
      ...{
        workingType: 'LIMIT',
        workingSide: 'BUY',
        workingTimeInForce: 'GTC',
        workingPrice: '9',
        workingQuantity: '1',
      },
      ...{ pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '1' },
    };
    const lists = given([open('BNBBTC')], [{ symbol: 'BNBBTC' }]);
    expect(faults(oto, { ...lists, operation: 'createOtoOrder' })).toEqual([
      'MAX_NUM_ORDERS symbol',
      'MAX_NUM_ORDER_LISTS symbol',
    ]);
    expect(verdict(limit, { filters, options: { exchangeFilters } }).unjudged).toEqual([
      'MAX_NUM_ORDERS',
      'EXCHANGE_MAX_NUM_ORDERS',
    ]);
  });

  it('MAX_NUM_ORDER_AMENDS and the quantity of an amendment', () => {
    const filters = [
      { filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: 10 },
      { filterType: 'LOT_SIZE', minQty: '0.001', maxQty: '100', stepSize: '0.001' },
      { filterType: 'MIN_NOTIONAL', minNotional: '5', applyToMarket: true, avgPriceMins: 5 },
    ];
    const amend = { symbol: 'BNBBTC', orderId: 7, newQty: '0.9' };
    const order = {
      symbol: 'BNBBTC',
      orderId: 7,
      side: 'BUY',
      type: 'LIMIT',
      price: '10',
      origQty: '1',
      executedQty: '0.2',
    };
    const at = (newQty: string, context: OrderContext = { openOrders: [order], amendments: 9 }) =>
      faults({ ...amend, newQty }, { filters, context, operation: 'amendOrder', info: { status: 'CANCEL_ONLY' } });
    expect(at('0.9')).toEqual([]);
    expect(at('1')).toEqual(['PARAMETERS newQty']);
    expect(at('0.2')).toEqual(['PARAMETERS newQty', 'MIN_NOTIONAL newQty']);
    expect(at('0.4999')).toEqual(['LOT_SIZE newQty', 'MIN_NOTIONAL newQty']);
    expect(at('0.9', { openOrders: [order], amendments: 10 })).toEqual(['MAX_NUM_ORDER_AMENDS symbol']);
    expect(faults({ symbol: 'BNBBTC' }, { operation: 'amendOrder' })).toEqual([
      'PARAMETERS orderId',
      'PARAMETERS newQty',
    ]);
    expect(verdict(amend, { filters, operation: 'amendOrder' }).unjudged).toEqual([
      'openOrders',
      'MIN_NOTIONAL',
      'MAX_NUM_ORDER_AMENDS',
    ]);
  });

  it('MAX_ASSET: the quantity of the base, the total in the quote asset', () => {
    const options = {
      assetFilters: [
        { filterType: 'MAX_ASSET', asset: 'BNB', limit: '42.00000000' },
        { filterType: 'MAX_ASSET', asset: 'BTC', limit: '100' },
      ],
    };
    expect(faults({ ...limit, quantity: '42', price: '1' }, { options })).toEqual([]);
    expect(faults({ ...limit, quantity: '42.1', price: '1' }, { options })).toEqual(['MAX_ASSET quantity']);
    expect(faults({ ...limit, quantity: '10.1', price: '10' }, { options })).toEqual(['MAX_ASSET quantity']);
  });

  it('lets unknown filters pass, and lists them', () => {
    const filters = [{ filterType: 'T_PLUS_SELL', endTime: 1 }, { filterType: 'constructor' }];
    expect(verdict(limit, { filters })).toEqual({ problems: [], unjudged: ['T_PLUS_SELL', 'constructor'] });
  });

  it('refuses another symbol, and one that does not trade', () => {
    expect(faults({ ...limit, symbol: 'ETHBTC' })).toEqual(['SYMBOL symbol']);
    for (const status of ['HALT', 'BREAK', 'END_OF_DAY', 'CANCEL_ONLY']) {
      expect(faults(limit, { info: { status } })).toEqual(['STATUS symbol']);
    }
  });

  it('refuses what the symbol does not allow, and leaves open what it does not say', () => {
    expect(faults(limit, { info: { orderTypes: ['MARKET'] } })).toEqual(['ORDER_TYPE type']);
    expect(faults({ ...limit, icebergQty: '1' }, { info: { icebergAllowed: false } })).toEqual([
      'ORDER_TYPE icebergQty',
    ]);
    const byQuote = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quoteOrderQty: '1' };
    expect(faults(byQuote, { info: { quoteOrderQtyMarketAllowed: false } })).toEqual(['ORDER_TYPE quoteOrderQty']);
    expect(verdict(byQuote, { info: { quoteOrderQtyMarketAllowed: undefined } }).unjudged).toEqual([
      'quoteOrderQtyMarketAllowed',
    ]);
    expect(faults({ ...limit, selfTradePreventionMode: 'TRANSFER' })).toEqual(['PARAMETERS selfTradePreventionMode']);
    expect(faults(limit, { operation: 'createSorOrder', options: { sors: [] } })).toEqual(['ORDER_TYPE symbol']);
    const sors = [{ baseAsset: 'BNB', symbols: ['BNBBTC'] }];
    expect(faults(limit, { operation: 'createSorOrder', options: { sors } })).toEqual([]);
    expect(verdict(limit, { operation: 'createSorOrder' }).unjudged).toEqual(['sors']);
  });

  it.each([
    ['LIMIT', {}, ['timeInForce', 'quantity', 'price']],
    ['LIMIT_MAKER', {}, ['quantity', 'price']],
    ['MARKET', {}, ['quantity']],
    ['STOP_LOSS', {}, ['quantity', 'stopPrice']],
    ['TAKE_PROFIT', {}, ['quantity', 'stopPrice']],
    ['STOP_LOSS_LIMIT', {}, ['timeInForce', 'quantity', 'price', 'stopPrice']],
    ['TAKE_PROFIT_LIMIT', { trailingDelta: 100 }, ['timeInForce', 'quantity', 'price']],
  ])('%s needs its mandatory parameters', (type, more, missing) => {
    const found = faults({ symbol: 'BNBBTC', side: 'SELL', type, ...more });
    expect(found.sort()).toEqual(missing.map((param) => `PARAMETERS ${param}`).sort());
  });

  it.each([
    ['LIMIT', { ...limit }, ['stopPrice', 'trailingDelta', 'quoteOrderQty']],
    ['LIMIT_MAKER', { ...limit, timeInForce: undefined }, ['timeInForce', 'stopPrice']],
    ['MARKET', { ...market }, ['price', 'timeInForce', 'icebergQty', 'stopPrice', 'pegPriceType', 'quoteOrderQty']],
    ['STOP_LOSS', { ...market, stopPrice: '11' }, ['price', 'timeInForce', 'icebergQty']],
  ])('%s refuses what it does not take', (type, params, unwanted) => {
    for (const param of unwanted) {
      const value = { timeInForce: 'GTC', pegPriceType: 'PRIMARY_PEG', trailingDelta: 100 }[param] ?? '1';
      expect(faults({ ...params, type, [param]: value }), param).toContain(`PARAMETERS ${param}`);
    }
  });

  it('refuses numbers that are no plain decimals, and 0', () => {
    for (const price of ['1e5', '-1', '', '1.', 'NaN', '1,5', Number.NaN, 0.1 + 0.2, {}, '0', 0]) {
      expect(faults({ ...limit, price }), String(price)).toEqual(['PARAMETERS price']);
    }
    for (const price of [1, 0.3, 1e-7, 10n, { toFixed: () => '1.5' }]) expect(faults({ ...limit, price })).toEqual([]);
  });

  it('refuses more decimals than the assets have, trailing zeros aside', () => {
    const info = { baseAssetPrecision: 2, quoteAssetPrecision: 4 };
    expect(faults({ ...limit, quantity: '1.2300', price: '0.12340000' }, { info })).toEqual([]);
    expect(faults({ ...limit, quantity: '1.234', price: '0.123456789012' }, { info })).toEqual([
      'PRECISION price',
      'PRECISION quantity',
    ]);
  });

  it('refuses words that the exchange does not know, and malformed ids', () => {
    expect(faults({ ...limit, side: 'buy' })).toEqual(['PARAMETERS side']);
    expect(faults({ ...limit, timeInForce: 'GTX' })).toEqual(['PARAMETERS timeInForce']);
    expect(faults({ ...limit, newOrderRespType: 'NONE' })).toEqual(['PARAMETERS newOrderRespType']);
    expect(faults({ ...limit, newClientOrderId: 'a:b' })).toEqual(['PARAMETERS newClientOrderId']);
    expect(faults({ ...limit, newClientOrderId: 'x'.repeat(37) })).toEqual(['PARAMETERS newClientOrderId']);
    expect(faults({ ...limit, newClientOrderId: 'x-Y_9' })).toEqual([]);
    expect(faults({ ...limit, strategyType: 999_999 })).toEqual(['PARAMETERS strategyType']);
  });

  it('icebergs need GTC and no more than the quantity', () => {
    expect(faults({ ...limit, icebergQty: '0.5', timeInForce: 'IOC' })).toEqual(['PARAMETERS icebergQty']);
    expect(faults({ ...limit, icebergQty: '1.1' })).toEqual(['PARAMETERS icebergQty']);
    expect(faults({ ...limit, icebergQty: '1' })).toEqual([]);
  });

  it('pegs: who may, to what, and how far', () => {
    const pegged = { ...limit, price: undefined, pegPriceType: 'PRIMARY_PEG' };
    const filters = [{ filterType: 'PRICE_FILTER', minPrice: '1', maxPrice: '9', tickSize: '1' }];
    expect(verdict(pegged, { filters })).toEqual({ problems: [], unjudged: ['PRICE_FILTER'] });
    expect(faults({ ...pegged, price: '10' }, { filters })).toEqual(['PRICE_FILTER price']);
    expect(faults({ ...pegged, timeInForce: 'IOC' })).toEqual(['PARAMETERS timeInForce']);
    expect(faults({ ...pegged, pegPriceType: 'MARKET_PEG', timeInForce: 'IOC' })).toEqual([]);
    const maker = { ...pegged, type: 'LIMIT_MAKER', timeInForce: undefined };
    expect(faults(maker)).toEqual([]);
    expect(faults({ ...maker, pegPriceType: 'MARKET_PEG' })).toEqual(['PARAMETERS pegPriceType']);
    expect(faults({ ...pegged, pegOffsetValue: 3 })).toEqual(['PARAMETERS pegOffsetValue']);
    expect(faults({ ...pegged, pegOffsetValue: 3, pegOffsetType: 'PRICE_LEVEL' })).toEqual([]);
    expect(faults({ ...pegged, pegOffsetValue: 101, pegOffsetType: 'PRICE_LEVEL' })).toEqual([
      'PARAMETERS pegOffsetValue',
    ]);
    expect(faults(pegged, { info: { pegInstructionsAllowed: false } })).toEqual(['ORDER_TYPE pegPriceType']);
  });

  it('OCO: types on their sides, and take > last > stop for SELL', () => {
    const oco = { symbol: 'BNBBTC', side: 'SELL', quantity: '1', aboveType: 'LIMIT_MAKER', abovePrice: '11' };
    const stop = { belowType: 'STOP_LOSS_LIMIT', belowStopPrice: '9', belowPrice: '8.9', belowTimeInForce: 'GTC' };
    const at = (params: object, lastPrice?: string) =>
      faults({ ...oco, ...stop, ...params }, { operation: 'createOcoOrder', context: { lastPrice } });
    expect(at({}, '10')).toEqual([]);
    expect(at({})).toEqual([]);
    expect(at({ abovePrice: '9' })).toEqual(['LIST_PRICES abovePrice']);
    expect(at({}, '11')).toEqual(['LIST_PRICES abovePrice']);
    expect(at({}, '9')).toEqual(['LIST_PRICES belowStopPrice']);
    expect(at({ side: 'BUY' })).toContain('LIST_PRICES aboveType');
    expect(at({ aboveType: 'LIMIT' })).toContain('ORDER_TYPE aboveType');
    expect(at({ belowTimeInForce: undefined })).toEqual(['PARAMETERS belowTimeInForce']);
    expect(at({ belowIcebergQty: '1', belowTimeInForce: 'FOK' })).toEqual(['PARAMETERS belowIcebergQty']);
    expect(at({ aboveClientOrderId: 'same', belowClientOrderId: 'same' })).toEqual(['PARAMETERS belowClientOrderId']);
  });

  it('the old OCO: the stop leg is what stopLimitPrice makes it', () => {
    const oco = { symbol: 'BNBBTC', side: 'BUY', quantity: '1', price: '9', stopPrice: '11' };
    const at = (params: object) => faults({ ...oco, ...params }, { operation: 'createLegacyOcoOrder' });
    expect(at({})).toEqual([]);
    expect(at({ stopLimitPrice: '12' })).toEqual(['PARAMETERS stopLimitTimeInForce']);
    expect(at({ stopPrice: '9' })).toEqual(['LIST_PRICES stopPrice']);
    expect(at({ stopPrice: undefined, trailingDelta: 100 })).toEqual(['PARAMETERS stopPrice']);
  });

  it('OTO, OTOCO and OPO: working orders, sides and quantities', () => {
    const working = {
      workingType: 'LIMIT',
      workingSide: 'BUY',
      workingTimeInForce: 'GTC',
      workingPrice: '9',
      workingQuantity: '1',
    };
    const oto = { symbol: 'BNBBTC', ...working, pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '1' };
    expect(faults(oto, { operation: 'createOtoOrder' })).toEqual([]);
    expect(faults({ ...oto, workingType: 'MARKET' }, { operation: 'createOtoOrder' })).toContain(
      'ORDER_TYPE workingType',
    );
    expect(faults(oto, { operation: 'createOpoOrder' })).toEqual(['PARAMETERS pendingQuantity']);
    const opo = { ...oto, pendingQuantity: undefined };
    expect(faults(opo, { operation: 'createOpoOrder' })).toEqual([]);
    expect(faults({ ...opo, pendingSide: 'BUY' }, { operation: 'createOpoOrder' })).toEqual(['PARAMETERS pendingSide']);
    expect(faults(opo, { operation: 'createOpoOrder', info: { opoAllowed: false } })).toEqual(['ORDER_TYPE symbol']);
    const pair = {
      ...{ pendingSide: 'SELL', pendingQuantity: '1', pendingAboveType: 'LIMIT_MAKER', pendingAbovePrice: '11' },
      ...{ pendingBelowType: 'STOP_LOSS', pendingBelowStopPrice: '8' },
    };
    const otoco = { symbol: 'BNBBTC', ...working, ...pair };
    expect(faults(otoco, { operation: 'createOtocoOrder' })).toEqual([]);
    expect(faults({ ...otoco, pendingAbovePrice: '7' }, { operation: 'createOtocoOrder' })).toEqual([
      'LIST_PRICES pendingAbovePrice',
    ]);
  });

  it('a trigger that the last price has passed', () => {
    const stop = { symbol: 'BNBBTC', side: 'SELL', type: 'STOP_LOSS', quantity: '1', stopPrice: '10' };
    expect(faults(stop, { context: { lastPrice: '10.1' } })).toEqual([]);
    expect(faults(stop, { context: { lastPrice: '10' } })).toEqual(['PARAMETERS stopPrice']);
    expect(verdict(stop).unjudged).toEqual(['lastPrice']);
  });

  it('cancelReplace: the new order, and what is cancelled', () => {
    const replace = { ...limit, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: 1 };
    const at = (params: object) => faults({ ...replace, ...params }, { operation: 'cancelReplaceOrder' });
    expect(at({})).toEqual([]);
    expect(at({ cancelOrderId: undefined })).toEqual(['PARAMETERS cancelOrderId']);
    expect(at({ cancelReplaceMode: 'NEVER', quantity: '0' })).toEqual([
      'PARAMETERS cancelReplaceMode',
      'PARAMETERS quantity',
    ]);
  });
});
