import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { type Answer, type SentRequest, scriptedFetch } from '../../test/scripted-fetch.js';
import { createSpotClient, type SpotClient } from '../client/spot-client.js';
import { BinanceApiError, BinanceUnknownOutcomeError } from '../errors/index.js';
import { unknownParams } from '../operations/unknown-params.js';

type World = {
  readonly client: SpotClient;
  readonly clock: ManualClock;
  readonly asked: { path: string; at: number; url: URL }[];
};

/** A world where every write is lost after it was sent, and questions are answered as told. */
function world(answer: (question: SentRequest, since: number) => Answer): World {
  const clock = new ManualClock();
  const asked: World['asked'] = [];
  const { fetch } = scriptedFetch(clock, (request) => {
    if (request.method !== 'GET') return 'reset';
    asked.push({ path: request.url.pathname, at: clock.monotonic(), url: request.url });
    return answer(request, clock.monotonic());
  });
  const client = createSpotClient({ apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch });
  return { client, clock, asked };
}

async function lost({ clock }: World, write: Promise<unknown>): Promise<BinanceUnknownOutcomeError> {
  const error = await clock.run(write.catch((thrown: unknown) => thrown));
  expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
  return error as BinanceUnknownOutcomeError;
}

const absent: Answer = { status: 400, body: { code: -2013, msg: 'Order does not exist.' } };
const symbol = 'BNBBTC';
const order = { symbol, side: 'BUY', type: 'MARKET', quantity: '1' } as const;

describe('resolve', () => {
  it('finds an order by the id that was made for it', async () => {
    const at = world(() => ({ body: { orderId: 1, time: 1_700_000_000_000 } }));
    const error = await lost(at, at.client.createOrder(order));
    expect(await at.clock.run(error.resolve())).toEqual({
      outcome: 'executed',
      order: { orderId: 1, time: 1_700_000_000_000 },
    });
    expect(at.asked[0]?.url.searchParams.get('origClientOrderId')).toBe(error.newClientOrderId);
    expect(at.asked).toHaveLength(1);
  });

  it('asks after 0.25, 0.5, 1, 2, 4, 8 s and takes -2013 for final only 10 s + recvWindow after sending', async () => {
    const at = world(() => absent);
    const error = await lost(at, at.client.createOrder(order));
    const from = at.clock.monotonic();
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'notExecuted' });
    expect(at.asked.map((each) => each.at - from)).toEqual([250, 750, 1750, 3750, 7750, 15_750]);
  });

  it.each([
    ['option', order, { recvWindow: 60_000 }],
    ['parameter', { ...order, ...unknownParams({ recvWindow: 60_000 }) }, {}],
  ])('waits as long as recvWindow, an %s, lets the exchange accept it', async (_, params, options) => {
    const at = world(() => absent);
    const error = await lost(at, at.client.createOrder(params, options));
    await at.clock.run(error.resolve());
    expect(at.asked.at(-1)?.at).toBeGreaterThanOrEqual(70_000);
  });

  it('believes an order that comes late', async () => {
    const at = world((_, since) => (since < 5000 ? absent : { body: { time: 1_700_000_000_000 } }));
    const error = await lost(at, at.client.createOrder(order));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'executed' });
  });

  it("does not take an older order for this one, where the caller's id was used before", async () => {
    const at = world(() => ({ body: { orderId: 1, time: 1_600_000_000_000 } }));
    const error = await lost(at, at.client.createOrder({ ...order, newClientOrderId: 'again' }));
    expect(error.newClientOrderId).toBe('again');
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'notExecuted' });
  });

  it('knows its order by when it was sent, though the host slept since and the time was measured anew', async () => {
    const at = world(({ url }) => (url.pathname.endsWith('/account') ? {} : { body: { time: 1_700_000_000_000 } }));
    const error = await lost(at, at.client.createOrder(order));
    at.clock.step(3_600_000);
    await at.clock.run(at.client.getAccount());
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'executed' });
  });

  it('goes on while nobody answers, and says so in the end', async () => {
    const at = world(() => 'reset');
    const error = await lost(at, at.client.createOrder(order));
    expect(await at.clock.run(error.resolve())).toEqual({ outcome: 'unknown' });
    expect(at.clock.monotonic()).toBeGreaterThanOrEqual(75_000);
  });

  it('throws what stands in the way for good', async () => {
    const at = world(() => ({ status: 401, body: { code: -2015, msg: 'Invalid API-key' } }));
    const error = await lost(at, at.client.createOrder(order));
    const thrown = await at.clock.run(error.resolve().catch((reason: unknown) => reason));
    expect(thrown).toBeInstanceOf(BinanceApiError);
  });

  it.each<[title: string, answer: Answer]>([
    ["the firewall's 403", { status: 403, body: '<html>' }],
    ['-1007 with 400', { status: 400, body: { code: -1007, msg: 'Timeout' } }],
    ['429', { status: 429, body: { code: -1003, msg: 'Slow' }, headers: { 'Retry-After': '1' } }],
    ['a 503', { status: 503, body: '' }],
  ])('asks on after %s', async (_, answer) => {
    let asked = 0;
    const at = world(() => (asked++ === 0 ? answer : { body: { orderId: 1, time: 1_700_000_000_000 } }));
    const error = await lost(at, at.client.createOrder(order));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'executed' });
  });

  it('ends with its signal', async () => {
    const at = world(() => absent);
    const error = await lost(at, at.client.createOrder(order));
    const abort = new AbortController();
    at.clock.setTimeout(() => abort.abort(), 2000);
    expect(await at.clock.run(error.resolve({ signal: abort.signal }))).toEqual({ outcome: 'unknown' });
    expect(at.clock.timers.size).toBe(0);
  });

  it('ends at once when its client was closed before', async () => {
    const at = world(() => absent);
    const error = await lost(at, at.client.createOrder(order));
    at.client.close();
    const before = at.clock.monotonic();
    expect(await at.clock.run(error.resolve())).toEqual({ outcome: 'unknown' });
    expect(at.clock.monotonic()).toBe(before);
    expect(at.asked).toEqual([]);
  });

  it.each([
    ['waits', 5000, () => absent],
    ['asks', 500, (): Answer => 'silence'],
  ])('ends as soon as its client is closed while it %s', async (_, ms, answer) => {
    const at = world(answer);
    const error = await lost(at, at.client.createOrder(order));
    const end = at.clock.monotonic() + ms;
    at.clock.setTimeout(() => at.client.close(), ms);
    expect(await at.clock.run(error.resolve())).toEqual({ outcome: 'unknown' });
    expect(at.clock.monotonic()).toBe(end);
    expect(at.clock.timers.size).toBe(0);
  });
});

describe('cancelReplaceOrder', () => {
  it('shows the order to be replaced where no new one was made: it may be gone all the same', async () => {
    const at = world(({ url }) =>
      url.searchParams.get('orderId') === '4' ? { body: { orderId: 4, status: 'CANCELED' } } : absent,
    );
    const replace = { ...order, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: 4 } as const;
    const error = await lost(at, at.client.cancelReplaceOrder(replace));
    expect(await at.clock.run(error.resolve())).toEqual({
      outcome: 'notExecuted',
      order: { orderId: 4, status: 'CANCELED' },
    });
  });
});

describe('resolve, by kind of write', () => {
  const legs = { orders: [{ symbol, orderId: 5 }] };
  const list = {
    symbol,
    side: 'SELL',
    quantity: '1',
    aboveType: 'LIMIT_MAKER',
    abovePrice: '2',
    belowType: 'STOP_LOSS',
    belowStopPrice: '1',
  } as const;
  type Case = [
    title: string,
    write: (client: SpotClient) => Promise<unknown>,
    answers: Record<string, Answer>,
    outcome: string,
    asks: string,
  ];

  it.each<Case>([
    [
      'an order list',
      ({ createOcoOrder }) => createOcoOrder(list),
      { orderList: { body: { orderListId: 1, transactionTime: 1_700_000_000_000 } } },
      'executed',
      'origClientOrderId=',
    ],
    [
      'a list that is not there',
      ({ createOcoOrder }) => createOcoOrder(list),
      { orderList: absent },
      'notExecuted',
      'origClientOrderId=',
    ],
    [
      'a cancel',
      ({ cancelOrder }) => cancelOrder({ symbol, orderId: 5 }),
      { order: { body: { status: 'CANCELED' } } },
      'executed',
      'orderId=5',
    ],
    [
      'a cancel that came too late',
      ({ cancelOrder }) => cancelOrder({ symbol, orderId: 5 }),
      { order: { body: { status: 'FILLED' } } },
      'notExecuted',
      'orderId=5',
    ],
    [
      'a cancel by client order id',
      ({ cancelOrder }) => cancelOrder({ symbol, origClientOrderId: 'a' }),
      { order: { body: { status: 'CANCELED' } } },
      'executed',
      'origClientOrderId=a',
    ],
    [
      'an amendment',
      ({ amendOrder }) => amendOrder({ symbol, orderId: 5, newQty: '0.5' }),
      { order: { body: { origQty: '0.50000000' } } },
      'executed',
      'orderId=5',
    ],
    [
      'an amendment that was not made',
      ({ amendOrder }) => amendOrder({ symbol, origClientOrderId: 'a', newQty: '0.5' }),
      { order: { body: { origQty: '1.00000000' } } },
      'notExecuted',
      'origClientOrderId=',
    ],
    [
      'cancelling all',
      ({ cancelOpenOrders }) => cancelOpenOrders({ symbol }),
      { openOrders: { body: [{ time: 1_800_000_000_000 }] } },
      'executed',
      'symbol=BNBBTC',
    ],
    [
      'cancelling all, in vain',
      ({ cancelOpenOrders }) => cancelOpenOrders({ symbol }),
      { openOrders: { body: [{ time: 1_600_000_000_000 }] } },
      'notExecuted',
      'symbol=BNBBTC',
    ],
    [
      'cancelling a list',
      ({ cancelOrderList }) => cancelOrderList({ symbol, orderListId: 9 }),
      { orderList: { body: { listOrderStatus: 'ALL_DONE', ...legs } }, order: { body: { status: 'CANCELED' } } },
      'executed',
      'orderListId=9',
    ],
    [
      'cancelling a list that was filled',
      ({ cancelOrderList }) => cancelOrderList({ symbol, listClientOrderId: 'l' }),
      { orderList: { body: { listOrderStatus: 'ALL_DONE', ...legs } }, order: { body: { status: 'EXPIRED' } } },
      'notExecuted',
      'origClientOrderId=l',
    ],
    [
      'cancelReplace',
      (client) => client.cancelReplaceOrder({ ...order, cancelReplaceMode: 'ALLOW_FAILURE', cancelOrderId: 4 }),
      { order: { body: { time: 1_700_000_000_000 } } },
      'executed',
      'origClientOrderId=',
    ],
    [
      'a SOR order',
      (client) => client.createSorOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: '1' }),
      { order: { body: { time: 1_700_000_000_000 } } },
      'executed',
      'origClientOrderId=',
    ],
    [
      'cancelling a list whose first order had been filled',
      ({ cancelOrderList }) => cancelOrderList({ symbol, orderListId: 9 }),
      {
        orderList: { body: { listOrderStatus: 'ALL_DONE', orders: [{ orderId: 5 }, { orderId: 6 }] } },
        'order?orderId=5': { body: { status: 'FILLED' } },
        'order?orderId=6': { body: { status: 'CANCELED' } },
      },
      'executed',
      'orderListId=9',
    ],
  ])('%s: by what the exchange shows', async (_, write, answers, outcome, asks) => {
    const at = world(({ url }) => {
      const path = url.pathname.split('/').at(-1) ?? '';
      return answers[`${path}?orderId=${url.searchParams.get('orderId')}`] ?? answers[path] ?? absent;
    });
    const error = await lost(at, write(at.client));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome });
    expect(at.asked[0]?.url.search).toContain(asks);
  });
});
