import { beforeEach, describe, expect, it } from 'vitest';
import { hmacKey, type Json, type Params, rest, type TestKey, WsClient } from '../../test/raw-client.js';
import { createExchange, type Exchange, type ExchangeAccount, SyntheticMarket } from '../index.js';

const B = 'BTCUSDT';
const limit = { symbol: B, type: 'LIMIT', timeInForce: 'GTC', quantity: '1' };

let exchange: Exchange;
let account: ExchangeAccount;
let key: TestKey;

beforeEach(() => {
  exchange = createExchange({ symbols: [B, 'ETHUSDT'] });
  account = exchange.createAccount({ balances: { USDT: '1000000', BTC: '10' } });
  key = hmacKey(account);
});

async function ask(route: string, params: Params = {}): Promise<Json> {
  const { body } = await rest(exchange, route, params, { key });
  return body;
}

const place = (params: Params): Promise<Json> => ask('POST /api/v3/order', { ...limit, ...params });
const status = async ({ orderId }: Json): Promise<unknown> =>
  (await ask('GET /api/v3/order', { symbol: B, orderId })).status;
const trades = async (): Promise<unknown[]> =>
  ((await rest(exchange, 'GET /api/v3/trades', { symbol: B })).body as unknown as Json[]).map(({ price, qty }) => [
    Number(price),
    Number(qty),
  ]);
const depth = async (): Promise<Json> => (await rest(exchange, 'GET /api/v3/depth', { symbol: B })).body;
const free = async (asset: string): Promise<unknown> => {
  const rows = (await ask('GET /api/v3/account')).balances as Json[];
  return rows.find((row) => row.asset === asset)?.free;
};

describe('trade', () => {
  it('triggers a stop order that finds the bids of the book, without volume that nobody asked for', async () => {
    exchange.trade(B, { price: '60000', quantity: '1' });
    exchange.setBook(B, { bids: [['59990', '5']], asks: [['60010', '5']] });
    const stop = { type: 'STOP_LOSS', timeInForce: undefined, side: 'SELL', stopPrice: '59000' };
    const { timeInForce: _, ...params } = { ...limit, ...stop };
    const placed = await ask('POST /api/v3/order', params);
    exchange.trade(B, { price: '58000', quantity: '0.2' });
    expect(await status(placed)).toBe('FILLED');
    expect(await trades()).toEqual([
      [60000, 1],
      [58000, 0.2],
      [59990, 1],
    ]);
    expect((await depth()).bids).toEqual([['59990.00000000', '4.00000000']]);
  });

  it('fills better orders of accounts completely and at their prices, then orders at the price', async () => {
    exchange.setBook(B, { bids: [['59990', '5']], asks: [['60010', '5']] });
    const better = await place({ side: 'BUY', price: '59500' });
    const equal = await place({ side: 'BUY', price: '59000', quantity: '2' });
    const iceberg = await place({ side: 'BUY', price: '59400', quantity: '1', icebergQty: '0.3' });
    const worse = await place({ side: 'BUY', price: '58000' });
    exchange.trade(B, { price: '59000', quantity: '0.5' });
    expect(await Promise.all([better, equal, iceberg, worse].map(status))).toEqual([
      'FILLED',
      'PARTIALLY_FILLED',
      'FILLED',
      'NEW',
    ]);
    expect(await trades()).toEqual([
      [59500, 1],
      [59400, 0.3],
      [59400, 0.3],
      [59400, 0.3],
      [59400, 0.1],
      [59000, 0.5],
    ]);
  });

  it('takes the exchange’s own orders at its price, and trades the rest outside the book', async () => {
    exchange.setBook(B, {
      bids: [['59990', '5']],
      asks: [
        ['60010', '2'],
        ['60020', '3'],
      ],
    });
    exchange.trade(B, { price: '60020', quantity: '4' });
    expect((await depth()).asks).toEqual([['60010.00000000', '2.00000000']]);
    expect(await trades()).toEqual([
      [60020, 3],
      [60020, 1],
    ]);
  });

  it('trades one order of an OCO, whose other order expires', async () => {
    exchange.trade(B, { price: '60000', quantity: '1' });
    exchange.setBook(B, { bids: [['59990', '5']], asks: [['60010', '5']] });
    const list = await ask('POST /api/v3/orderList/oco', {
      symbol: B,
      side: 'SELL',
      quantity: '1',
      aboveType: 'LIMIT_MAKER',
      abovePrice: '61000',
      belowType: 'STOP_LOSS',
      belowStopPrice: '59000',
    });
    exchange.trade(B, { price: '62000', quantity: '0.1' });
    const orders = list.orders as Json[];
    expect((await Promise.all(orders.map(status))).sort()).toEqual(['EXPIRED', 'FILLED']);
    expect((await trades()).slice(1)).toEqual([
      [61000, 1],
      [62000, 0.1],
    ]);
  });

  it.each([
    [{ price: '60000.001', quantity: '1' }, 'trade: 1 at 60000.001 was refused by the filter PRICE_FILTER'],
    [{ price: '60000', quantity: '0' }, 'trade: 0 at 60000 was refused'],
    [{ price: 'low', quantity: '1' }, 'low'],
  ])('error: %j, and nothing has traded', async (trade, message) => {
    exchange.setBook(B, { bids: [['59990', '5']], asks: [['60010', '5']] });
    const order = await place({ side: 'BUY', price: '59500' });
    expect(() => exchange.trade(B, trade)).toThrow(message);
    expect(await status(order)).toBe('NEW');
    expect(await trades()).toEqual([]);
  });
});

describe('price', () => {
  it('moves the book and the last price, fills what the price reaches, and triggers stops', async () => {
    exchange.setBook(B, {
      bids: [
        ['59990', '5'],
        ['59980', '1'],
      ],
      asks: [['60010', '5']],
    });
    exchange.trade(B, { price: '60000', quantity: '1' });
    const bid = await place({ side: 'BUY', price: '57000' });
    const { timeInForce: _, ...stop } = { ...limit, type: 'STOP_LOSS', side: 'SELL', stopPrice: '56000' };
    const stopped = await ask('POST /api/v3/order', stop);
    exchange.price(B, '55000');
    expect(await status(bid)).toBe('FILLED');
    expect(await status(stopped)).toBe('FILLED');
    expect((await trades()).slice(1)).toEqual([
      [57000, 1],
      [55000, 0.00001],
      [54990, 1],
    ]);
    expect(await depth()).toMatchObject({
      bids: [
        ['54990.00000000', '4.00000000'],
        ['54980.00000000', '1.00000000'],
      ],
      asks: [['55010.00000000', '5.00000000']],
    });
    exchange.price(B, '70000');
    expect((await depth()).bids).toMatchObject([
      ['69990.00000000', '4.00000000'],
      ['69980.00000000', '1.00000000'],
    ]);
    const ticker = await rest(exchange, 'GET /api/v3/ticker/price', { symbol: B });
    expect(ticker.body.price).toBe('70000.00000000');
  });

  it('makes a market where there is none', async () => {
    exchange.price(B, '60000');
    const { bids, asks } = (await depth()) as { bids: string[][]; asks: string[][] };
    expect([bids[0]?.[0], asks[0]?.[0]]).toEqual(['59999.99000000', '60000.01000000']);
    const { timeInForce: _, ...market } = { ...limit, type: 'MARKET', side: 'BUY' };
    expect(await ask('POST /api/v3/order', market)).toMatchObject({ status: 'FILLED' });
  });

  it('moves a synthetic market, which goes on from there', async () => {
    const market = new SyntheticMarket(exchange, { symbols: [B], mode: 'calm' });
    market.start();
    await exchange.advance(2000);
    const bid = await place({ side: 'BUY', price: '50000' });
    exchange.price(B, '40000');
    expect(await status(bid)).toBe('FILLED');
    await exchange.advance(10_000);
    const { bids, asks } = (await depth()) as { bids: string[][]; asks: string[][] };
    expect(bids.length).toBeGreaterThan(10);
    expect(Number(bids[0]?.[0])).toBeGreaterThan(39_500);
    expect(Number(asks[0]?.[0])).toBeLessThan(40_500);
    market.close();
    exchange.price(B, '45000');
  });

  it('error: a price off the tick, and nothing changes', async () => {
    exchange.setBook(B, { bids: [['59990', '5']], asks: [['60010', '5']] });
    const before = await depth();
    expect(() => exchange.price(B, '55000.001')).toThrow(/PRICE_FILTER/);
    expect(() => exchange.price('NONE', '1')).toThrow("symbol: expected a listed symbol, got 'NONE'");
    expect(await depth()).toEqual(before);
  });
});

describe('fill', () => {
  it('fills an order at its own price, in part and then completely', async () => {
    exchange.setBook(B, { bids: [['59990', '5']], asks: [['60010', '5']] });
    const order = await place({ side: 'BUY', price: '50000' });
    exchange.fill(Number(order.orderId), { quantity: '0.4' });
    expect(await status(order)).toBe('PARTIALLY_FILLED');
    exchange.fill(Number(order.orderId));
    expect(await status(order)).toBe('FILLED');
    expect(await trades()).toEqual([
      [50000, 0.4],
      [50000, 0.6],
    ]);
    expect((await depth()).bids).toEqual([['59990.00000000', '5.00000000']]);
  });

  it.each([
    [999, {}, 'orderId: expected that of an open order, got 999'],
    [undefined, { quantity: '2' }, 'fill: quantity: expected more than 0 and at most '],
    [undefined, { quantity: '0' }, 'fill: quantity: expected more than 0'],
  ] as const)('error: order %s with %j', async (id, options, message) => {
    const order = await place({ side: 'BUY', price: '50000' });
    expect(() => exchange.fill(id ?? Number(order.orderId), options)).toThrow(message);
    expect(await status(order)).toBe('NEW');
  });

  it('error: a stop order that waits, and an id that two symbols have', async () => {
    exchange.trade(B, { price: '60000', quantity: '1' });
    const { timeInForce: _, ...stop } = { ...limit, type: 'STOP_LOSS', side: 'SELL', stopPrice: '56000' };
    const { orderId } = await ask('POST /api/v3/order', stop);
    expect(() => exchange.fill(Number(orderId))).toThrow('expected an order on the book');
    const one = await place({ side: 'BUY', price: '50000' });
    const other = await place({ symbol: 'ETHUSDT', side: 'BUY', price: '1000' });
    while (Number(other.orderId) < Number(one.orderId)) {
      Object.assign(other, await place({ symbol: 'ETHUSDT', side: 'BUY', price: '1000', quantity: '0.1' }));
    }
    expect(() => exchange.fill(Number(one.orderId))).toThrow('symbol: expected one of BTCUSDT, ETHUSDT');
    exchange.fill(Number(one.orderId), { symbol: B });
    expect(await status(one)).toBe('FILLED');
  });
});

describe('rejectNext', () => {
  it('refuses the next write with the code, and no read', async () => {
    const rejection = exchange.rejectNext(-2010);
    expect(await ask('GET /api/v3/openOrders')).toEqual([]);
    expect(await place({ side: 'BUY', price: '50000' })).toEqual({
      code: -2010,
      msg: 'Account has insufficient balance for requested action.',
    });
    expect(rejection).toMatchObject({ hits: 1, isActive: false });
    expect(await place({ side: 'BUY', price: '50000' })).toMatchObject({ status: 'NEW' });
  });

  it.each([
    [-1121, 400, 'Invalid symbol.'],
    [-1013, 400, 'Filter failure: LOT_SIZE'],
    [-1008, 503, 'Server is currently overloaded with other requests. Please try again in a few minutes.'],
    [-1021, 400, 'Timestamp for this request is outside of the recvWindow.'],
    [-2015, 401, 'Invalid API-key, IP, or permissions for action.'],
    [-9999, 400, 'The simulator refused this request.'],
  ])('%d has the documented text and status', async (code, httpStatus, msg) => {
    exchange.rejectNext(code, { target: 'DELETE /api/v3/order' });
    expect(await place({ side: 'BUY', price: '50000' })).toMatchObject({ status: 'NEW' });
    const answer = await rest(exchange, 'DELETE /api/v3/order', { symbol: B, orderId: 1 }, { key });
    expect(answer).toMatchObject({ status: httpStatus, body: { code, msg } });
  });

  it.each([429, 418])('says when the client may try again after the status %d', async (status) => {
    const left = 60 - (Math.floor(exchange.clock.now() / 1000) % 60);
    exchange.rejectNext(-1003, { status, times: 2 });
    const answer = await rest(exchange, 'DELETE /api/v3/order', { symbol: B, orderId: 1 }, { key });
    expect(answer).toMatchObject({ status, headers: { 'retry-after': String(left) } });
    const reply = await new WsClient(exchange).request('order.cancel', { symbol: B, orderId: 1 }, key);
    const { serverTime, retryAfter } = (reply.error?.data ?? {}) as Record<string, number>;
    expect([reply.status, retryAfter! - serverTime!]).toEqual([status, left * 1000]);
  });

  it('error: a code that is not negative', () => {
    expect(() => exchange.rejectNext(2010)).toThrow('reject: code: expected a whole number from -99999 to -1');
  });
});

describe('if a listener of the engine throws', () => {
  const failing = <T>(verb: () => T): void => {
    const stop = exchange.engine.on(() => {
      throw new Error('listener');
    });
    try {
      expect(verb).toThrow('listener');
    } finally {
      stop();
    }
  };

  it('balances of all assets change', async () => {
    failing(() => exchange.fund(account.apiKey, { USDT: '1', BTC: '2' }));
    expect([await free('USDT'), await free('BTC')]).toEqual(['1000001.00000000', '12.00000000']);
    failing(() => exchange.withdraw(account.apiKey, { USDT: '1', BTC: '2' }));
    failing(() => exchange.setBalance(account.apiKey, { ETH: '3', BTC: '4' }));
    expect([await free('ETH'), await free('BTC')]).toEqual(['3.00000000', '4.00000000']);
    failing(() => exchange.createAccount({ apiKey: 'new', balances: { USDT: '5', BTC: '6' } }));
    const { id } = exchange.engine.accounts().at(-1)!;
    expect(exchange.engine.balances(id)).toMatchObject([{ free: 600_000_000n }, { free: 500_000_000n }]);
  });

  it('a book is replaced as a whole, and a price moves', async () => {
    const book = { bids: [['59990', '5']], asks: [['60010', '5']] } as const;
    failing(() => exchange.setBook(B, book));
    failing(() => exchange.setBook(B, book));
    expect(await depth()).toMatchObject({
      bids: [['59990.00000000', '5.00000000']],
      asks: [[expect.any(String), '5.00000000']],
    });
    failing(() => exchange.price(B, '50000'));
    expect((await depth()).bids).toMatchObject([['49990.00000000', '5.00000000']]);
    failing(() => exchange.trade(B, { price: '50000', quantity: '1' }));
    expect((await trades()).at(-1)).toEqual([50000, 1]);
  });
});

describe('balances and fees', () => {
  it('an asset that no symbol has is listed if the account holds it', async () => {
    exchange.fund(account.apiKey, { EUR: '5' });
    expect(await free('EUR')).toBe('5.00000000');
    const coins = (await ask('GET /sapi/v1/capital/config/getall')) as unknown as Json[];
    expect(coins.find(({ coin }) => coin === 'EUR')).toMatchObject({ free: '5' });
    exchange.withdraw(account.apiKey, { EUR: '5' });
    expect(await free('EUR')).toBeUndefined();
  });

  it('error: an amount that is a number, not a string', async () => {
    const balances = { USDT: 1000 } as unknown as Record<string, string>;
    expect(() => exchange.fund(account.apiKey, balances)).toThrow('got 1000, which is not a string');
    expect(await free('USDT')).toBe('1000000.00000000');
  });

  it('setBalance sets the free balance, whatever is locked', async () => {
    await place({ side: 'BUY', price: '50000' });
    exchange.setBalance(account.apiKey, { USDT: '7.5', ETH: '3' });
    expect([await free('USDT'), await free('ETH'), await free('BTC')]).toEqual([
      '7.50000000',
      '3.00000000',
      '10.00000000',
    ]);
  });

  it('withdraw takes all amounts or none', async () => {
    exchange.withdraw(account.apiKey, { USDT: '999999', BTC: '1' });
    expect([await free('USDT'), await free('BTC')]).toEqual(['1.00000000', '9.00000000']);
    expect(() => exchange.withdraw(account.apiKey, { BTC: '1', USDT: '2' })).toThrow(
      'withdraw: expected at most the free 1.00000000 USDT, got 2',
    );
    expect(await free('BTC')).toBe('9.00000000');
    const locked = exchange.createAccount({ balances: { BTC: '1' }, account: { canWithdraw: false } });
    expect(() => exchange.withdraw(locked.apiKey, { BTC: '1' })).toThrow('withdraw: the account may not withdraw');
    expect(() => exchange.withdraw('nobody', { BTC: '1' })).toThrow('no such API key');
  });

  it('each account pays its own fees', async () => {
    exchange.setBook(B, { asks: [['60000', '5']] });
    const free = exchange.createAccount({ balances: { USDT: '100000' }, fees: { maker: '0', taker: '0' } });
    const commission = async (of: TestKey): Promise<unknown> => {
      const { body } = await rest(
        exchange,
        'POST /api/v3/order',
        { ...limit, side: 'BUY', price: '60000' },
        { key: of },
      );
      return (body.fills as Json[])[0]?.commission;
    };
    expect(await commission(hmacKey(free))).toBe('0.00000000');
    expect(await commission(key)).toBe('0.00100000');
    exchange.setFees(account.apiKey, { taker: '0.0002' }, [B]);
    expect(await commission(key)).toBe('0.00020000');
    expect(await ask('GET /api/v3/account/commission', { symbol: 'ETHUSDT' })).toMatchObject({
      standardCommission: { taker: '0.00100000' },
    });
    expect(() => exchange.setFees(account.apiKey, { maker: '2' })).toThrow(
      "fees: maker: expected a fraction from 0 to 1, got '2'",
    );
    expect(() => exchange.setFees(account.apiKey, { maker: '0' }, ['NONE'])).toThrow("got 'NONE'");
  });
});
