import { describe, expect, it } from 'vitest';
import { faults, limit, market, verdict } from '../../test/verdict.js';

describe('validateOrder, parameters and permissions of the symbol', () => {
  it('refuses another symbol, and a symbol that cannot be traded', () => {
    expect(faults({ ...limit, symbol: 'ETHBTC' })).toEqual(['SYMBOL symbol']);
    for (const status of ['HALT', 'BREAK', 'END_OF_DAY', 'CANCEL_ONLY']) {
      expect(faults(limit, { info: { status } })).toEqual(['STATUS symbol']);
    }
  });

  it('refuses what the symbol does not allow, and does not judge missing flags', () => {
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
  ])('%s refuses parameters that it does not have', (type, params, unwanted) => {
    for (const param of unwanted) {
      const value = { timeInForce: 'GTC', pegPriceType: 'PRIMARY_PEG', trailingDelta: 100 }[param] ?? '1';
      expect(faults({ ...params, type, [param]: value }), param).toContain(`PARAMETERS ${param}`);
    }
  });

  it('does not check the parameters of an order type that Binance does not document', () => {
    const info = { orderTypes: ['SWEEP'] };
    const sweep = { symbol: 'BNBBTC', side: 'BUY', type: 'SWEEP' };
    expect(faults({ ...sweep, quoteOrderQty: '1', timeInForce: 'GTC', stopPrice: '9' }, { info })).toEqual([]);
    expect(faults(sweep, { info })).toEqual([]);
  });

  it('refuses numbers that are not plain decimals, and 0', () => {
    for (const price of ['1e5', '-1', '', '1.', 'NaN', '1,5', Number.NaN, 0.1 + 0.2, {}, '0', 0]) {
      expect(faults({ ...limit, price }), String(price)).toEqual(['PARAMETERS price']);
    }
    for (const price of [1, 0.3, 1e-7, 10n, { toFixed: () => '1.5' }]) expect(faults({ ...limit, price })).toEqual([]);
  });

  it('refuses more decimals than the assets have, without counting trailing zeros', () => {
    const info = { baseAssetPrecision: 2, quoteAssetPrecision: 4 };
    expect(faults({ ...limit, quantity: '1.2300', price: '0.12340000' }, { info })).toEqual([]);
    expect(faults({ ...limit, quantity: '1.234', price: '0.123456789012' }, { info })).toEqual([
      'PRECISION price',
      'PRECISION quantity',
    ]);
  });

  it('passes an amount beyond 64 bits, because the documents name no largest amount', () => {
    expect(faults({ ...limit, quantity: '100000000000000', price: '100000000000000' })).toEqual([]);
  });

  it('refuses undocumented values and malformed ids', () => {
    expect(faults({ ...limit, side: 'buy' })).toEqual(['PARAMETERS side']);
    expect(faults({ ...limit, timeInForce: 'GTX' })).toEqual(['PARAMETERS timeInForce']);
    expect(faults({ ...limit, newOrderRespType: 'NONE' })).toEqual(['PARAMETERS newOrderRespType']);
    expect(faults({ ...limit, newClientOrderId: 'a:b' })).toEqual(['PARAMETERS newClientOrderId']);
    expect(faults({ ...limit, newClientOrderId: 'x'.repeat(37) })).toEqual(['PARAMETERS newClientOrderId']);
    expect(faults({ ...limit, newClientOrderId: 'x-Y_9' })).toEqual([]);
    expect(faults({ ...limit, strategyType: 999_999 })).toEqual(['PARAMETERS strategyType']);
  });

  it('iceberg: needs GTC, and at most the quantity', () => {
    expect(faults({ ...limit, icebergQty: '0.5', timeInForce: 'IOC' })).toEqual(['PARAMETERS icebergQty']);
    expect(faults({ ...limit, icebergQty: '1.1' })).toEqual(['PARAMETERS icebergQty']);
    expect(faults({ ...limit, icebergQty: '1' })).toEqual([]);
  });

  it('peg: order types, peg types and offsets', () => {
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

  it('OCO: types by side, and take profit > last price > stop loss for SELL', () => {
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

  it('legacy OCO: stopLimitPrice decides the type of the stop leg', () => {
    const oco = { symbol: 'BNBBTC', side: 'BUY', quantity: '1', price: '9', stopPrice: '11' };
    const at = (params: object) => faults({ ...oco, ...params }, { operation: 'createLegacyOcoOrder' });
    expect(at({})).toEqual([]);
    expect(at({ stopLimitPrice: '12' })).toEqual(['PARAMETERS stopLimitTimeInForce']);
    expect(at({ stopPrice: '9' })).toEqual(['LIST_PRICES stopPrice']);
    expect(at({ stopPrice: undefined })).toEqual(['PARAMETERS stopPrice']);
    // Binance's page on the WebSocket API allows a `trailingDelta` without a `stopPrice`. The page on REST does not.
    expect(at({ stopPrice: undefined, trailingDelta: 100 })).toEqual([]);
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

  it('refuses a trigger that the last price has passed', () => {
    const stop = { symbol: 'BNBBTC', side: 'SELL', type: 'STOP_LOSS', quantity: '1', stopPrice: '10' };
    expect(faults(stop, { context: { lastPrice: '10.1' } })).toEqual([]);
    expect(faults(stop, { context: { lastPrice: '10' } })).toEqual(['PARAMETERS stopPrice']);
    expect(verdict(stop).unjudged).toEqual(['lastPrice']);
  });

  it('cancelReplace: the new order, and the order to cancel', () => {
    const replace = { ...limit, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: 1 };
    const at = (params: object) => faults({ ...replace, ...params }, { operation: 'cancelReplaceOrder' });
    expect(at({})).toEqual([]);
    expect(at({ cancelOrderId: undefined })).toEqual(['PARAMETERS cancelOrderId']);
    expect(at({ cancelReplaceMode: 'NEVER', quantity: '0' })).toEqual([
      'PARAMETERS cancelReplaceMode',
      'PARAMETERS quantity',
    ]);
  });

  it('cancelReplace: the new order may have the client order id of the cancelled order, and of no other open order', () => {
    const open = { symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', price: '10', origQty: '1', executedQty: '0' };
    const openOrders = [
      { ...open, orderId: 1, clientOrderId: 'first' },
      { ...open, orderId: 2, clientOrderId: 'second' },
    ];
    const at = (cancel: object, newClientOrderId: string) =>
      faults(
        { ...limit, ...cancel, newClientOrderId, cancelReplaceMode: 'STOP_ON_FAILURE' },
        { operation: 'cancelReplaceOrder', context: { openOrders } },
      );
    expect(at({ cancelOrderId: 1 }, 'first')).toEqual([]);
    expect(at({ cancelOrigClientOrderId: 'first' }, 'first')).toEqual([]);
    expect(at({ cancelOrderId: 2 }, 'first')).toEqual(['PARAMETERS newClientOrderId']);
    expect(at({ cancelOrigClientOrderId: 'second' }, 'first')).toEqual(['PARAMETERS newClientOrderId']);
  });
});
