import { describe, expect, it } from 'vitest';
import { setUpApi } from '../../test/api-setup.js';
import type { FakeSocket } from '../../test/fake-exchange.js';
import { BinanceSocketManager } from '../index.js';

describe('events of accounts', () => {
  const position = (u: number, free: string) => ({
    ...{ e: 'outboundAccountPosition', E: u, u, B: [{ a: 'BTC', f: free, l: '0.00000000' }] },
  });

  /**
   * Returns a `BinanceSocketManager` that is connected to a fake exchange. The fake exchange answers account requests
   * with the values of the returned `account`, and calls `onSubscribe` when user data is subscribed.
   */
  function setUpAccount(onSubscribe: (socket: FakeSocket, id: string) => void) {
    const setup = setUpApi();
    const account = { free: '1.00000000', updateTime: 1, reads: 0, subscriptions: 0 };
    let carrier: FakeSocket | undefined;
    setup.respondBy(({ id, method }, socket) => {
      const answer = (result: unknown): void => socket.reply({ id, status: 200, result, rateLimits: [] });
      if (method === 'userDataStream.subscribe.signature') {
        account.subscriptions += 1;
        carrier = socket;
        onSubscribe(socket, id);
      } else if (method === 'account.status') {
        account.reads += 1;
        const { updateTime, free } = account;
        answer({ updateTime, balances: [{ asset: 'BTC', free, locked: '0.00000000' }] });
      } else answer([]);
    });
    const manager = new BinanceSocketManager(setup.client);
    return { ...setup, account, manager, deliver: (frame: string) => carrier?.deliverNow(frame) };
  }

  const subscribed = (id: string): string =>
    JSON.stringify({ id, status: 200, result: { subscriptionId: 4 }, rateLimits: [] });
  const eventFrame = (event: object): string => JSON.stringify({ subscriptionId: 4, event });

  it('delivers events that arrive in one task with the response to the subscription', async () => {
    const { clock, manager, close } = setUpAccount((socket, id) => {
      clock.setTimeout(() => {
        socket.deliverNow(subscribed(id));
        socket.deliverNow(eventFrame(position(50, '2.00000000')));
        socket.deliverNow(eventFrame({ e: 'balanceUpdate', E: 51, a: 'BTC', d: '1.00000000', T: 51 }));
      }, 1);
    });
    const user = await manager.userData();
    const kinds: string[] = [];
    user.listen({ event: (event) => kinds.push(event.e) });
    await clock.run(user.ready());
    expect(kinds).toEqual(['outboundAccountPosition', 'balanceUpdate']);
    expect(user.accountState().balances.get('BTC')?.free).toBe('2.00000000');
    await manager.close();
    await close();
  });

  it('error: delivered an event twice whose frame arrived twice', async () => {
    const { clock, deliver, manager, close } = setUpAccount((socket, id) => socket.deliver(subscribed(id)));
    const user = await manager.userData();
    await clock.run(user.ready());
    const seen: unknown[] = [];
    user.listen({ event: (event) => seen.push(event.e === 'outboundAccountPosition' ? event.B[0]?.f : event.e) });
    const deposit = { e: 'balanceUpdate', E: 50, a: 'BTC', d: '1.00000000', T: 50 };
    // The third `outboundAccountPosition` has the content of the first one, but is another event.
    const events = [deposit, position(50, '2'), position(50, '1'), position(50, '2'), deposit];
    for (const frame of events.map(eventFrame)) for (let copies = 0; copies < 2; copies++) deliver(frame);
    expect(seen).toEqual(['balanceUpdate', '2', '1', '2', 'balanceUpdate']);
    expect(user.accountState().balances.get('BTC')?.free).toBe('2');
    await manager.close();
    await close();
  });

  it('subscribes again when the subscription ends in one task with its response, and backs off', async () => {
    const { clock, manager, account, close } = setUpAccount((socket, id) => {
      clock.setTimeout(() => {
        socket.deliverNow(subscribed(id));
        socket.deliverNow(eventFrame({ e: 'eventStreamTerminated', E: clock.now() }));
      }, 1);
    });
    await manager.userData();
    await clock.advance(5_000);
    expect(account.subscriptions).toBeGreaterThanOrEqual(3);
    expect(account.subscriptions).toBeLessThanOrEqual(7);
    await clock.advance(60_000);
    expect(account.subscriptions).toBeLessThanOrEqual(14);
    await manager.close();
    await close();
  });

  it('backs off from an exchange that ends each subscription 20 ms later', async () => {
    const { clock, manager, account, close } = setUpAccount((socket, id) => {
      socket.deliver(subscribed(id));
      clock.setTimeout(() => socket.deliverNow(eventFrame({ e: 'eventStreamTerminated', E: clock.now() })), 20);
    });
    await manager.userData();
    await clock.advance(5_000);
    expect(account.subscriptions).toBeLessThanOrEqual(7);
    expect(account.reads).toBeLessThanOrEqual(7);
    await manager.close();
    await close();
  });

  it.each<[string, string]>([
    ['a position without balances', eventFrame({ e: 'outboundAccountPosition', E: 5, u: 5 })],
    ['a position with null as balance', eventFrame({ ...position(5, '1'), B: [null] })],
    ['a lock without a quantity', eventFrame({ e: 'externalLockUpdate', E: 5, a: 'BTC', T: 5 })],
    ['a lock of exponent form', eventFrame({ e: 'externalLockUpdate', E: 5, a: 'BTC', d: '1e5', T: 5 })],
    ['a report without fields', eventFrame({ e: 'executionReport' })],
    ['a position of the far future', eventFrame({ ...position(5, '9'), u: 9e15 })],
    ['an event without a kind', eventFrame({ E: 5 })],
    ['an event without a subscription', JSON.stringify({ event: position(5, '9') })],
    ['an event that was cut off', eventFrame(position(5, '9')).slice(0, -5)],
  ])('reads the account again after %s', async (_, frame) => {
    const { clock, exchange, deliver, manager, account, close } = setUpAccount((socket, id) =>
      socket.deliver(subscribed(id)),
    );
    const user = await manager.userData();
    await clock.run(user.ready());
    const sockets = exchange.all.length;
    const statuses: string[] = [];
    const notices: unknown[] = [];
    user.listen({ notice: (notice) => notices.push(notice) });
    account.free = '7.00000000';
    account.updateTime = 20;
    deliver(frame);
    statuses.push(user.status);
    await clock.advance(2_000);
    statuses.push(user.status);
    expect(statuses).toEqual(['reconciling', 'live']);
    expect(user.accountState().balances.get('BTC')?.free).toBe('7.00000000');
    expect(notices).toEqual([expect.objectContaining({ type: 'gap', reason: 'an event could not be read' })]);
    expect(exchange.all).toHaveLength(sockets);
    await manager.close();
    await close();
  });

  it('reads the account a few times while bad events keep arriving', async () => {
    const { clock, deliver, manager, account, close } = setUpAccount((socket, id) => socket.deliver(subscribed(id)));
    const user = await manager.userData();
    await clock.run(user.ready());
    const before = account.reads;
    for (let i = 0; i < 600; i++) {
      deliver(eventFrame({ e: 'outboundAccountPosition' }));
      await clock.advance(100);
    }
    expect(account.reads - before).toBeLessThanOrEqual(12);
    await clock.advance(60_000);
    expect(user.status).toBe('live');
    await manager.close();
    await close();
  });
});
