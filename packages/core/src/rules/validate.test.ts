import { describe, expect, it } from 'vitest';
import { faults, type Given, limit, market, verdict } from '../../test/verdict.js';
import type { OrderContext } from './order-context.js';

// The filters are the examples of the page "Filters" in Binance's documentation. The expected results follow from the
// text of that page.
describe('validateOrder', () => {
  it('passes a legal order, with nothing unjudged', () => {
    expect(verdict(limit)).toEqual({ problems: [], unjudged: [] });
  });

  it('returns all problems at once, each with value, limit and message', () => {
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

  it('PRICE_FILTER: limits and tick of price and stopPrice; 0 is not applied', () => {
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

  it('does not judge isSpotTradingAllowed, because the documents do not say what it means', () => {
    const info = { isSpotTradingAllowed: false };
    expect(verdict(limit, { info })).toEqual({ problems: [], unjudged: ['isSpotTradingAllowed'] });
  });

  it.each(['END_OF_DAY', 'HALT', 'BREAK', 'CANCEL_ONLY'])(
    'refuses an order of a symbol with the status %s',
    (status) => {
      expect(faults(limit, { info: { status } })).toEqual(['STATUS symbol']);
    },
  );

  it.each<unknown>(['POST_TRADING', 'trading', '', 7, null, undefined, {}, { toString: 1 }])(
    'does not judge the status %j, which is not documented',
    (status) => {
      const info = { status: status as string };
      expect(verdict(limit, { info })).toEqual({ problems: [], unjudged: ['status'] });
    },
  );

  // Each limit is the market price times the multiplier of the filter, and was calculated by hand.
  it.each([
    [
      'BUY',
      '0.0000000123',
      '0.00000001599000000123',
      '0.00000001599000000124',
      '0.00000000860999999877',
      '0.00000000860999999876',
    ],
    [
      'SELL',
      '123456789.0123456789',
      '160493825.72839506147123456789',
      '160493825.7283950614712345679',
      '86419752.29629629632876543211',
      '86419752.2962962963287654321',
    ],
  ])('percent bands hold to the last of up to 20 decimals: %s at %s', (side, averagePrice, high, over, low, under) => {
    const up = '1.3000000001';
    const down = '0.6999999999';
    const filters = [
      [{ filterType: 'PERCENT_PRICE', multiplierUp: up, multiplierDown: down, avgPriceMins: 5 }],
      [
        {
          ...{ filterType: 'PERCENT_PRICE_BY_SIDE', avgPriceMins: 5 },
          ...{ bidMultiplierUp: side === 'BUY' ? up : '9', bidMultiplierDown: side === 'BUY' ? down : '8' },
          ...{ askMultiplierUp: side === 'SELL' ? up : '9', askMultiplierDown: side === 'SELL' ? down : '8' },
        },
      ],
    ];
    for (const list of filters) {
      const judge = (price: string) =>
        faults(
          { ...limit, side, price },
          {
            filters: list,
            context: { averagePrice },
            info: { baseAssetPrecision: undefined, quoteAssetPrecision: undefined },
          },
        );
      const fault = [`${list[0]?.filterType} price`];
      expect([judge(high), judge(low)]).toEqual([[], []]);
      expect([judge(over), judge(under)]).toEqual([fault, fault]);
    }
  });

  it('PERCENT_PRICE: around the reference price, else the average price, or the last price if avgPriceMins is 0', () => {
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

  it('LOT_SIZE: limits of quantity and icebergQty, also of MARKET orders; the step counts from 0, not from minQty', () => {
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

  it('MARKET_LOT_SIZE: limits orders that execute at the market price, and no limit order', () => {
    const filters = [{ filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: '5', stepSize: '0.00000000' }];
    expect(faults({ ...market, quantity: '5.00000001' }, { filters })).toEqual(['MARKET_LOT_SIZE quantity']);
    const stop = { ...market, type: 'STOP_LOSS', quantity: '6', stopPrice: '11' };
    expect(faults(stop, { filters })).toEqual(['MARKET_LOT_SIZE quantity']);
    expect(faults({ ...limit, quantity: '6' }, { filters })).toEqual([]);
  });

  it('MIN_NOTIONAL: price * quantity; for MARKET orders at the average price, if it applies to them', () => {
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

  it('NOTIONAL: minimum and maximum, each with a flag for MARKET orders', () => {
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

  it('TRAILING_DELTA: separate limits for triggers above and below', () => {
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

  it('MAX_POSITION: the balance, the open BUY orders and this order', () => {
    const filters = [{ filterType: 'MAX_POSITION', maxPosition: '10.00000000' }];
    const openOrders = [{ symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', origQty: '3', executedQty: '1' }];
    const context = { openOrders, balances: [{ asset: 'BNB', free: '5', locked: '1' }] };
    expect(faults({ ...limit, quantity: '2' }, { filters, context })).toEqual([]);
    expect(faults({ ...limit, quantity: '2.1' }, { filters, context })).toEqual(['MAX_POSITION quantity']);
    expect(faults({ ...limit, side: 'SELL', quantity: '9' }, { filters, context })).toEqual([]);
    expect(verdict(limit, { filters }).unjudged).toEqual(['MAX_POSITION']);
  });

  it('MAX_NUM filters: count open orders, algo orders, icebergs and lists, of the symbol and of the exchange', () => {
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
    expect(at('0.2')).toEqual(['MIN_NOTIONAL newQty']);
    expect(at('0.19')).toEqual(['PARAMETERS newQty', 'MIN_NOTIONAL newQty']);
    expect(at('0.4999')).toEqual(['LOT_SIZE newQty', 'MIN_NOTIONAL newQty']);
    expect(at('0.9', { openOrders: [order], amendments: 10 })).toEqual(['MAX_NUM_ORDER_AMENDS symbol']);
    const large = { ...order, orderId: '9007199254740993' as unknown as number };
    const ofLarge = (orderId: unknown) =>
      verdict(
        { ...amend, orderId },
        { filters, context: { openOrders: [large], amendments: 0 }, operation: 'amendOrder' },
      );
    expect(ofLarge(9007199254740993n).unjudged).toEqual([]);
    expect(ofLarge('9007199254740992').unjudged).toContain('openOrders');
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

  it('MAX_ASSET: the quantity for the base asset, the total for the quote asset', () => {
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

  it('ignores unknown filters, and lists them', () => {
    const filters = [{ filterType: 'T_PLUS_SELL', endTime: 1 }, { filterType: 'constructor' }];
    expect(verdict(limit, { filters })).toEqual({ problems: [], unjudged: ['T_PLUS_SELL', 'constructor'] });
  });
});
