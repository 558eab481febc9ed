import { describe, expect, it } from 'vitest';
import { absent, lost, order, setUp, symbol } from '../../test/lost-write.js';
import type { SpotClient } from '../client/spot-client.js';
import type { ResolvedOutcome } from '../errors/index.js';

describe('resolve, when a client order id was used again', () => {
  const sentAt = 1_700_000_000_000;

  it.each<[title: string, write: (client: SpotClient) => Promise<unknown>]>([
    ['a cancel', ({ cancelOrder }) => cancelOrder({ symbol, origClientOrderId: 'a' })],
    ['an amendment', ({ amendOrder }) => amendOrder({ symbol, origClientOrderId: 'a', newQty: '0.5' })],
    [
      'a cancel-replace',
      ({ cancelReplaceOrder }) =>
        cancelReplaceOrder({ ...order, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrigClientOrderId: 'a' }),
    ],
  ])('%s by an id that a later order has: unknown', async (_, write) => {
    const resolved = async (time: number, status: string): Promise<ResolvedOutcome> => {
      const at = setUp(({ url }) => {
        if (!url.pathname.endsWith('/order')) return { body: [] };
        const found = { orderId: 7, clientOrderId: 'a', origQty: '1', status, time };
        return url.searchParams.get('origClientOrderId') === 'a' ? { body: found } : absent;
      });
      const error = await lost(at, write(at.client));
      return at.clock.run(error.resolve());
    };
    expect(await resolved(sentAt + 5, 'NEW')).toEqual({ outcome: 'unknown' });
    expect(await resolved(sentAt + 5, 'CANCELED')).toEqual({ outcome: 'unknown' });
    expect(await resolved(sentAt - 5, 'NEW')).toMatchObject({ outcome: 'notExecuted', order: { orderId: 7 } });
  });

  it('a cancel by an id that a later order has: finds the cancelled order by the id of the cancel', async () => {
    const at = setUp(({ url }) =>
      url.searchParams.get('origClientOrderId') === 'b'
        ? { body: { orderId: 1, status: 'CANCELED', time: sentAt - 5 } }
        : { body: { orderId: 7, clientOrderId: 'a', status: 'NEW', time: sentAt + 5 } },
    );
    const params = { symbol, origClientOrderId: 'a', newClientOrderId: 'b' };
    const error = await lost(at, at.client.cancelOrder(params));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'executed', order: { orderId: 1 } });
  });

  describe('a cancel by an id that an earlier order has, which was filled before the cancel was sent', () => {
    const filled = {
      orderId: 1,
      clientOrderId: 'a',
      status: 'FILLED',
      time: sentAt - 9_000,
      updateTime: sentAt - 8_000,
    };
    const renamed = {
      orderId: 2,
      clientOrderId: 'b',
      status: 'CANCELED',
      time: sentAt - 7_000,
      updateTime: sentAt + 5,
    };

    /** Resolves a lost cancel with the client order id `cancelId`. `changed` are the orders that changed since. */
    async function resolved(changed: readonly object[], cancelId?: string): Promise<ResolvedOutcome> {
      const at = setUp(({ url }) => {
        if (url.pathname.endsWith('allOrders')) return { body: changed };
        const found = [filled, renamed].find(
          (each) => each.clientOrderId === url.searchParams.get('origClientOrderId'),
        );
        return found ? { body: found } : absent;
      });
      const params = { symbol, origClientOrderId: 'a', newClientOrderId: cancelId };
      const error = await lost(at, at.client.cancelOrder(params));
      return at.clock.run(error.resolve());
    }

    it('unknown if another order was cancelled since, because that order may have had the same id', async () => {
      expect(await resolved([renamed])).toEqual({ outcome: 'unknown' });
    });

    it('executed if the cancelled order has the id of the cancel', async () => {
      expect(await resolved([renamed], 'b')).toMatchObject({ outcome: 'executed', order: { orderId: 2 } });
    });

    it('not executed if no order was cancelled since', async () => {
      const open = { ...renamed, status: 'NEW' };
      expect(await resolved([open])).toMatchObject({ outcome: 'notExecuted', order: { orderId: 1 } });
    });
  });

  it('an order with the id of an archived order: not executed if no other order is found', async () => {
    const archived = { code: -2026, msg: 'Order was canceled or expired with no executed qty over 90 days ago.' };
    const at = setUp(({ url }) => (url.pathname.endsWith('/order') ? { status: 400, body: archived } : { body: [] }));
    const error = await lost(at, at.client.createOrder({ ...order, newClientOrderId: 'a' }));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'notExecuted' });
  });
});

it('resolve asks again if a query for open orders arrived too late twice', async () => {
  const open = { ...order, orderId: 9, type: 'LIMIT', clientOrderId: 'renamed', origQty: '0.5', price: '10' };
  let asked = 0;
  const at = setUp(({ url }) => {
    if (url.pathname.endsWith('/order')) return absent;
    if (!url.pathname.endsWith('openOrders')) return { body: [] };
    if (asked++ < 2) return { status: 400, body: { code: -1021, msg: 'outside of the recvWindow' } };
    return { body: [{ ...open, status: 'NEW', time: 1_700_000_000_005 }] };
  });
  const limit = { ...order, type: 'LIMIT', timeInForce: 'GTC', price: '10' } as const;
  const error = await lost(at, at.client.createOrder(limit));
  expect(await at.clock.run(error.resolve())).toEqual({ outcome: 'unknown' });
  expect(asked).toBe(3);
});
