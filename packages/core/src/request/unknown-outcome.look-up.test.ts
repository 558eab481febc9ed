import { describe, expect, it } from 'vitest';
import { absent, lost, order, setUp, symbol } from '../../test/lost-write.js';
import type { Answer } from '../../test/scripted-fetch.js';
import type { SpotClient } from '../client/spot-client.js';

describe('resolve, by the confirmation of the operation', () => {
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
      'an order list that does not exist',
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
      'a cancel of an order that was already filled',
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
      ({ amendOrder }) => amendOrder({ symbol, orderId: 5, newQty: '0.5', newClientOrderId: 'b' }),
      { order: { body: { clientOrderId: 'b', origQty: '0.50000000' } } },
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
      'cancelling all orders',
      ({ cancelOpenOrders }) => cancelOpenOrders({ symbol }),
      { openOrders: { body: [{ time: 1_800_000_000_000 }] } },
      'executed',
      'symbol=BNBBTC',
    ],
    [
      'cancelling all orders, without effect',
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
    [
      'a cancel by both ids of an order',
      ({ cancelOrder }) => cancelOrder({ symbol, orderId: 5, origClientOrderId: 'a' }),
      { order: { body: { status: 'CANCELED' } } },
      'executed',
      'orderId=5',
    ],
    [
      'an amendment by both ids of an order',
      ({ amendOrder }) =>
        amendOrder({ symbol, orderId: 5, origClientOrderId: 'a', newQty: '0.5', newClientOrderId: 'b' }),
      { order: { body: { clientOrderId: 'b', origQty: '0.50000000' } } },
      'executed',
      'orderId=5',
    ],
    [
      'cancelling a list by both of its ids',
      ({ cancelOrderList }) => cancelOrderList({ symbol, orderListId: 9, listClientOrderId: 'l' }),
      { orderList: { body: { listOrderStatus: 'ALL_DONE', ...legs } }, order: { body: { status: 'CANCELED' } } },
      'executed',
      'orderListId=9',
    ],
  ])('%s: resolved from what the exchange reports', async (_, write, answers, outcome, asks) => {
    const at = setUp(({ url }) => {
      const path = url.pathname.split('/').at(-1) ?? '';
      // The exchange refuses a query with both ids, because the cancel or the amendment has replaced the client order id.
      const has = (name: string) => url.searchParams.has(name);
      if (has('origClientOrderId') && (has('orderId') || has('orderListId')))
        return { status: 400, body: { code: -2039, msg: 'Client order ID is not correct for this order ID.' } };
      return answers[`${path}?orderId=${url.searchParams.get('orderId')}`] ?? answers[path] ?? absent;
    });
    const error = await lost(at, write(at.client));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome });
    expect(at.asked[0]?.url.search).toContain(asks);
  });

  const replacing = { ...order, cancelOrderId: 4 } as const;
  const made = { orderId: 5, clientOrderId: 'new', time: 1_700_000_000_000 };

  /** Loses a cancel-replace, and resolves it. `answer` replies to the query of an order. */
  async function resolveReplacement(
    params: Parameters<SpotClient['cancelReplaceOrder']>[0],
    answer: (ids: URLSearchParams) => object | undefined,
  ) {
    const at = setUp(({ url }) => {
      if (!url.pathname.endsWith('/order')) return { body: [] };
      const body = answer(url.searchParams);
      return body ? { body } : absent;
    });
    const error = await lost(at, at.client.cancelReplaceOrder(params));
    return { resolved: await at.clock.run(error.resolve()), asked: at.asked.map(({ url }) => url.search) };
  }

  it('tells the state of the old order if a new order does not prove that the cancel succeeded', async () => {
    const open = { orderId: 4, status: 'PARTIALLY_FILLED' };
    const { resolved } = await resolveReplacement({ ...replacing, cancelReplaceMode: 'ALLOW_FAILURE' }, (ids) =>
      ids.get('orderId') === '4' ? open : made,
    );
    expect(resolved).toEqual({ outcome: 'executed', order: made, replaced: open });
  });

  it('does not ask for the old order if a new order proves that the cancel succeeded', async () => {
    const { resolved, asked } = await resolveReplacement(
      { ...replacing, cancelReplaceMode: 'STOP_ON_FAILURE' },
      () => made,
    );
    expect([resolved, asked.length]).toEqual([{ outcome: 'executed', order: made }, 1]);
  });

  it('does not take the new order for the old one if both have the same client order id', async () => {
    const { cancelOrderId, ...rest } = replacing;
    const ids = { cancelOrigClientOrderId: 'new', newClientOrderId: 'new' };
    const { resolved } = await resolveReplacement({ ...rest, ...ids, cancelReplaceMode: 'ALLOW_FAILURE' }, () => ({
      ...made,
      side: 'BUY',
      type: 'MARKET',
      origQty: '1',
    }));
    expect(resolved).toEqual({ outcome: 'executed', order: expect.objectContaining(made) });
  });

  it.each([
    ['the cancel named no id of its own', undefined, undefined, { outcome: 'unknown' }],
    ['the cancel named an id', 'gone', { orderId: 4, status: 'CANCELED' }, { outcome: 'notExecuted' }],
    ['no order has the id of the cancel either', 'gone', undefined, { outcome: 'unknown' }],
  ])('no new order, and no order with the old id any more, where %s', async (_, id, cancelled, outcome) => {
    const { cancelOrderId, ...rest } = replacing;
    const params = { ...rest, cancelOrigClientOrderId: 'old', cancelNewClientOrderId: id };
    const { resolved } = await resolveReplacement({ ...params, cancelReplaceMode: 'STOP_ON_FAILURE' }, (ids) =>
      ids.get('origClientOrderId') === id ? cancelled : undefined,
    );
    expect(resolved).toEqual(cancelled ? { ...outcome, order: cancelled } : outcome);
  });
});
