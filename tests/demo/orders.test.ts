import { BinanceApiError, BinanceUnknownOutcomeError, type SpotClient } from '@pkg/core';
import type { OpenOrder } from '@pkg/streams';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CodeNotes } from '../../apps/demo/src/session/example-code.js';
import { Orders } from '../../apps/demo/src/session/orders.js';
import { Toasts } from '../../apps/demo/src/session/toasts.js';

const order = {
  symbol: 'BTCUSDT',
  orderId: 7,
  orderListId: -1,
  side: 'SELL',
  type: 'LIMIT',
  timeInForce: 'GTC',
  price: '60000.00',
  stopPrice: '0.00',
  origQty: '1.00000000',
  executedQty: '0.25000000',
} as OpenOrder;

/** The order as `getOrder` returns it. */
const full = { ...order, icebergQty: '0.00000000', isWorking: true, selfTradePreventionMode: 'EXPIRE_MAKER' };

function open(answer: (method: string) => Promise<unknown> = () => Promise.resolve({})) {
  const calls: [method: string, params: unknown][] = [];
  const client = new Proxy({} as SpotClient, {
    get: (_, method: string) => (params: unknown) => {
      calls.push([method, params]);
      return answer(method);
    },
  });
  const toasts = new Toasts();
  const orders = new Orders(client, toasts, new CodeNotes(), new AbortController().signal);
  return { orders, calls, shown: () => toasts.list.value.map(({ tone, title, text }) => [tone, title, text]) };
}

/** Rejects like an order whose answer was lost and whose outcome cannot be found out. */
const lose = () =>
  Promise.reject(
    Object.assign(Object.create(BinanceUnknownOutcomeError.prototype), { resolve: () => new Promise(() => undefined) }),
  );

const defined = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

describe('Orders', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('amends an order to a smaller quantity, so that it keeps its priority', async () => {
    const { orders, calls, shown } = open();
    await orders.change(order, '60000', '0.5');
    expect(calls).toEqual([['amendOrder', { symbol: 'BTCUSDT', orderId: 7, newQty: '0.5' }]]);
    expect(shown()).toEqual([['info', 'Order amended, priority kept', '1 → 0.5 BTCUSDT']]);
  });

  it.each([
    ['a larger quantity', '60000', '2', '1.75'],
    ['another price', '61000', '1', '0.75'],
  ])('replaces an order for %s, by what is not filled yet', async (_, price, quantity, remaining) => {
    const { orders, calls } = open(() => Promise.resolve(full));
    await orders.change(order, price, quantity);
    expect(calls).toEqual([
      ['getOrder', { symbol: 'BTCUSDT', orderId: 7 }],
      [
        'cancelReplaceOrder',
        {
          symbol: 'BTCUSDT',
          side: 'SELL',
          type: 'LIMIT',
          timeInForce: 'GTC',
          price,
          quantity: remaining,
          selfTradePreventionMode: 'EXPIRE_MAKER',
          // With this mode, the exchange places the new order only if it has cancelled the old one.
          cancelReplaceMode: 'STOP_ON_FAILURE',
          cancelOrderId: 7,
        },
      ],
    ]);
  });

  it.each([
    ['the visible quantity of an iceberg order', { icebergQty: '0.50000000' }, { icebergQty: '0.5' }],
    ['no visible quantity above the rest of the order', { icebergQty: '0.80000000' }, { icebergQty: undefined }],
    [
      'the trigger of a stop order',
      { type: 'STOP_LOSS_LIMIT', isWorking: false, stopPrice: '59000.00' },
      { type: 'STOP_LOSS_LIMIT', stopPrice: '59000', timeInForce: 'GTC' },
    ],
    [
      'the distance of a trailing stop order',
      { type: 'TAKE_PROFIT_LIMIT', isWorking: false, trailingDelta: 150, timeInForce: 'IOC' },
      { type: 'TAKE_PROFIT_LIMIT', trailingDelta: 150, timeInForce: 'IOC', stopPrice: undefined },
    ],
    [
      'no trigger of a stop order that was triggered',
      { type: 'STOP_LOSS_LIMIT', stopPrice: '59000.00', trailingDelta: 150 },
      { type: 'LIMIT', stopPrice: undefined, trailingDelta: undefined, timeInForce: 'GTC' },
    ],
    ['no time in force of a post-only order', { type: 'LIMIT_MAKER' }, { timeInForce: undefined }],
    ['the fills that the page does not know yet', { executedQty: '0.40000000' }, { quantity: '0.6' }],
  ])('replaces an order and keeps %s', async (_, kept, expected) => {
    const { orders, calls } = open(() => Promise.resolve({ ...full, ...kept }));
    await orders.change(order, '61000', '1');
    expect(calls.at(-1)?.[1]).toEqual(
      expect.objectContaining({ price: '61000', quantity: '0.75', ...defined(expected) }),
    );
    for (const [name, value] of Object.entries(expected)) {
      if (value === undefined) expect(calls.at(-1)?.[1]).not.toHaveProperty(name);
    }
  });

  it('says that an order is cancelled if its replacement was refused', async () => {
    const error = new BinanceApiError({
      request: { operation: 'cancelReplaceOrder' } as never,
      statusCode: 409,
      code: -2021,
      text: 'Order cancel-replace partially failed.',
      data: {
        cancelResult: 'SUCCESS',
        newOrderResponse: { code: -2010, msg: 'Stop price would trigger immediately.' },
      },
    });
    const { orders, shown } = open((method) => (method === 'getOrder' ? Promise.resolve(full) : Promise.reject(error)));
    expect(await orders.change(order, '61000', '1')).toBe('refused');
    expect(shown()).toEqual([
      ['error', 'Cancelled, but not replaced', expect.stringContaining('Stop price would trigger immediately.')],
    ]);
  });

  it('replaces an unfilled order only if it is still unfilled', async () => {
    const error = new BinanceApiError({
      request: { operation: 'cancelReplaceOrder' } as never,
      statusCode: 400,
      code: -2022,
      text: 'Order cancel-replace failed.',
      data: {
        cancelResult: 'FAILURE',
        newOrderResult: 'NOT_ATTEMPTED',
        cancelResponse: { code: -2011, msg: 'Order was not canceled due to cancel restrictions.' },
        newOrderResponse: null,
      },
    });
    const { orders, calls, shown } = open((method) =>
      method === 'getOrder' ? Promise.resolve({ ...full, executedQty: '0.00000000' }) : Promise.reject(error),
    );
    expect(await orders.change({ ...order, executedQty: '0.00000000' }, '61000', '1')).toBe('refused');
    expect(calls.at(-1)?.[1]).toMatchObject({ quantity: '1', cancelRestrictions: 'ONLY_NEW' });
    const reason = 'Replace by Sell 1 at 61,000 BTCUSDT: Order was not canceled due to cancel restrictions.';
    expect(shown()).toEqual([['error', 'Refused', reason]]);
  });

  it.each([
    [
      'makes the new order smaller by',
      '1',
      '0.75',
      'Make the new order smaller by 0.15 BTCUSDT',
      ['amendOrder', { symbol: 'BTCUSDT', orderId: 8, newQty: '0.6' }],
    ],
    [
      'cancels the new order if it is not larger than',
      '0.4',
      '0.15',
      'Cancel the new order',
      ['cancelOrder', { symbol: 'BTCUSDT', orderId: 8 }],
    ],
  ])('%s what was filled before the old order was cancelled', async (_, quantity, replacing, correction, last) => {
    const filled = { cancelResponse: { executedQty: '0.40000000' }, newOrderResponse: { orderId: 8 } };
    const refusal = new BinanceApiError({
      request: { operation: 'amendOrder' } as never,
      statusCode: 400,
      code: -2038,
      text: 'Too late.',
    });
    let isRefused = false;
    const { orders, calls, shown } = open((method) => {
      if (method === 'getOrder') return Promise.resolve(full);
      return isRefused && method !== 'cancelReplaceOrder' ? Promise.reject(refusal) : Promise.resolve(filled);
    });
    expect(await orders.change(order, '61000', quantity)).toBe('accepted');
    expect(calls.slice(1)).toEqual([['cancelReplaceOrder', expect.objectContaining({ quantity: replacing })], last]);
    const moved = ['info', 'Order moved', `Sell ${replacing} at 61,000 BTCUSDT`];
    const tooLarge = ['warn', 'Filled while it was moved', 'The new order is too large by 0.15 BTCUSDT.'];
    expect(shown()).toEqual([moved, tooLarge, ['info', 'New order corrected', correction]]);
    // If the correction is refused, the order has been moved nevertheless.
    isRefused = true;
    expect(await orders.change(order, '61000', quantity)).toBe('accepted');
    expect(shown().slice(-3)).toEqual([
      moved,
      tooLarge,
      ['error', 'Refused', expect.stringContaining(`${correction}: `)],
    ]);
  });

  it('names the quantity that was not filled when the order was replaced', async () => {
    const { orders, shown } = open(() => Promise.resolve({ ...full, executedQty: '0.40000000' }));
    await orders.change(order, '61000', '1');
    expect(shown()).toEqual([['info', 'Order moved', 'Sell 0.6 at 61,000 BTCUSDT']]);
  });

  it('sends nothing for the same price and quantity', async () => {
    const { orders, calls } = open();
    expect(await orders.change(order, '60000', '1')).toBe('accepted');
    expect(calls).toEqual([]);
  });

  it('cancels a single order, and the whole list of an order in a list', async () => {
    const { orders, calls, shown } = open();
    await orders.cancel(order);
    await orders.cancel({ ...order, orderListId: 3 });
    expect(calls).toEqual([
      ['cancelOrder', { symbol: 'BTCUSDT', orderId: 7 }],
      ['cancelOrderList', { symbol: 'BTCUSDT', orderListId: 3 }],
    ]);
    expect(shown().map(([, title]) => title)).toEqual(['Order cancelled', 'List cancelled']);
  });

  it.each([
    ['executed', 'info', 'Taken: the exchange had executed it'],
    ['notExecuted', 'warn', 'Not taken'],
    ['unknown', 'error', 'Outcome unknown'],
  ] as const)(
    'shows an order with a lost answer as unknown until it is %s, and sends it once',
    async (outcome, tone, title) => {
      let settle: (found: unknown) => void = () => undefined;
      const found = new Promise((resolve) => {
        settle = resolve;
      });
      const error = Object.assign(Object.create(BinanceUnknownOutcomeError.prototype), { resolve: () => found });
      const { orders, calls, shown } = open(() => Promise.reject(error));
      const request = {
        operation: 'createOrder',
        params: { symbol: 'BTCUSDT', side: 'SELL' },
        text: 'Sell 1',
      } as const;
      expect(await orders.place(request)).toBe('unknown');
      expect(orders.ghosts.value).toMatchObject([{ state: 'asking', side: 'SELL', symbol: 'BTCUSDT', text: 'Sell 1' }]);
      expect(shown()).toMatchObject([['warn', 'The answer was lost', expect.stringContaining('Sell 1')]]);
      settle({ outcome });
      await vi.advanceTimersByTimeAsync(0);
      expect(orders.ghosts.value).toEqual([]);
      expect(shown().at(-1)?.slice(0, 2)).toEqual([tone, title]);
      expect(calls).toHaveLength(1);
    },
  );

  it('corrects the new order of a replacement whose answer was lost', async () => {
    const error = Object.assign(Object.create(BinanceUnknownOutcomeError.prototype), {
      resolve: () => Promise.resolve({ outcome: 'executed', order: { orderId: 8 } }),
    });
    let queries = 0;
    let isDown = false;
    // The old order is filled further between the first query and the cancellation. The second query shows this.
    const query = (): Promise<unknown> => {
      const isFirst = ++queries % 2 === 1;
      if (!isFirst && isDown) return Promise.reject(new Error('getOrder: down'));
      return Promise.resolve({ ...full, executedQty: isFirst ? '0.25000000' : '0.40000000' });
    };
    const { orders, calls, shown } = open((method) => {
      if (method === 'getOrder') return query();
      return method === 'cancelReplaceOrder' ? Promise.reject(error) : Promise.resolve({});
    });
    expect(await orders.change(order, '61000', '1')).toBe('unknown');
    await vi.advanceTimersByTimeAsync(0);
    expect(calls.slice(2)).toEqual([
      ['getOrder', { symbol: 'BTCUSDT', orderId: 7 }],
      ['amendOrder', { symbol: 'BTCUSDT', orderId: 8, newQty: '0.6' }],
    ]);
    expect(shown().at(-1)).toEqual(['info', 'New order corrected', 'Make the new order smaller by 0.15 BTCUSDT']);
    isDown = true;
    await orders.change(order, '61000', '1');
    await vi.advanceTimersByTimeAsync(0);
    expect(shown().at(-1)).toEqual(['error', 'Check the new order', 'down']);
  });

  it('says that the old order is cancelled if the lost answer was that its replacement is refused', async () => {
    const error = Object.assign(Object.create(BinanceUnknownOutcomeError.prototype), {
      resolve: () => Promise.resolve({ outcome: 'notExecuted', order: { ...full, status: 'CANCELED' } }),
    });
    const { orders, shown } = open((method) => (method === 'getOrder' ? Promise.resolve(full) : Promise.reject(error)));
    await orders.change(order, '61000', '1');
    await vi.advanceTimersByTimeAsync(0);
    const text = 'The exchange did not execute it: Replace by Sell 0.75 at 61,000 BTCUSDT. The old order is cancelled.';
    expect(shown().at(-1)).toEqual(['warn', 'Not taken', text]);
  });

  it('shows an order list with a lost answer with the side of its first order', async () => {
    const { orders } = open(lose);
    await orders.place({ operation: 'createOtoOrder', params: { symbol: 'BTCUSDT', workingSide: 'BUY' }, text: 'OTO' });
    expect(orders.ghosts.value).toMatchObject([{ side: 'BUY' }]);
  });

  it.each([
    ['Cancel Sell 1 BTCUSDT at 60,000', (orders: Orders) => orders.cancel(order)],
    ['Cancel the list of Sell 1 BTCUSDT at 60,000', (orders: Orders) => orders.cancel({ ...order, orderListId: 3 })],
    ['Cancel all orders of BTCUSDT', (orders: Orders) => orders.cancelAll('BTCUSDT')],
    ['Amend 1 → 0.5 BTCUSDT', (orders: Orders) => orders.change(order, '60000', '0.5')],
    ['Replace by Sell 0.75 at 61,000 BTCUSDT', (orders: Orders) => orders.change(order, '61000', '1')],
  ])('shows no order for the lost answer to: %s', async (text, send) => {
    const { orders } = open((method) => (method === 'getOrder' ? Promise.resolve(full) : lose()));
    expect(await send(orders)).toBe('unknown');
    expect(orders.ghosts.value).toMatchObject([{ side: undefined, symbol: 'BTCUSDT', text }]);
  });
});
