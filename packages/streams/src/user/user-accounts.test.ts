import { createSpotClient } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { tableSizes } from '../../../../tests/support/tables.js';
import { openAccount, setUpAccount } from '../../test/fake-account.js';

describe('UserAccounts', () => {
  it('error: waited for ever if a status listener closed the manager while an account was being opened', async () => {
    const { clock, exchange, client, manager } = setUpAccount();
    const { environment } = client.context;
    const signer = { keyType: 'HMAC', sign: () => 'signature' } as const;
    const other = createSpotClient({ apiKey: 'other', signer, environment, clock });
    manager.onStatus(({ connectionStatus }) => connectionStatus === 'connecting' && void manager.close());
    const opened = [manager.startUserSocket(() => undefined), manager.userData({ client: other })];
    const ends: unknown[] = [];
    for (const each of opened) each.catch((error: Error) => ends.push(error.message));
    await clock.advance(1_000);
    expect([ends, exchange.all.length, manager.status]).toEqual([Array(2).fill('the manager was closed'), 0, 'closed']);
    for (const each of [client, other]) each.close();
    expect(clock.timers.size).toBe(0);
  });

  it('error: notified a consumer that an account was open after that account had been closed', async () => {
    const setup = setUpAccount();
    const { user, close } = await openAccount(setup);
    const seen: string[] = [];
    user.listen({ status: (status) => status === 'open' && void user.close() });
    user.listen({ status: (status) => seen.push(status) });
    await setup.clock.advance(1_000);
    expect([user.status, seen]).toEqual(['closed', ['closed']]);
    await close();
  });

  it('error: kept a consumer of each subscription that its signal ended before the account was live', async () => {
    const setup = setUpAccount();
    setup.exchange.nextAttempt = 'hang';
    const { user, close } = await openAccount(setup);
    await setup.clock.advance(10);
    for (let mount = 0; mount < 20; mount++) {
      const abort = new AbortController();
      const subscribed = user.subscribe(() => undefined, { signal: abort.signal });
      abort.abort();
      await expect(subscribed).rejects.toBe(abort.signal.reason);
    }
    const sizes = tableSizes(user, ['ManualClock', 'FakeExchange', 'ExchangeSocket']);
    expect(Object.values(sizes).filter((size) => size >= 20)).toEqual([]);
    await close();
  });

  it('error: called `frame` of a consumer with an empty text for each event, and not `event`', async () => {
    const setup = setUpAccount();
    const { user, close } = await openAccount(setup);
    const seen: unknown[] = [];
    user.listen({ event: ({ e }) => seen.push(e), frame: (frame) => seen.push(frame) });
    await setup.clock.run(user.ready());
    setup.position(300, '4');
    await setup.clock.advance(10);
    expect(seen).toEqual(['outboundAccountPosition']);
    await close();
  });
});
