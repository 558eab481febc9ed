// According to Binance's web-socket-api.md, "Cancel order", `newClientOrderId` "will replace `clientOrderId` of the
// canceled order".
import { describe, expect, it } from 'vitest';
import { hmacKey, type Json, type Params, rest, WsClient } from '../../../test/raw-client.js';
import type { MatchingAssumptions } from '../../assumptions/assumptions.js';
import { createExchange } from '../../index.js';

const B = 'BTCUSDT';
const LIMIT = { symbol: B, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '50000', quantity: '0.1' };

function setUp(matchingAssumptions: Partial<MatchingAssumptions> = {}) {
  const exchange = createExchange({ symbols: [B], matchingAssumptions });
  const key = hmacKey(exchange.createAccount({ balances: { BTC: '10', USDT: '1000000' } }));
  const socket = new WsClient(exchange);
  exchange.setBook(B, { bids: [['60000', '5']], asks: [['60010', '5']] });
  exchange.trade(B, { price: '60005', quantity: '1' });
  const call = async (route: string, params: Params): Promise<Json> =>
    (await rest(exchange, route.replace(' ', ' /api/v3/'), { symbol: B, ...params }, { key })).body;
  const ask = async (method: string, params: Params): Promise<Json> => {
    const answer = await socket.request(method, { symbol: B, ...params }, key);
    return (answer.error ?? answer.result) as Json;
  };
  return { call, ask };
}

describe('the client order id of a cancelled order', () => {
  it('is that of the cancel, under which both APIs find the order', async () => {
    const { call, ask } = setUp();
    await call('POST order', { ...LIMIT, newClientOrderId: 'placed' });
    const cancel = { origClientOrderId: 'placed', newClientOrderId: 'cancelled' };
    expect(await call('DELETE order', cancel)).toMatchObject({
      origClientOrderId: 'placed',
      clientOrderId: 'cancelled',
      status: 'CANCELED',
    });
    const found = { clientOrderId: 'cancelled', status: 'CANCELED' };
    expect(await call('GET order', { origClientOrderId: 'cancelled' })).toMatchObject(found);
    expect(await ask('order.status', { origClientOrderId: 'cancelled' })).toMatchObject(found);
    expect(await call('GET order', { origClientOrderId: 'placed' })).toMatchObject({ code: -2013 });
    expect(await call('GET allOrders', {})).toMatchObject([found]);
  });

  it('is generated when the cancel names none', async () => {
    const { call, ask } = setUp();
    const { orderId } = await call('POST order', { ...LIMIT, newClientOrderId: 'placed' });
    const { clientOrderId, origClientOrderId } = await ask('order.cancel', { orderId });
    expect(origClientOrderId).toBe('placed');
    expect(clientOrderId).not.toBe('placed');
    expect(await call('GET order', { orderId })).toMatchObject({ clientOrderId, status: 'CANCELED' });
  });

  it('is replaced by every operation that cancels', async () => {
    const { call } = setUp();
    const ids: unknown[] = [];
    const place = async () => (await call('POST order', LIMIT)).orderId;
    ids.push(await place());
    const [all] = (await call('DELETE openOrders', {})) as unknown as Json[];
    ids.push(await place());
    const replace = {
      ...LIMIT,
      cancelOrderId: ids[1],
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelNewClientOrderId: 'two',
    };
    const replaced = await call('POST order/cancelReplace', replace);
    expect(replaced.cancelResponse).toMatchObject({ clientOrderId: 'two' });
    expect(await call('GET order', { orderId: ids[0] })).toMatchObject({ clientOrderId: all!.clientOrderId });
    expect(await call('GET order', { orderId: ids[1] })).toMatchObject({ clientOrderId: 'two' });
  });

  it('of a list: the answer names the orders by their old ids, queries by the new ones', async () => {
    const { call } = setUp();
    const list = await call('POST orderList/oco', {
      side: 'SELL',
      quantity: '0.1',
      aboveType: 'LIMIT_MAKER',
      abovePrice: '70000',
      aboveClientOrderId: 'above',
      belowType: 'STOP_LOSS',
      belowStopPrice: '50000',
      belowClientOrderId: 'below',
    });
    const cancelled = await call('DELETE orderList', { orderListId: list.orderListId, newClientOrderId: 'gone' });
    // In the sample of Binance's rest-api.md, "Cancel Order list", `orders` has the client order ids with which the
    // orders were placed. In `orderReports`, `clientOrderId` is the id of the cancellation.
    expect((cancelled.orders as Json[]).map((order) => order.clientOrderId)).toEqual(['below', 'above']);
    const reports = cancelled.orderReports as Json[];
    expect(reports.map((report) => report.origClientOrderId)).toEqual(['below', 'above']);
    expect(reports.map((report) => report.clientOrderId)).toEqual(['gone', 'gone']);
    for (const { orderId } of reports) {
      expect(await call('GET order', { orderId })).toMatchObject({ clientOrderId: 'gone' });
    }
    expect(await call('GET order', { origClientOrderId: 'above' })).toMatchObject({ code: -2013 });
  });

  it('stays when the assumption says so', async () => {
    const { call } = setUp({ cancelledClientOrderId: 'kept' });
    await call('POST order', { ...LIMIT, newClientOrderId: 'placed' });
    await call('DELETE order', { origClientOrderId: 'placed', newClientOrderId: 'cancelled' });
    expect(await call('GET order', { origClientOrderId: 'placed' })).toMatchObject({ clientOrderId: 'placed' });
    expect(await call('GET order', { origClientOrderId: 'cancelled' })).toMatchObject({ code: -2013 });
  });
});
