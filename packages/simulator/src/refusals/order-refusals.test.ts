import { describe, expect, it } from 'vitest';
import { orderRejections } from '../../../../tests/documented/index.js';
import { hmacKey, type Json, type Params, rest, type TestKey } from '../../test/raw-client.js';
import { createExchange, type Exchange, type SymbolInfo } from '../index.js';

const B = 'BTCUSDT';
const LIMIT = { symbol: B, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '50000', quantity: '0.1' };
const MARKET = { symbol: B, side: 'BUY', type: 'MARKET' };
const MAKER = { symbol: B, side: 'BUY', type: 'LIMIT_MAKER', price: '50000', quantity: '0.1' };
const STOP = { symbol: B, side: 'SELL', quantity: '0.1' };
const OCO = {
  symbol: B,
  side: 'SELL',
  quantity: '0.1',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '70000',
  belowType: 'STOP_LOSS',
  belowStopPrice: '40000',
};
const OPO = {
  symbol: B,
  workingType: 'LIMIT_MAKER',
  workingSide: 'BUY',
  workingPrice: '50000',
  workingQuantity: '0.1',
  pendingType: 'MARKET',
  pendingSide: 'SELL',
};

class TestExchange {
  readonly exchange: Exchange;
  readonly key: TestKey;
  readonly uid: number;

  constructor(filters?: SymbolInfo['filters']) {
    const usual = { symbol: B, baseAsset: 'BTC', quoteAsset: 'USDT' };
    this.exchange = createExchange({
      symbols: [filters ? { ...usual, filters } : B, 'BTCUSDC'],
      sors: [{ baseAsset: 'BTC', symbols: [B, 'BTCUSDC'] }],
    });
    this.exchange.setBook(B, { bids: [['60000', '5']], asks: [['60010', '5']] });
    this.exchange.trade(B, { price: '60005', quantity: '1' });
    const account = this.exchange.createAccount({ balances: { BTC: '10', USDT: '1000000' } });
    this.uid = account.uid;
    this.key = hmacKey(account);
  }

  change(changes: Parameters<Exchange['engine']['changeSymbol']>[1]): this {
    this.exchange.engine.changeSymbol(B, changes);
    return this;
  }

  async send(route: string, params: Params): Promise<Json> {
    return (await rest(this.exchange, route.replace(' ', ' /api/v3/'), params, { key: this.key })).body;
  }

  order(params: Params): Promise<Json> {
    return this.send('POST order', params);
  }

  async amend(newQty: string): Promise<Json> {
    const { orderId } = await this.order(LIMIT);
    return this.send('PUT order/amend/keepPriority', { symbol: B, orderId, newQty });
  }

  async cancelled(cancelRestrictions: string): Promise<Json> {
    const { orderId } = await this.order(LIMIT);
    return this.send('DELETE order', { symbol: B, orderId, cancelRestrictions });
  }
}

const without = (type: string): Partial<SymbolInfo> => ({
  orderTypes: (
    ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'] as const
  ).filter((other) => other !== type),
});
const limitLeg = { timeInForce: 'GTC', price: '50000' };

/**
 * For each documented message: the error code, and a function that sends a request which is refused with this message.
 */
const refusals: Record<string, [code: number, provoke: (exchange: TestExchange) => Promise<Json>]> = {
  'Unknown order sent.': [-2011, (w) => w.send('DELETE order', { symbol: B, orderId: 424242 })],
  'Duplicate order sent.': [
    -2010,
    async (w) => {
      await w.order({ ...LIMIT, newClientOrderId: 'mine' });
      return w.order({ ...LIMIT, newClientOrderId: 'mine' });
    },
  ],
  'Market is closed.': [
    -1013,
    (w) => {
      w.exchange.engine.setSymbolStatus(B, 'HALT');
      return w.order(LIMIT);
    },
  ],
  'Account has insufficient balance for requested action.': [-2010, (w) => w.order({ ...LIMIT, quantity: '50' })],
  'Market orders are not supported for this symbol.': [
    -2010,
    (w) => w.change(without('MARKET')).order({ ...MARKET, quantity: '1' }),
  ],
  'Iceberg orders are not supported for this symbol.': [
    -2010,
    (w) => w.change({ icebergAllowed: false }).order({ ...LIMIT, icebergQty: '0.05' }),
  ],
  'Stop loss orders are not supported for this symbol.': [
    -2010,
    (w) => w.change(without('STOP_LOSS')).order({ ...STOP, type: 'STOP_LOSS', stopPrice: '50000' }),
  ],
  'Stop loss limit orders are not supported for this symbol.': [
    -2010,
    (w) =>
      w.change(without('STOP_LOSS_LIMIT')).order({ ...STOP, type: 'STOP_LOSS_LIMIT', stopPrice: '50000', ...limitLeg }),
  ],
  'Take profit orders are not supported for this symbol.': [
    -2010,
    (w) => w.change(without('TAKE_PROFIT')).order({ ...STOP, type: 'TAKE_PROFIT', stopPrice: '70000' }),
  ],
  'Take profit limit orders are not supported for this symbol.': [
    -2010,
    (w) =>
      w
        .change(without('TAKE_PROFIT_LIMIT'))
        .order({ ...STOP, type: 'TAKE_PROFIT_LIMIT', stopPrice: '70000', ...limitLeg }),
  ],
  'Order amend is not supported for this symbol.': [-2038, (w) => w.change({ amendAllowed: false }).amend('0.05')],
  'Price * QTY is zero or less.': [
    -2010,
    () => new TestExchange([]).order({ ...LIMIT, price: '0.00000001', quantity: '0.00000001' }),
  ],
  'IcebergQty exceeds QTY.': [-2010, (w) => w.order({ ...LIMIT, icebergQty: '0.2' })],
  'This action is disabled on this account.': [
    -2010,
    (w) => {
      w.exchange.engine.setPermissions(w.uid, { preventSor: true });
      return w.send('POST sor/order', { ...LIMIT });
    },
  ],
  'This account may not place or cancel orders.': [
    -2010,
    (w) => {
      w.exchange.engine.setPermissions(w.uid, { canTrade: false });
      return w.order(LIMIT);
    },
  ],
  'Unsupported order combination': [-2010, (w) => w.order({ ...LIMIT, timeInForce: 'IOC', icebergQty: '0.05' })],
  'Order would trigger immediately.': [-2010, (w) => w.order({ ...STOP, type: 'STOP_LOSS', stopPrice: '70000' })],
  'Order would immediately match and take.': [-2010, (w) => w.order({ ...MAKER, price: '61000' })],
  'The relationship of the prices for the orders is not correct.': [
    -2010,
    (w) => w.send('POST orderList/oco', { ...OCO, abovePrice: '65000', belowStopPrice: '66000' }),
  ],
  'OCO orders are not supported for this symbol': [
    -2010,
    (w) => w.change({ ocoAllowed: false }).send('POST orderList/oco', OCO),
  ],
  'Quote order qty market orders are not support for this symbol.': [
    -2010,
    (w) => w.change({ quoteOrderQtyMarketAllowed: false }).order({ ...MARKET, quoteOrderQty: '100' }),
  ],
  'Trailing stop orders are not supported for this symbol.': [
    -2010,
    (w) => w.change({ allowTrailingStop: false }).order({ ...STOP, type: 'STOP_LOSS', trailingDelta: 100 }),
  ],
  'Order cancel-replace is not supported for this symbol.': [
    -2010,
    (w) =>
      w
        .change({ cancelReplaceAllowed: false })
        .send('POST order/cancelReplace', { ...LIMIT, cancelOrderId: 1, cancelReplaceMode: 'STOP_ON_FAILURE' }),
  ],
  'This symbol is not permitted for this account.': [
    -2010,
    (w) => w.change({ permissionSets: [['TRD_GRP_004']] }).order(LIMIT),
  ],
  'Order was not canceled due to cancel restrictions.': [-2011, (w) => w.cancelled('ONLY_PARTIALLY_FILLED')],
  'Order book liquidity is less than LOT_SIZE filter minimum quantity.': [
    -2010,
    (w) => {
      w.exchange.setBook(B, { asks: [['60010', '1']] });
      w.change({ filters: [{ filterType: 'LOT_SIZE', minQty: '2', maxQty: '100', stepSize: '0.1' }] });
      return w.order({ ...MARKET, quoteOrderQty: '200000' });
    },
  ],
  'Order book liquidity is less than MARKET_LOT_SIZE filter minimum quantity.': [
    -2010,
    (w) => {
      w.exchange.setBook(B, { asks: [['60010', '1']] });
      w.change({ filters: [{ filterType: 'MARKET_LOT_SIZE', minQty: '2', maxQty: '100', stepSize: '0' }] });
      return w.order({ ...MARKET, quoteOrderQty: '200000' });
    },
  ],
  'Order book liquidity is less than symbol minimum quantity.': [
    -2010,
    (w) => {
      w.exchange.setBook(B, { bids: [], asks: [] });
      return w.order({ ...MARKET, quoteOrderQty: '1000' });
    },
  ],
  'Order amend (quantity increase) is not supported.': [-2038, (w) => w.amend('0.2')],
  'The requested action would change no state; rejecting': [-2038, (w) => w.amend('0.1')],
  'Pegged orders are not supported for this symbol.': [
    -2010,
    (w) => w.change({ pegInstructionsAllowed: false }).order({ ...MAKER, pegPriceType: 'PRIMARY_PEG' }),
  ],
  'This order type may not use pegged price.': [
    -2010,
    (w) => w.order({ ...MARKET, quantity: '1', pegPriceType: 'PRIMARY_PEG' }),
  ],
  'This price peg cannot be used with this order type.': [
    -2010,
    (w) => w.order({ symbol: B, side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.1', pegPriceType: 'MARKET_PEG' }),
  ],
  'Order book liquidity is too low for this pegged order.': [
    -2010,
    (w) => {
      w.exchange.setBook(B, { bids: [], asks: [] });
      return w.order({ symbol: B, side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.1', pegPriceType: 'PRIMARY_PEG' });
    },
  ],
  'OPO orders are not supported for this symbol.': [
    -2010,
    (w) => w.change({ opoAllowed: false }).send('POST orderList/opo', OPO),
  ],
  'Order amend (pending OPO order) is not supported.': [
    -2038,
    async (w) => {
      await w.send('POST orderList/opo', { ...OPO, pendingClientOrderId: 'pending' });
      return w.send('PUT order/amend/keepPriority', { symbol: B, origClientOrderId: 'pending', newQty: '0.05' });
    },
  ],
};

const neverSent: Record<string, string> = {
  'Cancel order is invalid. Check origClOrdId and orderId.': 'without either id the request is refused before: -1102',
  'This symbol is restricted for this account.': 'of margin accounts, which are not simulated',
  'Rest API trading is not enabled.': 'this exchange trades over REST and the WebSocket API',
  'WebSocket API trading is not enabled.': 'this exchange trades over REST and the WebSocket API',
  'FIX API trading is not enabled.': 'FIX is not simulated',
};

describe('documented refusals of orders', () => {
  it('are all produced here, or listed with the reason why not', () => {
    expect(orderRejections.filter((msg) => !(msg in refusals) && !(msg in neverSent))).toEqual([]);
  });
});

describe('an order is refused', () => {
  for (const [msg, [code, provoke]] of Object.entries(refusals)) {
    it(msg, async () => {
      expect(await provoke(new TestExchange())).toEqual({ code, msg });
    });
  }
});
