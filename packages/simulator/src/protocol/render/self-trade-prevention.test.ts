// Compares raw answers with the samples in Binance's FAQ "Self Trade Prevention". Times, ids and the number of decimals
// can differ, so they are made equal first.
import { describe, expect, it } from 'vitest';
import { plain } from '../../../test/engine/engine-setup.js';
import { hmacKey, type Json, type Params, rest, type TestKey } from '../../../test/raw-client.js';
import { createExchange, type Exchange } from '../../index.js';

const BTCUSDT = plain('BTCUSDT', 'BTC', 'USDT');
const ORDER = { symbol: 'BTCUSDT', type: 'LIMIT', timeInForce: 'GTC', newOrderRespType: 'FULL' };

type Trader = {
  readonly key: TestKey;
  place(params: Params): Promise<Json>;
  get(route: string, params?: Params): Promise<Json>;
};

function trader(exchange: Exchange, tradeGroupId?: number): Trader {
  const group = tradeGroupId === undefined ? {} : { account: { tradeGroupId } };
  const key = hmacKey(exchange.createAccount({ balances: { BTC: '20000', USDT: '20000' }, ...group }));
  const call = async (route: string, params: Params = {}) => (await rest(exchange, route, params, { key })).body;
  return {
    key,
    place: (params) => call('POST /api/v3/order', { ...ORDER, ...params }),
    get: (route, params) => call(`GET /api/v3/${route}`, params),
  };
}

/** Replaces the values that are different each time the test runs: times and client order ids. */
function sample(answer: Json): Json {
  const fixed = Object.entries(answer).map(([name, value]) => {
    if (/[tT]ime$/.test(name)) return [name, 'time'];
    return [name, name === 'clientOrderId' ? 'id' : value];
  });
  return Object.fromEntries(fixed);
}

const PLACED = { symbol: 'BTCUSDT', orderListId: -1, clientOrderId: 'id', transactTime: 'time', workingTime: 'time' };
const QUERIED = {
  symbol: 'BTCUSDT',
  orderListId: -1,
  clientOrderId: 'id',
  timeInForce: 'GTC',
  type: 'LIMIT',
  side: 'BUY',
  executedQty: '0.00000000',
  cummulativeQuoteQty: '0.00000000',
  stopPrice: '0.00000000',
  icebergQty: '0.00000000',
  time: 'time',
  updateTime: 'time',
  isWorking: true,
  workingTime: 'time',
  origQuoteOrderQty: '0.00000000',
};
const nothing = { executedQty: '0.00000000', cummulativeQuoteQty: '0.00000000', origQuoteOrderQty: '0.00000000' };

describe('the STP FAQ', () => {
  it('A: a trade between two orders of one account', async () => {
    const me = trader(createExchange({ symbols: [BTCUSDT] }));
    const none = { quantity: '1', price: '1', selfTradePreventionMode: 'NONE' };
    await me.place({ ...none, side: 'BUY' });
    expect(sample(await me.place({ ...none, side: 'SELL' }))).toEqual({
      ...PLACED,
      orderId: 2,
      price: '1.00000000',
      origQty: '1.00000000',
      executedQty: '1.00000000',
      cummulativeQuoteQty: '1.00000000',
      origQuoteOrderQty: '0.00000000',
      status: 'FILLED',
      timeInForce: 'GTC',
      type: 'LIMIT',
      side: 'SELL',
      fills: [
        { price: '1.00000000', qty: '1.00000000', commission: '0.00000000', commissionAsset: 'USDT', tradeId: 1 },
      ],
      selfTradePreventionMode: 'NONE',
    });
  });

  it('B: EXPIRE_MAKER names every maker that expired', async () => {
    const me = trader(createExchange({ symbols: [BTCUSDT] }));
    for (const [quantity, price] of [
      ['1.2', '1.2'],
      ['1.3', '1.1'],
      ['8.1', '1'],
    ]) {
      await me.place({ side: 'BUY', quantity, price, selfTradePreventionMode: 'NONE' });
    }
    const taker = await me.place({ side: 'SELL', quantity: '3', price: '1', selfTradePreventionMode: 'EXPIRE_MAKER' });
    const match = (preventedMatchId: number, price: string, makerPreventedQuantity: string) => ({
      preventedMatchId,
      makerSymbol: 'BTCUSDT',
      makerOrderId: preventedMatchId + 1,
      price,
      makerPreventedQuantity,
    });
    expect(sample(taker)).toEqual({
      ...PLACED,
      ...nothing,
      orderId: 4,
      price: '1.00000000',
      origQty: '3.00000000',
      status: 'NEW',
      timeInForce: 'GTC',
      type: 'LIMIT',
      side: 'SELL',
      fills: [],
      preventedMatches: [
        match(0, '1.20000000', '1.20000000'),
        match(1, '1.10000000', '1.30000000'),
        match(2, '1.00000000', '8.10000000'),
      ],
      selfTradePreventionMode: 'EXPIRE_MAKER',
    });
    expect(sample(await me.get('order', { symbol: 'BTCUSDT', orderId: 2 }))).toEqual({
      ...QUERIED,
      orderId: 2,
      price: '1.10000000',
      origQty: '1.30000000',
      status: 'EXPIRED_IN_MATCH',
      selfTradePreventionMode: 'NONE',
      preventedMatchId: 1,
      preventedQuantity: '1.30000000',
    });
  });

  it('C: EXPIRE_TAKER states the quantity that the taker lost, and no id of the match', async () => {
    const me = trader(createExchange({ symbols: [BTCUSDT] }));
    await me.place({ side: 'BUY', quantity: '1.2', price: '1.2', selfTradePreventionMode: 'NONE' });
    const taker = await me.place({ side: 'SELL', quantity: '3', price: '1', selfTradePreventionMode: 'EXPIRE_TAKER' });
    expect(taker).toMatchObject({
      status: 'EXPIRED_IN_MATCH',
      fills: [],
      preventedMatches: [
        { preventedMatchId: 0, makerOrderId: 1, price: '1.20000000', takerPreventedQuantity: '3.00000000' },
      ],
      selfTradePreventionMode: 'EXPIRE_TAKER',
      preventedQuantity: '3.00000000',
    });
    for (const name of ['preventedMatchId', 'tradeGroupId']) expect(taker).not.toHaveProperty(name);
    expect((taker.preventedMatches as Json[])[0]).not.toHaveProperty('makerPreventedQuantity');
    expect(await me.get('order', { symbol: 'BTCUSDT', orderId: 1 })).not.toHaveProperty('preventedQuantity');
    expect(await me.get('order', { symbol: 'BTCUSDT', orderId: 2 })).toMatchObject({
      preventedMatchId: 0,
      preventedQuantity: '3.00000000',
    });
  });

  it('D: EXPIRE_BOTH has the quantities of both', async () => {
    const me = trader(createExchange({ symbols: [BTCUSDT] }));
    await me.place({ side: 'BUY', quantity: '1', price: '1', selfTradePreventionMode: 'NONE' });
    const taker = await me.place({ side: 'SELL', quantity: '3', price: '1', selfTradePreventionMode: 'EXPIRE_BOTH' });
    expect(taker.preventedMatches).toEqual([
      {
        preventedMatchId: 0,
        makerSymbol: 'BTCUSDT',
        makerOrderId: 1,
        price: '1.00000000',
        takerPreventedQuantity: '3.00000000',
        makerPreventedQuantity: '1.00000000',
      },
    ]);
  });

  it('E: the mode of the taker decides, not that of the maker', async () => {
    const me = trader(createExchange({ symbols: [BTCUSDT] }));
    const order = { quantity: '1', price: '1' };
    await me.place({ ...order, side: 'BUY', selfTradePreventionMode: 'EXPIRE_MAKER' });
    const taker = await me.place({ ...order, side: 'SELL', selfTradePreventionMode: 'EXPIRE_TAKER' });
    expect(sample(taker)).toEqual({
      ...PLACED,
      ...nothing,
      orderId: 2,
      price: '1.00000000',
      origQty: '1.00000000',
      status: 'EXPIRED_IN_MATCH',
      timeInForce: 'GTC',
      type: 'LIMIT',
      side: 'SELL',
      fills: [],
      preventedMatches: [
        {
          preventedMatchId: 0,
          makerSymbol: 'BTCUSDT',
          makerOrderId: 1,
          price: '1.00000000',
          takerPreventedQuantity: '1.00000000',
        },
      ],
      selfTradePreventionMode: 'EXPIRE_TAKER',
      preventedQuantity: '1.00000000',
    });
    expect(sample(await me.get('order', { symbol: 'BTCUSDT', orderId: 1 }))).toEqual({
      ...QUERIED,
      orderId: 1,
      price: '1.00000000',
      origQty: '1.00000000',
      status: 'NEW',
      selfTradePreventionMode: 'EXPIRE_MAKER',
    });
  });

  it('F: a market order that finds no other maker expires without a prevented quantity', async () => {
    const exchange = createExchange({ symbols: [BTCUSDT] });
    const me = trader(exchange);
    await me.place({ side: 'BUY', quantity: '1', price: '1', selfTradePreventionMode: 'NONE' });
    const market = {
      symbol: 'BTCUSDT',
      side: 'SELL',
      type: 'MARKET',
      quantity: '1',
      selfTradePreventionMode: 'EXPIRE_MAKER',
    };
    const { body } = await rest(exchange, 'POST /api/v3/order', market, { key: me.key });
    expect(body).toMatchObject({ status: 'EXPIRED', preventedMatches: [{ makerPreventedQuantity: '1.00000000' }] });
    expect(body).not.toHaveProperty('preventedQuantity');
  });

  it('G: DECREMENT prevents the quantity of the taker on both sides', async () => {
    const me = trader(createExchange({ symbols: [BTCUSDT] }));
    await me.place({ side: 'BUY', quantity: '6', price: '2', selfTradePreventionMode: 'NONE' });
    await me.place({ side: 'SELL', quantity: '2', price: '2', selfTradePreventionMode: 'DECREMENT' });
    const prevented = { price: '2.00000000', preventedMatchId: 0, preventedQuantity: '2.00000000' };
    // In the sample of this scenario, the maker's order has the taker's mode, although the order was sent with NONE. In
    // the sample of scenario B, such an order has NONE, so this test also expects NONE.
    expect(sample(await me.get('order', { symbol: 'BTCUSDT', orderId: 1 }))).toEqual({
      ...QUERIED,
      ...prevented,
      orderId: 1,
      origQty: '6.00000000',
      status: 'NEW',
      selfTradePreventionMode: 'NONE',
    });
    expect(sample(await me.get('order', { symbol: 'BTCUSDT', orderId: 2 }))).toEqual({
      ...QUERIED,
      ...prevented,
      orderId: 2,
      origQty: '2.00000000',
      status: 'EXPIRED_IN_MATCH',
      side: 'SELL',
      selfTradePreventionMode: 'DECREMENT',
    });
  });

  it('H: TRANSFER within a trade group', async () => {
    const exchange = createExchange({ symbols: [BTCUSDT] });
    const [maker, taker] = [trader(exchange, 1), trader(exchange, 1)];
    const order = { price: '0.2', selfTradePreventionMode: 'TRANSFER' };
    const { orderId } = await maker.place({ ...order, side: 'BUY', quantity: '0.6' });
    expect(sample(await taker.place({ ...order, side: 'SELL', quantity: '0.2' }))).toEqual({
      ...PLACED,
      ...nothing,
      orderId: 2,
      price: '0.20000000',
      origQty: '0.20000000',
      status: 'EXPIRED_IN_MATCH',
      timeInForce: 'GTC',
      type: 'LIMIT',
      side: 'SELL',
      fills: [],
      preventedMatches: [
        {
          preventedMatchId: 0,
          makerSymbol: 'BTCUSDT',
          makerOrderId: 1,
          price: '0.20000000',
          takerPreventedQuantity: '0.20000000',
          makerPreventedQuantity: '0.20000000',
        },
      ],
      selfTradePreventionMode: 'TRANSFER',
      tradeGroupId: 1,
      preventedQuantity: '0.20000000',
    });
    expect(sample(await maker.get('order', { symbol: 'BTCUSDT', orderId }))).toEqual({
      ...QUERIED,
      orderId: 1,
      price: '0.20000000',
      origQty: '0.60000000',
      status: 'NEW',
      selfTradePreventionMode: 'TRANSFER',
      preventedMatchId: 0,
      preventedQuantity: '0.20000000',
    });
    expect((await maker.get('account')).balances).toEqual([
      { asset: 'BTC', free: '20000.20000000', locked: '0.00000000' },
      { asset: 'USDT', free: '19999.88000000', locked: '0.08000000' },
    ]);
    expect((await taker.get('account')).balances).toEqual([
      { asset: 'BTC', free: '19999.80000000', locked: '0.00000000' },
      { asset: 'USDT', free: '20000.04000000', locked: '0.00000000' },
    ]);
  });

  it('shows the trade group of an account that has one', async () => {
    const exchange = createExchange({ symbols: [BTCUSDT] });
    expect(await trader(exchange, 7).get('account')).toMatchObject({ tradeGroupId: 7 });
    expect(await trader(exchange).get('account')).toMatchObject({ tradeGroupId: -1 });
  });
});

describe('prevented matches in the other answers', () => {
  it('are not in RESULT and ACK', async () => {
    for (const newOrderRespType of ['ACK', 'RESULT']) {
      const me = trader(createExchange({ symbols: [BTCUSDT] }));
      const order = { quantity: '1', price: '1', selfTradePreventionMode: 'EXPIRE_BOTH' };
      await me.place({ ...order, side: 'BUY' });
      const taker = await me.place({ ...order, side: 'SELL', newOrderRespType });
      expect(taker).not.toHaveProperty('preventedMatches');
      expect('preventedQuantity' in taker).toBe(newOrderRespType === 'RESULT');
    }
  });

  it('of an order that stays open are in its cancel and its amendment as a quantity', async () => {
    const exchange = createExchange({ symbols: [BTCUSDT] });
    const me = trader(exchange);
    const { orderId } = await me.place({ side: 'BUY', quantity: '6', price: '2', selfTradePreventionMode: 'NONE' });
    await me.place({ side: 'SELL', quantity: '2', price: '2', selfTradePreventionMode: 'DECREMENT' });
    const about = { symbol: 'BTCUSDT', orderId };
    const send = (route: string, params: Params) => rest(exchange, route, params, { key: me.key });
    const amended = (await send('PUT /api/v3/order/amend/keepPriority', { ...about, newQty: '5' })).body.amendedOrder;
    expect(amended).toMatchObject({ qty: '5.00000000', preventedQty: '2.00000000' });
    for (const name of ['preventedQuantity', 'preventedMatchId']) expect(amended).not.toHaveProperty(name);
    const cancelled = (await send('DELETE /api/v3/order', about)).body;
    expect(cancelled).toMatchObject({ status: 'CANCELED', preventedQuantity: '2.00000000' });
    expect(cancelled).not.toHaveProperty('preventedMatchId');
  });
});
