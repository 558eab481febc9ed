import { describe, expect, it } from 'vitest';
import { absent, lost, order, setUp, symbol } from '../../test/lost-write.js';
import { ManualClock } from '../../test/manual-clock.js';
import { type Answer, type SentRequest, scriptedFetch } from '../../test/scripted-fetch.js';
import { createSpotClient, type SpotClient } from '../client/spot-client.js';
import { BinanceUnknownOutcomeError } from '../errors/index.js';

describe('resolve, when a client order id is not enough', () => {
  const limit = {
    symbol,
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '1',
    price: '10',
    newClientOrderId: 'mine',
  } as const;
  const sentAt = 1_700_000_000_000;
  const listed = (fields: object): object => ({
    ...{ orderId: 9, clientOrderId: 'other', side: 'BUY', type: 'LIMIT', price: '10.00', origQty: '1.00' },
    ...{ status: 'NEW', time: sentAt + 5, ...fields },
  });

  it.each<[title: string, orders: readonly object[], outcome: string]>([
    ['no order was made since', [], 'notExecuted'],
    ['a cancel may have renamed the order', [listed({ status: 'CANCELED' })], 'unknown'],
    ['an amendment may have renamed the order', [listed({ origQty: '0.50' })], 'unknown'],
    ['another order is open', [listed({})], 'notExecuted'],
    ['a cancelled order has another side', [listed({ status: 'CANCELED', side: 'SELL' })], 'notExecuted'],
    ['a cancelled order has another price', [listed({ status: 'CANCELED', price: '11' })], 'notExecuted'],
    ['a cancelled order is older', [listed({ status: 'CANCELED', time: sentAt - 5000 })], 'notExecuted'],
    ['all orders have it, though the order alone was not found', [listed({ clientOrderId: 'mine' })], 'executed'],
    ['there are more orders than one answer holds', Array(1000).fill(listed({})), 'unknown'],
  ])('%s: %#', async (_, orders, outcome) => {
    const at = setUp(({ url }) => (url.pathname.endsWith('allOrders') ? { body: orders } : absent));
    const error = await lost(at, at.client.createOrder(limit));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome });
    const all = at.asked.filter(({ path }) => path.endsWith('allOrders'));
    expect(all.map(({ url }) => url.searchParams.get('startTime'))).toEqual([String(sentAt - 1000)]);
  });

  it.each<[title: string, terms: object, made: object, outcome: string]>([
    ['a market order', { type: 'MARKET', quantity: '1' }, { type: 'MARKET' }, 'notExecuted'],
    ['IOC', { ...limit, timeInForce: 'IOC' }, {}, 'notExecuted'],
    ['FOK', { ...limit, timeInForce: 'FOK' }, {}, 'notExecuted'],
    ['a stop that waits for its price', { type: 'STOP_LOSS', stopPrice: '9', quantity: '1' }, {}, 'unknown'],
    ['IOC behind a stop', { ...limit, type: 'STOP_LOSS_LIMIT', stopPrice: '9', timeInForce: 'IOC' }, {}, 'unknown'],
  ])('only an order that can be open can have been amended: %s', async (_, terms, made, outcome) => {
    // The quantity is smaller than in the order that was sent, as if an amendment had reduced it.
    const other = listed({ ...terms, ...made, status: 'FILLED', origQty: '0.60', clientOrderId: 'other' });
    const at = setUp(({ url }) => (url.pathname.endsWith('allOrders') ? { body: [other] } : absent));
    const write = { symbol, side: 'BUY', newClientOrderId: 'mine', ...terms } as Parameters<
      typeof at.client.createOrder
    >[0];
    const error = await lost(at, at.client.createOrder(write));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome });
  });

  it.each<[title: string, rows: Readonly<Record<string, readonly object[]>>, outcome: string]>([
    [
      'an open order that the list does not hold yet was amended',
      { openOrders: [listed({ origQty: '0.50' })] },
      'unknown',
    ],
    [
      'an open order that the list does not hold yet has its id',
      { openOrders: [listed({ clientOrderId: 'mine' })] },
      'executed',
    ],
    [
      'a trade belongs to an order that the list does not hold yet',
      { myTrades: [{ orderId: 9, isBuyer: true, time: sentAt + 5 }] },
      'unknown',
    ],
    ['a trade on the other side', { myTrades: [{ orderId: 9, isBuyer: false, time: sentAt + 5 }] }, 'notExecuted'],
    ['an older trade', { myTrades: [{ orderId: 9, isBuyer: true, time: sentAt - 5000 }] }, 'notExecuted'],
    [
      'a trade of an order that is another one by its terms',
      { allOrders: [listed({ price: '11' })], myTrades: [{ orderId: 9, isBuyer: true, time: sentAt + 5 }] },
      'notExecuted',
    ],
    [
      'more trades than one answer holds',
      { myTrades: Array(1000).fill({ orderId: 9, isBuyer: false, time: 0 }) },
      'unknown',
    ],
  ])('also searches open orders and trades: %s', async (_, rows, outcome) => {
    const at = setUp(({ url }) => {
      const path = url.pathname.split('/').at(-1) ?? '';
      return path === 'order' ? absent : { body: rows[path] ?? [] };
    });
    const error = await lost(at, at.client.createOrder(limit));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome });
  });

  it('asks again while open orders or trades cannot be read, and leaves out a sign that is refused', async () => {
    let failures = 0;
    const at = setUp(({ url }) => {
      if (url.pathname.endsWith('openOrders') && failures++ < 2) return { status: 503, body: '' };
      if (url.pathname.endsWith('myTrades')) return { status: 400, body: { code: -1128, msg: 'no' } };
      return url.pathname.endsWith('/order') ? absent : { body: [] };
    });
    const error = await lost(at, at.client.createOrder(limit));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'notExecuted' });
    expect(failures).toBe(3);
  });

  it.each([{ side: 'SELL' }, { type: 'MARKET' }, { origQty: '2.00' }])(
    'does not report an order of another client with the same id: %o',
    async (terms) => {
      const other = listed({ clientOrderId: 'mine', ...terms });
      const at = setUp(({ url }) => ({ body: url.pathname.endsWith('/order') ? other : [] }));
      const error = await lost(at, at.client.createOrder(limit));
      expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'notExecuted' });
    },
  );

  it.each<[title: string, order: object, amendments: readonly object[], outcome: string]>([
    [
      'the order has the quantity, written with more zeros',
      { clientOrderId: 'less', origQty: '0.500000' },
      [],
      'executed',
    ],
    [
      'the order was amended again since',
      { clientOrderId: 'other', origQty: '0.3' },
      [
        { newClientOrderId: 'less', newQty: '0.50', time: sentAt + 1 },
        { newClientOrderId: 'other', newQty: '0.3', time: sentAt + 9 },
      ],
      'executed',
    ],
    [
      'a cancel has renamed the order since',
      { clientOrderId: 'other', origQty: '0.5', status: 'CANCELED' },
      [{ newClientOrderId: 'less', newQty: '0.5', time: sentAt + 1 }],
      'executed',
    ],
    [
      'another amendment was made',
      { clientOrderId: 'other', origQty: '0.3' },
      [{ newClientOrderId: 'other', newQty: '0.3', time: sentAt + 9 }],
      'notExecuted',
    ],
    [
      'another amendment to the same quantity was made',
      { clientOrderId: 'other', origQty: '0.5' },
      [{ newClientOrderId: 'other', newQty: '0.5', time: sentAt + 9 }],
      'notExecuted',
    ],
    [
      'another amendment to the same quantity was made, and then one to a smaller quantity',
      { clientOrderId: 'third', origQty: '0.3' },
      [
        { newClientOrderId: 'other', newQty: '0.5', time: sentAt + 9 },
        { newClientOrderId: 'third', newQty: '0.3', time: sentAt + 99 },
      ],
      'notExecuted',
    ],
    [
      'an older amendment had the quantity and the id',
      { clientOrderId: 'other', origQty: '0.3' },
      [
        { newClientOrderId: 'less', newQty: '0.5', time: sentAt - 9000 },
        { newClientOrderId: 'other', newQty: '0.3', time: sentAt },
      ],
      'notExecuted',
    ],
    [
      'the amendments lag behind the order',
      { clientOrderId: 'other', origQty: '0.3' },
      [{ newClientOrderId: 'other', newQty: '0.9', time: sentAt - 9000 }],
      'unknown',
    ],
    [
      'the amendments do not show which one has set the quantity',
      { clientOrderId: 'other', origQty: '0.5' },
      [],
      'unknown',
    ],
    [
      'a quantity that numbers cannot distinguish',
      { clientOrderId: 'other', origQty: '0.50000000000000000001' },
      [],
      'notExecuted',
    ],
  ])('an amendment to 0.5: %s', async (_, found, amendments, outcome) => {
    const at = setUp(({ url }) => ({
      body: url.pathname.endsWith('amendments') ? amendments : { orderId: 5, ...found },
    }));
    const amendment = { symbol, orderId: 5, newQty: '0.5', newClientOrderId: 'less' };
    const error = await lost(at, at.client.amendOrder(amendment));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome });
  });

  it('leaves the outcome unknown if two amendments with the same client order id were lost', async () => {
    const at = setUp(({ url }) => ({
      body: url.pathname.endsWith('amendments') ? [] : { orderId: 5, clientOrderId: 'less', origQty: '0.5' },
    }));
    const amendment = { symbol, orderId: 5, newQty: '0.5', newClientOrderId: 'less' };
    await lost(at, at.client.amendOrder(amendment));
    const error = await lost(at, at.client.amendOrder(amendment));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'unknown' });
  });

  it.each([
    [sentAt - 5000, 'notExecuted'],
    [sentAt - 500, 'unknown'],
    [sentAt + 500, 'unknown'],
    [sentAt + 1500, 'executed'],
  ])('a cancel of all orders while an order of %d is open: %s', async (time, outcome) => {
    const at = setUp(() => ({ body: [{ orderId: 5, time }] }));
    const error = await lost(at, at.client.cancelOpenOrders({ symbol }));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome });
  });

  /**
   * Sends two orders with the same client order id, `pause` ms apart: the first one by `send`, the second one by
   * `createOrder`. The exchange replies to the orders with `replies`, and to queries with the answers of `exchange`.
   */
  async function sendTwice(
    replies: readonly Answer[],
    exchange: (read: SentRequest) => Answer,
    pause = 400,
    send: (client: SpotClient) => Promise<unknown> = (client) => client.createOrder(limit),
  ) {
    const clock = new ManualClock();
    let writes = 0;
    const { fetch } = scriptedFetch(clock, (request) =>
      request.method === 'GET' ? exchange(request) : (replies[writes++] ?? 'reset'),
    );
    const client = createSpotClient({ apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch });
    await clock.run(send(client).catch(() => undefined));
    await clock.advance(pause);
    const error = await clock.run(client.createOrder(limit).catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
    return clock.run((error as BinanceUnknownOutcomeError).resolve());
  }
  const first = listed({ orderId: 1, clientOrderId: 'mine', time: sentAt, status: 'FILLED' });

  it('does not take the first of two orders with the same client order id for the second, which was lost', async () => {
    const exchange = ({ url }: SentRequest): Answer => ({ body: url.pathname.endsWith('allOrders') ? [first] : first });
    expect(await sendTwice([{ body: { orderId: 1 } }, 'reset'], exchange)).toMatchObject({ outcome: 'notExecuted' });
  });

  it('finds the second of two orders with the same client order id among all orders', async () => {
    const second = { ...first, orderId: 2, time: sentAt + 401 };
    const exchange = ({ url }: SentRequest): Answer => ({
      body: url.pathname.endsWith('allOrders') ? [first, second] : first,
    });
    expect(await sendTwice([{ body: { orderId: 1 } }, 'reset'], exchange)).toMatchObject({
      outcome: 'executed',
      order: { orderId: 2 },
    });
  });

  it('leaves the outcome unknown if two orders with the same client order id were lost', async () => {
    for (const pause of [400, 100, 0])
      expect(await sendTwice(['reset', 'reset'], () => ({ body: first }), pause)).toEqual({ outcome: 'unknown' });
  });

  it.each([
    ['of an hour', 3_600_000, false],
    ['in which the first one was resolved', 400, true],
  ])(
    'confirms the second of two lost orders with the same client order id after a pause %s',
    async (_, pause, resolves) => {
      let made: object | undefined;
      const at = setUp(({ url }) => {
        if (!url.pathname.endsWith('/order')) return { body: [] };
        return made ? { body: made } : absent;
      });
      const firstError = await lost(at, at.client.createOrder(limit));
      if (resolves) expect(await at.clock.run(firstError.resolve())).toEqual({ outcome: 'notExecuted' });
      await at.clock.advance(pause);
      const error = await lost(at, at.client.createOrder(limit));
      made = { ...first, orderId: 2, time: at.clock.now() };
      expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'executed', order: { orderId: 2 } });
    },
  );

  it('does not take an order for that of a second write after the first one was resolved as its creator', async () => {
    const at = setUp(({ url }) => ({ body: url.pathname.endsWith('/order') ? first : [first] }));
    const creator = await lost(at, at.client.createOrder(limit));
    expect(await at.clock.run(creator.resolve())).toMatchObject({ outcome: 'executed' });
    const error = await lost(at, at.client.createOrder(limit));
    expect(await at.clock.run(error.resolve())).toEqual({ outcome: 'notExecuted', order: undefined });
  });

  it('does not take the order of a refused cancel-replace for that of a later write with the same id', async () => {
    const data = {
      ...{ cancelResult: 'FAILURE', newOrderResult: 'SUCCESS' },
      ...{ cancelResponse: { code: -2011, msg: 'Unknown order sent.' }, newOrderResponse: { orderId: 1 } },
    };
    const replies = [{ status: 409, body: { code: -2021, msg: 'Partially failed.', data } }, 'reset'] as const;
    const exchange = ({ url }: SentRequest): Answer => ({ body: url.pathname.endsWith('/order') ? first : [first] });
    const replace = { ...limit, cancelReplaceMode: 'ALLOW_FAILURE', cancelOrderId: 4 } as const;
    const send = ({ cancelReplaceOrder }: SpotClient) => cancelReplaceOrder(replace);
    expect(await sendTwice(replies, exchange, 100, send)).toMatchObject({ outcome: 'notExecuted' });
  });

  it.each([
    ['a slightly older order', -500, 'unknown'],
    ['an order of the last moment at which the exchange could execute the lost one', 15_000, 'executed'],
    ['an order that is newer than that', 17_000, 'unknown'],
  ])('%s has the client order id that the caller chose: %#', async (_, after, outcome) => {
    const at = setUp(() => ({ body: { ...first, time: sentAt + after } }));
    const error = await lost(at, at.client.createOrder(limit));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome });
  });

  it('finds an order list that changed long after it was placed', async () => {
    const found = { orderListId: 1, transactionTime: sentAt + 3_600_000 };
    const at = setUp(() => ({ body: found }));
    const leg = { symbol, side: 'SELL', quantity: '1', listClientOrderId: 'mine' } as const;
    const prices = { aboveType: 'LIMIT_MAKER', abovePrice: '2', belowType: 'STOP_LOSS', belowStopPrice: '1' } as const;
    const error = await lost(at, at.client.createOcoOrder({ ...leg, ...prices }));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'executed' });
  });

  it.each<[title: string, write: (client: SpotClient) => Promise<unknown>]>([
    ['a cancel', ({ cancelOrder }) => cancelOrder({ symbol, origClientOrderId: 'a' })],
    ['an amendment', ({ amendOrder }) => amendOrder({ symbol, origClientOrderId: 'a', newQty: '0.5' })],
    ['a cancel of a list', ({ cancelOrderList }) => cancelOrderList({ symbol, listClientOrderId: 'a' })],
  ])('%s by a client id that no order has any more: unknown', async (_, write) => {
    const at = setUp(() => absent);
    const error = await lost(at, write(at.client));
    expect(await at.clock.run(error.resolve())).toEqual({ outcome: 'unknown' });
  });

  it('finds a cancelled order by the id that the cancel gave it', async () => {
    const at = setUp(({ url }) =>
      url.searchParams.get('origClientOrderId') === 'b' ? { body: { orderId: 1, status: 'CANCELED' } } : absent,
    );
    const params = { symbol, origClientOrderId: 'a', newClientOrderId: 'b' };
    const error = await lost(at, at.client.cancelOrder(params));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'executed' });
  });

  it('takes an answer for the state of the exchange when the query was sent, not when it arrived', async () => {
    const clock = new ManualClock();
    const asked: number[] = [];
    // Each answer to a query arrives 9 s after the query. The exchange executes the order 12 s after the order was
    // sent. This is possible: the exchange may execute an order up to 10 s + `recvWindow` after it was sent.
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const { pathname } = new URL(String(input));
      if (pathname.endsWith('/time')) return Response.json({ serverTime: clock.now() });
      if (init?.method === 'POST') throw new TypeError('fetch failed', { cause: new Error('reset') });
      const at = clock.monotonic();
      asked.push(at);
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 9000));
      if (pathname.endsWith('allOrders')) return Response.json([]);
      if (at >= 12_000) return Response.json({ orderId: 1, time: sentAt + 12_000 });
      return Response.json({ code: -2013, msg: 'Order does not exist.' }, { status: 400 });
    };
    const client = createSpotClient({ apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch });
    const error = await clock.run(client.createOrder(order).catch((thrown: unknown) => thrown));
    expect(await clock.run((error as BinanceUnknownOutcomeError).resolve())).toMatchObject({ outcome: 'executed' });
    expect(asked.filter((at) => at < 12_000).length).toBeGreaterThan(1);
  });
});
