import { describe, expect, it } from 'vitest';
import { hmacKey, type Json, rest, WsClient } from '../../test/raw-client.js';
import { createExchange } from '../index.js';

const B = 'BTCUSDT';
const LIMIT = { symbol: B, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '59000', quantity: '0.5' };

describe('setBook', () => {
  it('replaces the levels of the exchange and keeps the orders of other accounts', async () => {
    const exchange = createExchange({ symbols: [B] });
    const key = hmacKey(exchange.createAccount({ balances: { USDT: '100000' } }));
    exchange.setBook(B, {
      bids: [
        ['60000', '1'],
        ['59999.99', '2'],
      ],
      asks: [['60001', '3']],
    });
    await rest(exchange, 'POST /api/v3/order', LIMIT, { key });
    exchange.setBook(B, { bids: [['58000', '1']], asks: [['61000', '4']] });
    expect((await rest(exchange, 'GET /api/v3/depth', { symbol: B })).body).toMatchObject({
      bids: [
        ['59000.00000000', '0.50000000'],
        ['58000.00000000', '1.00000000'],
      ],
      asks: [['61000.00000000', '4.00000000']],
    });
  });

  it.each([
    ['a price off the tick', [['60000.001', '1']], 'asks[1]: 1 at 60000.001 was refused by the filter PRICE_FILTER'],
    ['a quantity of nothing', [['60000', '0']], 'asks[1]: 0 at 60000 was refused: INVALID_QUANTITY'],
    ['a price that is no number', [['low', '1']], 'low'],
  ] as const)('error: %s, and the book stays as it is', async (_, asks, message) => {
    const exchange = createExchange({ symbols: [B] });
    exchange.setBook(B, { bids: [['50000', '1']], asks: [['51000', '2']] });
    expect(() => exchange.setBook(B, { bids: [['49000', '1']], asks: [['52000', '1'], ...asks] })).toThrow(message);
    expect((await rest(exchange, 'GET /api/v3/depth', { symbol: B })).body).toMatchObject({
      bids: [['50000.00000000', '1.00000000']],
      asks: [['51000.00000000', '2.00000000']],
    });
  });
});

describe('trade', () => {
  it('makes one trade at the price', async () => {
    const exchange = createExchange({ symbols: [B] });
    exchange.trade(B, { price: '60000', quantity: '0.25', side: 'SELL' });
    const { body } = await rest(exchange, 'GET /api/v3/trades', { symbol: B });
    expect(body).toMatchObject([{ price: '60000.00000000', qty: '0.25000000', isBuyerMaker: true }]);
    expect((await rest(exchange, 'GET /api/v3/depth', { symbol: B })).body).toMatchObject({ bids: [], asks: [] });
  });

  it('fills orders of other accounts at the price and at better prices', async () => {
    const exchange = createExchange({ symbols: [B] });
    const key = hmacKey(exchange.createAccount({ balances: { USDT: '100000' } }));
    exchange.setBook(B, { bids: [['60000', '1']], asks: [['60001', '1']] });
    const { body } = await rest(exchange, 'POST /api/v3/order', LIMIT, { key });
    exchange.trade(B, { price: '59000', quantity: '0.5' });
    const order = await rest(exchange, 'GET /api/v3/order', { symbol: B, orderId: body.orderId }, { key });
    expect(order.body).toMatchObject({ status: 'FILLED', executedQty: '0.50000000' });
    const last = (await rest(exchange, 'GET /api/v3/trades', { symbol: B })).body as unknown as Json[];
    expect(last.map(({ price, qty }) => [price, qty])).toEqual([['59000.00000000', '0.50000000']]);
  });

  it('triggers stop orders', async () => {
    const exchange = createExchange({ symbols: [B] });
    const key = hmacKey(exchange.createAccount({ balances: { BTC: '1' } }));
    exchange.trade(B, { price: '60000', quantity: '1' });
    exchange.setBook(B, { bids: [['50000', '5']], asks: [['61000', '5']] });
    const stop = { symbol: B, side: 'SELL', type: 'STOP_LOSS', quantity: '0.5', stopPrice: '55000' };
    const { body } = await rest(exchange, 'POST /api/v3/order', stop, { key });
    exchange.trade(B, { price: '55000', quantity: '0.1' });
    const order = await rest(exchange, 'GET /api/v3/order', { symbol: B, orderId: body.orderId }, { key });
    expect(order.body).toMatchObject({ status: 'FILLED', cummulativeQuoteQty: '25000.00000000' });
  });
});

describe('accounts', () => {
  it('can be created with given keys, and funded', async () => {
    const exchange = createExchange({
      symbols: [B],
      accounts: [{ apiKey: 'K', apiSecret: 'S', balances: { BTC: '1' } }],
    });
    exchange.fund('K', { BTC: '0.5', USDT: '7' });
    const key = hmacKey({ apiKey: 'K', apiSecret: 'S' });
    const { body } = await rest(exchange, 'GET /api/v3/account', { omitZeroBalances: true }, { key });
    expect(body.balances).toEqual([
      { asset: 'BTC', free: '1.50000000', locked: '0.00000000' },
      { asset: 'USDT', free: '7.00000000', locked: '0.00000000' },
    ]);
    expect(() => exchange.fund('nobody', { BTC: '1' })).toThrow(RangeError);
  });

  it.each([
    ['a balance that is no amount', { balances: { USDT: '10', BTC: 'some' } }, 'some'],
    ['an invalid public key', { publicKey: 'x' }, 'publicKey: expected'],
    ['an invalid further key', { keys: [{ publicKey: 'x' }] }, 'publicKey: expected'],
  ])('error: are not created with %s', (_, options, message) => {
    const exchange = createExchange({ symbols: [B] });
    expect(() => exchange.createAccount(options)).toThrow(message);
    expect(exchange.createAccount().uid).toBe(createExchange({ symbols: [B] }).createAccount().uid);
  });

  it('have keys of 64 letters and digits, determined by the seed', () => {
    const draw = (seed: number): string => createExchange({ seed, symbols: [B] }).createAccount().apiKey;
    expect(draw(1)).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(draw(1)).toBe(draw(1));
    expect(draw(1)).not.toBe(draw(2));
  });
});

describe('the exported state', () => {
  it('can be imported from JSON by another exchange, which continues like the first one', async () => {
    const first = createExchange({ seed: 3, symbols: [B] });
    const account = first.createAccount({ balances: { USDT: '1000000', BTC: '10' } });
    const key = hmacKey(account);
    first.setBook(B, { bids: [['60000', '1']], asks: [['60001', '1']] });
    await rest(first, 'POST /api/v3/order', LIMIT, { key });
    await first.advance(90_000);
    first.trade(B, { price: '60001', quantity: '0.25' });
    first.blockTrade(B, { price: '60000', quantity: '10' });

    const second = createExchange({ seed: 9, symbols: ['BNBBTC'] });
    second.importState(JSON.parse(JSON.stringify(first.exportState())));
    expect(second.clock.now()).toBe(first.clock.now());
    const oco = { symbol: B, side: 'SELL', quantity: '0.1', aboveType: 'LIMIT_MAKER', abovePrice: '70000' };
    const ask = async (exchange: typeof first): Promise<unknown[]> => {
      await exchange.advance(1000);
      exchange.trade(B, { price: '59500', quantity: '2' });
      const answers: unknown[] = [];
      for (const [route, params] of [
        ['POST /api/v3/order', { ...LIMIT, price: '59500', newClientOrderId: 'a' }],
        ['POST /api/v3/orderList/oco', { ...oco, belowType: 'STOP_LOSS', belowStopPrice: '40000' }],
        ['GET /api/v3/account', {}],
        ['GET /api/v3/openOrders', { symbol: B }],
        ['GET /api/v3/myTrades', { symbol: B }],
        ['GET /api/v3/rateLimit/order', {}],
      ] as const) {
        answers.push((await rest(exchange, route, params, { key })).body);
      }
      for (const path of ['depth', 'trades', 'aggTrades', 'ticker/24hr', 'avgPrice']) {
        answers.push((await rest(exchange, `GET /api/v3/${path}`, { symbol: B })).body);
      }
      answers.push((await rest(exchange, 'GET /api/v3/klines', { symbol: B, interval: '1m' })).body);
      answers.push((await rest(exchange, 'GET /api/v3/historicalBlockTrades', { symbol: B, fromId: 0 })).body);
      return answers;
    };
    // The two exchanges have generated different client order ids, so these are not compared.
    const withoutDrawn = (answers: unknown[]): unknown =>
      JSON.parse(JSON.stringify(answers), (name, value) => (/lientOrderId$/.test(name) ? undefined : value));
    expect(withoutDrawn(await ask(second))).toEqual(withoutDrawn(await ask(first)));
  });

  it.each([null, undefined, 5, {}])('error: %j is not a state', (wrong) => {
    const exchange = createExchange({ symbols: [B] });
    const before = exchange.exportState();
    expect(() => exchange.importState(wrong)).toThrow(RangeError);
    expect(exchange.exportState()).toEqual(before);
  });
});

describe('the same seed and the same calls', () => {
  it('give the same run', async () => {
    const trace = async (): Promise<unknown[]> => {
      const exchange = createExchange({ seed: 5, symbols: [B] });
      const account = exchange.createAccount({ balances: { USDT: '1000000' } });
      const key = hmacKey(account);
      const client = new WsClient(exchange);
      await client.request('userDataStream.subscribe.signature', {}, key);
      exchange.setBook(B, { bids: [['60000', '1']], asks: [['60001', '1']] });
      const answers = [account, await client.request('order.place', LIMIT, key)];
      await exchange.advance(1234);
      exchange.trade(B, { price: '59000', quantity: '0.1' });
      return [...answers, ...client.frames, exchange.exportState()];
    };
    expect(await trace()).toEqual(await trace());
  });
});
