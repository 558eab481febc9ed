import { getEventListeners } from 'node:events';
import { createSpotClient } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { openAccount, setUpAccount } from '../../test/fake-account.js';

describe('user sockets', () => {
  it('are started and stopped, and stopping all of them ends the subscription and the connection', async () => {
    const setup = setUpAccount();
    const { clock, exchange, manager, client } = setup;
    const seen: string[] = [];
    const abort = new AbortController();
    const start = (name: string, options?: { signal: AbortSignal }) =>
      clock.run(manager.startUserSocket((event) => seen.push(`${name} ${event.e}`), options));
    const stopFirst = await start('first');
    await start('second');
    await start('third', { signal: abort.signal });
    const user = await manager.userData();
    abort.abort();
    await stopFirst();
    setup.position(300, '4');
    await clock.advance(10);
    expect(seen.splice(0)).toEqual(['second outboundAccountPosition']);
    expect([user.status, manager.status]).toEqual(['live', 'open']);
    await clock.run(manager.stopUserSocket());
    expect([user.status, manager.status]).toEqual(['closed', 'idle']);
    expect(setup.requests('userDataStream.unsubscribe')).toMatchObject([{ subscriptionId: 0 }]);
    setup.position(400, '5');
    await clock.advance(10);
    expect(seen).toEqual([]);
    await clock.run(manager.stopUserSocket());
    await start('again');
    setup.position(500, '6');
    await clock.advance(10);
    expect([seen, manager.status]).toEqual([['again outboundAccountPosition'], 'open']);
    await manager.close();
    client.close();
    await clock.advance(0);
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
  });

  it('are stopped also if they were started again while the end of the earlier ones was being confirmed', async () => {
    const setup = setUpAccount();
    const { clock, exchange, manager, client } = setup;
    const seen: string[] = [];
    await clock.run(manager.startUserSocket(() => seen.push('first')));
    exchange.latency = 100;
    const stopped = manager.stopUserSocket();
    await clock.advance(10);
    const again = manager.startUserSocket(() => seen.push('again'));
    await clock.run(Promise.all([stopped, again]));
    setup.position(300, '4');
    await clock.advance(200);
    expect(seen.splice(0)).toEqual(['again']);
    await clock.run(manager.stopUserSocket());
    setup.position(400, '5');
    await clock.advance(200);
    expect([seen, manager.status]).toEqual([[], 'idle']);
    await manager.close();
    client.close();
  });

  it('are not ended by a stop that was called before they were started', async () => {
    const setup = setUpAccount();
    const { clock, exchange, manager, client } = setup;
    const seen: string[] = [];
    const restart = async (name: string): Promise<void> => {
      const stopped = manager.stopUserSocket();
      await clock.run(Promise.all([stopped, manager.startUserSocket(() => seen.push(name))]));
    };
    const first = expect(manager.startUserSocket(() => seen.push('first'))).rejects.toThrow('stopped');
    await restart('second');
    await first;
    setup.position(300, '4');
    await clock.advance(10);
    await restart('third');
    setup.position(400, '5');
    await clock.advance(10);
    expect(seen).toEqual(['second', 'third']);
    await clock.run(manager.stopUserSocket());
    client.close();
    await clock.advance(0);
    expect([manager.status, exchange.open.size, clock.timers.size]).toEqual(['idle', 0, 0]);
  });

  it('are rejected as stopped, and leave no listener on their signal, if they are stopped before they are live', async () => {
    const { clock, exchange, client, manager } = setUpAccount();
    exchange.nextAttempt = 'hang';
    const { signal } = new AbortController();
    const started = expect(manager.startUserSocket(() => undefined, { signal })).rejects.toThrow('stopped');
    await clock.advance(10);
    await clock.run(manager.stopUserSocket());
    await started;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await manager.close();
    client.close();
  });
});

describe('an account that is closed while the exchange subscribes it', () => {
  it('is unsubscribed when the exchange has answered, so that its events do not reach the other accounts', async () => {
    const setup = setUpAccount();
    const { clock, exchange, manager } = setup;
    const { user, close } = await openAccount(setup);
    await clock.run(user.ready());
    const { environment } = setup.client.context;
    const signer = { keyType: 'HMAC', sign: () => 'signature' } as const;
    const fetch = async (): Promise<Response> => Response.json({ serverTime: clock.now() });
    const client = createSpotClient({ apiKey: 'other', signer, environment, clock, fetch });
    const answer = exchange.onFrame;
    let subscribe: (() => void) | undefined;
    exchange.onFrame = (socket, text) => {
      const { id, method, params } = JSON.parse(text) as { id: string; method: string; params?: { apiKey?: string } };
      if (params?.apiKey !== 'other' || !method.startsWith('userDataStream.subscribe')) return answer?.(socket, text);
      subscribe = () => socket.reply({ id, status: 200, result: { subscriptionId: 1 }, rateLimits: [] });
    };
    const other = await manager.userData({ client });
    while (!subscribe) await clock.advance(10);
    const closed = other.close();
    await clock.advance(100);
    expect(setup.requests('userDataStream.unsubscribe')).toEqual([]);
    subscribe();
    await clock.run(closed);
    await clock.advance(10);
    expect(setup.requests('userDataStream.unsubscribe')).toMatchObject([{ subscriptionId: 1 }]);
    expect([user.status, other.status]).toEqual(['live', 'closed']);
    client.close();
    await close();
  });
});
