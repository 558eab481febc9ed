import { describe, expect, it } from 'vitest';
import { type FakeAccount, openAccount, setUpAccount } from '../../test/fake-account.js';

/** Lets the exchange refuse every symbol that a client checks. */
function refuseSymbols({ exchange }: FakeAccount): void {
  const answer = exchange.onFrame;
  exchange.onFrame = (socket, text) => {
    const { id, method } = JSON.parse(text) as { id: string; method: string };
    if (method === 'avgPrice') socket.reply({ id, status: 400, error: { code: -1121, msg: 'Invalid symbol.' } });
    else answer?.(socket, text);
  };
}

describe('AccountSync', () => {
  it('error: a symbol that was added during a loss, and that the exchange does not list, ended the account', async () => {
    const setup = setUpAccount();
    refuseSymbols(setup);
    const { user, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    setup.exchange.nextAttempt = 'refuse';
    setup.exchange.cutAll();
    user.addSymbols(['NOSUCH']);
    setup.exchange.nextAttempt = 'accept';
    await setup.clock.advance(30_000);
    expect(user.status).toBe('live');
    expect(setup.warnings.filter((text) => text.includes('-1121'))).toHaveLength(1);
    setup.exchange.cutAll();
    await setup.clock.advance(30_000);
    expect([user.status, setup.requests('avgPrice').length]).toEqual(['live', 1]);
    await close();
  });

  it('error: a symbol that was added before the first read, and that the exchange does not list, ended the account', async () => {
    const setup = setUpAccount();
    refuseSymbols(setup);
    const { user, close } = await openAccount(setup);
    user.addSymbols(['NOSUCH']);
    await setup.clock.run(user.ready());
    expect([user.status, setup.warnings]).toEqual(['live', [expect.stringContaining('-1121')]]);
    await close();
  });
});
