import { describe, expect, it } from 'vitest';
import { setUpAccount } from '../../test/fake-account.js';

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
    expect(seen).toEqual(['again outboundAccountPosition']);
    await manager.close();
    client.close();
    await clock.advance(0);
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
  });
});
