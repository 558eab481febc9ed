import { describe, expect, it } from 'vitest';
import type { Call } from '../operations/call.js';
import { cancelReplaceOrder, createOcoOrder, createOrder, getAccount } from '../operations/index.js';
import type { AnyOperation } from '../operations/operation.js';
import { SentOrders } from './sent-orders.js';

const callOf = (operation: AnyOperation, params: object): Call => ({
  ...{ name: 'call', operation, options: {} },
  params: { symbol: 'BNBBTC', ...params },
});
const write = (newClientOrderId: string): Call => callOf(createOrder, { newClientOrderId });

describe('SentOrders', () => {
  it('knows the ids of the orders and lists that accepted writes created', () => {
    const orders = new SentOrders();
    const sent = orders.add(write('a'), {});
    if (!sent) throw new Error('the write was not remembered');
    orders.end(sent, { orderId: 1, orderListId: -1 });
    orders.end(sent, { orderListId: 2, orders: [{ orderId: 3, orderListId: 2 }, { orderId: '9007199254740993' }] });
    orders.end(sent, { cancelResponse: { orderId: 4 }, newOrderResponse: { orderId: 5 } });
    for (const id of ['1', 'list 2', '3', '9007199254740993', '5'])
      expect(orders.isAccepted('BNBBTC', id), id).toBe(true);
    for (const id of ['2', 'list -1', '4', '6']) expect(orders.isAccepted('BNBBTC', id), id).toBe(false);
  });

  it('knows the order of a refused cancel-replace whose cancel alone failed', () => {
    const orders = new SentOrders();
    const sent = orders.add(callOf(cancelReplaceOrder, { newClientOrderId: 'a' }), {}) ?? expect.fail('forgotten');
    const cancelResponse = { code: -2011, msg: 'Unknown order sent.' };
    orders.end(sent, { data: { cancelResponse, newOrderResponse: { orderId: 5 } } });
    expect(orders.isAccepted('BNBBTC', '5')).toBe(true);
  });

  it('does not take an order for one of another symbol with the same id', () => {
    const orders = new SentOrders();
    const sent = orders.add(write('a'), {});
    if (!sent) throw new Error('the write was not remembered');
    orders.end(sent, { orderId: 112 });
    expect(orders.isAccepted('LTCUSDT', '112')).toBe(false);
    expect(orders.isAccepted('BNBBTC', '112')).toBe(true);
  });

  it('knows no rival in a write that could no longer be executed seconds before the other one was sent', () => {
    const orders = new SentOrders();
    const add = (call: Call) => orders.add(call, call.params) ?? expect.fail('not remembered');
    const [first, second] = [add(write('a')), add(write('a'))];
    expect(orders.hasRival(second, 20_000)).toBe(true);
    first.settledAt = 15_000;
    expect([16_999, 17_000, 17_001].map((at) => orders.hasRival(second, at))).toEqual([true, true, false]);
  });

  it('remembers the newest writes with an unknown outcome when there are too many of them', () => {
    const orders = new SentOrders();
    const add = (call: Call) => orders.add(call, call.params);
    for (let number = 1; number < 5_000; number++) add(write(`other ${number}`));
    add(write('a'));
    expect(orders.hasRival(add(write('a')), 0)).toBe(true);
  });

  it('knows another write with the same client order id, until that was accepted or created nothing', () => {
    const orders = new SentOrders();
    const add = (call: Call) => orders.add(call, call.params) ?? expect.fail('not remembered');
    const [first, second] = [add(write('a')), add(write('a'))];
    expect(orders.hasRival(first, 0)).toBe(true);
    for (const other of [
      write('b'),
      callOf(createOrder, { symbol: 'ETHBTC', newClientOrderId: 'a' }),
      callOf(createOcoOrder, { listClientOrderId: 'a' }),
    ]) {
      expect(orders.hasRival(add(other), 0)).toBe(false);
    }
    const replacement = add(callOf(cancelReplaceOrder, { newClientOrderId: 'a' }));
    expect(orders.hasRival(replacement, 0)).toBe(true);
    orders.end(second, undefined);
    orders.end(replacement, undefined);
    expect(orders.hasRival(first, 0)).toBe(false);
    orders.end(first, { orderId: 1 });
    expect(orders.hasRival(add(write('a')), 0)).toBe(false);
    expect(orders.hasRival(undefined, 0)).toBe(false);
  });

  it('remembers no call without a client order id', () => {
    const orders = new SentOrders();
    expect(orders.add(callOf(getAccount, {}), {})).toBeUndefined();
  });

  it('remembers at least the last 5,000 accepted orders, and needs no more time for the ones after them', () => {
    const orders = new SentOrders();
    const call = write('always the same');
    for (let id = 0; id < 200_000; id++) {
      const sent = orders.add(call, call.params);
      if (sent) orders.end(sent, { orderId: id });
    }
    for (const id of [195_000, 199_999]) expect(orders.isAccepted('BNBBTC', String(id))).toBe(true);
    expect(orders.isAccepted('BNBBTC', '180000')).toBe(false);
  });
});
