import { describe, expect, it } from 'vitest';
import { type FakeAccount, openAccount, order, report, setUpAccount, tradeOf } from '../../test/fake-account.js';

const open = { ...order, status: 'NEW', executedQty: '0', updateTime: 1 };
const unreadable = { e: 'outboundAccountPosition', E: 300, u: 300, B: 'not a list' };

function balancesOf(free: Record<string, string>): object[] {
  return Object.entries(free).map(([asset, amount]) => ({ asset, free: amount, locked: '0' }));
}

/** Lets the exchange refuse every symbol that a client checks or whose orders it reads. */
function refuseSymbols({ exchange }: FakeAccount, code = -1121): void {
  const answer = exchange.onFrame;
  exchange.onFrame = (socket, text) => {
    const { id, method } = JSON.parse(text) as { id: string; method: string };
    const isRefused = method === 'avgPrice' || method === 'allOrders';
    if (isRefused) socket.reply({ id, status: 400, error: { code, msg: 'Invalid symbol.' } });
    else answer?.(socket, text);
  };
}

describe('AccountSync', () => {
  // The exchange refuses a symbol that it does not list with -1121, and one with illegal characters with -1100.
  it.each([-1121, -1100])(
    'error: a symbol that was added during a loss, and that the exchange refuses with %i, ended the account',
    async (code) => {
      const setup = setUpAccount();
      refuseSymbols(setup, code);
      const { user, close } = await openAccount(setup);
      await setup.clock.run(user.ready());
      setup.exchange.nextAttempt = 'refuse';
      setup.exchange.cutAll();
      user.addSymbols(['BNB,BTC']);
      setup.exchange.nextAttempt = 'accept';
      await setup.clock.advance(30_000);
      expect(user.status).toBe('live');
      expect(setup.warnings.filter((text) => text.includes(String(code)))).toHaveLength(1);
      setup.exchange.cutAll();
      await setup.clock.advance(30_000);
      expect([user.status, setup.requests('avgPrice').length]).toEqual(['live', 1]);
      await close();
    },
  );

  it('error: was live with a symbol of illegal characters, and never again after a loss', async () => {
    const setup = setUpAccount();
    refuseSymbols(setup, -1100);
    const { user, close } = await openAccount(setup, ['BNB,BTC']);
    await expect(setup.clock.run(user.ready())).rejects.toMatchObject({ name: 'BinanceApiError', code: -1100 });
    expect(user.status).toBe('failed');
    await setup.clock.advance(10);
    await close();
  });

  it('error: asked the exchange for added symbols in small letters, which it refuses', async () => {
    const setup = setUpAccount();
    const { user, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    user.addSymbols(['ltcbtc']);
    await setup.clock.advance(10);
    expect(setup.requests('avgPrice')).toEqual([{ symbol: 'LTCBTC' }]);
    const isRefused = (symbols: unknown) =>
      expect(() => user.addSymbols(symbols as string[])).toThrow(
        expect.objectContaining({ name: 'BinanceConfigError' }),
      );
    for (const symbols of [undefined, 'LTCBTC', ['']]) isRefused(symbols);
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

  it('error: each added symbol was queried and reported again with each further one', async () => {
    const setup = setUpAccount();
    refuseSymbols(setup);
    const { user, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    const symbols = ['NOSUCH', 'NONE', 'UNLISTED'];
    for (const symbol of symbols) user.addSymbols([symbol]);
    await setup.clock.advance(1_000);
    expect(setup.requests('avgPrice')).toMatchObject(symbols.map((symbol) => ({ symbol })));
    expect(setup.warnings).toHaveLength(3);
    user.addSymbols(['LATER']);
    await setup.clock.advance(1_000);
    expect([setup.requests('avgPrice').length, setup.warnings.length]).toEqual([4, 4]);
    await close();
  });

  it('error: an added symbol was reported twice if the connection was lost while it was checked', async () => {
    const setup = setUpAccount();
    const { clock, exchange } = setup;
    const answer = exchange.onFrame;
    exchange.onFrame = (socket, text) => {
      const { id, method } = JSON.parse(text) as { id: string; method: string };
      const refusal = { id, status: 400, error: { code: -1121, msg: 'Invalid symbol.' } };
      if (method === 'avgPrice') clock.setTimeout(() => socket.reply(refusal), 5_000);
      else answer?.(socket, text);
    };
    const { user, close } = await openAccount(setup);
    await clock.run(user.ready());
    user.addSymbols(['NOSUCH']);
    await clock.advance(10);
    exchange.cutAll();
    await clock.advance(30_000);
    expect([user.status, setup.requests('avgPrice').length]).toEqual(['live', 3]);
    expect(setup.warnings.filter((text) => text.includes('-1121'))).toHaveLength(1);
    await close();
  });

  it('error: did not say why no attempt to subscribe succeeded', async () => {
    const setup = setUpAccount();
    const refusal = { status: 400, error: { code: -1006, msg: 'An unexpected response was received.' } };
    setup.account.subscribeRefusals = Array.from({ length: 6 }, () => refusal);
    const { user, close } = await openAccount(setup);
    await setup.clock.advance(7_000);
    expect([setup.requests('userDataStream.subscribe.signature').length, setup.warnings]).toEqual([5, []]);
    await setup.clock.run(user.ready());
    expect(setup.warnings).toEqual([expect.stringContaining('-1006')]);
    await close();
  });

  it('error: an order that had ended before the subscription stayed open if the first read still had it', async () => {
    const setup = setUpAccount();
    setup.account.openOrders = [open, { ...open, orderId: 2 }];
    const { user, events, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    setup.account.openOrders = [{ ...open, orderId: 2 }];
    await setup.clock.advance(10_000);
    expect([...user.accountState().openOrders.keys()]).toEqual(['BNBBTC 2']);
    expect(events).toEqual([]);
    await close();
  });

  it('error: a list that had ended before the subscription was queried after a loss', async () => {
    const setup = setUpAccount();
    const pair = [1, 2].map((orderId) => ({ ...open, orderId, orderListId: 3 }));
    setup.account.openOrders = [
      ...pair,
      { ...open, orderId: 4, orderListId: 5 },
      { ...open, orderId: 6, orderListId: 5 },
    ];
    const { user, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    setup.account.openOrders = [{ ...open, orderId: 4, orderListId: 5 }];
    await setup.clock.advance(10_000);
    setup.account.openOrders = [];
    setup.exchange.cutAll();
    await setup.clock.advance(10_000);
    const queried = setup.requests('orderList.status') as { orderListId: number }[];
    expect(new Set(queried.map(({ orderListId }) => orderListId))).toEqual(new Set([5]));
    await close();
  });

  it('error: stayed reconciling if the exchange did not know a list after a loss', async () => {
    const setup = setUpAccount();
    const { exchange, clock } = setup;
    setup.account.openOrders = [{ ...open, orderListId: 3 }];
    const answer = exchange.onFrame;
    exchange.onFrame = (socket, text) => {
      const { id, method } = JSON.parse(text) as { id: string; method: string };
      const error = { code: -2018, msg: 'Order list does not exist.' };
      if (method === 'orderList.status') socket.reply({ id, status: 400, error });
      else answer?.(socket, text);
    };
    const { user, close } = await openAccount(setup);
    await clock.run(user.ready());
    setup.account.openOrders = [];
    setup.account.orders = [{ ...open, orderListId: 3, status: 'CANCELED', updateTime: 300 }];
    exchange.cutAll();
    await clock.advance(30_000);
    expect([user.status, user.accountState().openOrders.size]).toEqual(['live', 0]);
    await close();
  });

  it('error: an older answer replaced the balance of an event if the measured time was behind', async () => {
    const setup = setUpAccount();
    const { clock } = setup;
    const { user, free, positions, close } = await openAccount(setup);
    await clock.run(user.ready());
    setup.hold();
    await clock.advance(5_000);
    const u = clock.now() + 500;
    setup.position(u, '9');
    await clock.advance(10);
    setup.release();
    await clock.advance(10);
    expect([setup.requests('account.status').length, free(), positions()]).toEqual([2, '9', [u]]);
    await close();
  });

  it('delivers the end of an order once if its event arrives after the repeated read', async () => {
    const setup = setUpAccount();
    setup.account.openOrders = [open];
    const { user, events, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    setup.account.openOrders = [];
    await setup.clock.advance(10_000);
    for (let copy = 0; copy < 2; copy++) setup.report(setup.clock.now() - 8_000, 'CANCELED', '0');
    await setup.clock.advance(10);
    expect(events).toMatchObject([{ e: 'executionReport', X: 'CANCELED' }]);
    expect(user.accountState().openOrders.size).toBe(0);
    await close();
  });

  it('error: a balance that the first read lacked stayed wrong if another asset changed after the subscription', async () => {
    const setup = setUpAccount();
    const { exchange, clock } = setup;
    const account = { updateTime: 200, balances: balancesOf({ BTC: '5', BNB: '1', LTC: '1' }) };
    const answer = exchange.onFrame;
    exchange.onFrame = (socket, text) => {
      const { id, method } = JSON.parse(text) as { id: string; method: string };
      if (method === 'account.status') socket.reply({ id, status: 200, result: account, rateLimits: [] });
      else answer?.(socket, text);
    };
    const { user, events, close } = await openAccount(setup);
    await clock.run(user.ready());
    const free = () => [...user.accountState().balances.values()].map((balance) => balance.free);
    await clock.advance(1_000);
    const now = clock.now();
    const position = (a: string, f: string, u: number) =>
      setup.send({ e: 'outboundAccountPosition', E: u, u, B: [{ a, f, l: '0' }] });
    // The first answer lacked the last change of BTC before the subscription. The event of BNB arrives before the next
    // answer, and that of LTC arrives after it.
    position('BNB', '0', now);
    await clock.advance(10);
    Object.assign(account, { updateTime: now + 1, balances: balancesOf({ BTC: '4', BNB: '0', LTC: '2' }) });
    await clock.advance(20_000);
    expect(free()).toEqual(['4', '0', '2']);
    // Listeners are notified of the corrected balances too.
    const corrected = ['BTC 4', 'LTC 2'];
    const told = () =>
      events.map((event) => event.e === 'outboundAccountPosition' && event.B.map(({ a, f }) => `${a} ${f}`));
    expect(told()).toEqual([['BNB 0'], corrected]);
    expect(events[1]).toMatchObject({ recovered: true });
    position('LTC', '2', now + 1);
    await clock.advance(10);
    expect([free(), told()]).toEqual([
      ['4', '0', '2'],
      [['BNB 0'], corrected, ['LTC 2']],
    ]);
    await close();
  });

  it('error: an order stayed unknown whose event was dropped before the first read was repeated', async () => {
    const setup = setUpAccount();
    setup.hold();
    const { user, close } = await openAccount(setup);
    await setup.clock.advance(100);
    const T = setup.clock.now();
    setup.send({ ...report, E: T, T, O: T });
    setup.send(unreadable);
    await setup.clock.advance(10);
    setup.release();
    await setup.clock.run(user.ready());
    expect(user.accountState().openOrders.size).toBe(0);
    setup.account.openOrders = [{ ...open, time: T, updateTime: T }];
    await setup.clock.advance(10_000);
    expect([...user.accountState().openOrders.keys()]).toEqual(['BNBBTC 1']);
    await close();
  });

  it('error: a new symbol was not read if its events were dropped because too many arrived', async () => {
    const setup = setUpAccount();
    const { user, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    setup.exchange.cutAll();
    setup.hold();
    await setup.clock.advance(5_000);
    const T = setup.clock.now();
    setup.send({ ...report, s: 'LTCBTC', E: T, T, O: T });
    for (let i = 0; i < 5; i++) setup.send({ e: 'newKind', E: i, text: 'x'.repeat(7 * 2 ** 20) });
    await setup.clock.advance(10);
    setup.release();
    await setup.clock.run(user.ready());
    expect(setup.requests('allOrders')).toContainEqual(expect.objectContaining({ symbol: 'LTCBTC' }));
    await close();
  });

  it('error: delivered an older balance in an event with a newer balance of another asset', async () => {
    const setup = setUpAccount();
    const { user, events, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    const position = (u: number, f: Record<string, string>) =>
      setup.send({ e: 'outboundAccountPosition', E: u, u, B: Object.entries(f).map(([a, f]) => ({ a, f, l: '0' })) });
    position(300, { BTC: '6', BNB: '1' });
    position(500, { BTC: '7' });
    // This event arrives late, for example after a renewal of the connection.
    position(400, { BTC: '8', BNB: '2' });
    await setup.clock.advance(10);
    const seen = events.flatMap((event) => (event.e === 'outboundAccountPosition' ? event.B : []));
    expect(seen.map(({ a, f }) => `${a} ${f}`)).toEqual(['BTC 6', 'BNB 1', 'BTC 7', 'BNB 2']);
    expect([...user.accountState().balances].map(([asset, { free }]) => `${asset} ${free}`)).toEqual([
      'BTC 7',
      'BNB 2',
    ]);
    await close();
  });

  it('error: read the account again and again after a loss if the answers had the fills whose events waited', async () => {
    const setup = setUpAccount();
    const { user, events, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    setup.report(300, 'NEW', '0');
    await setup.clock.advance(10);
    const gaps: unknown[] = [];
    user.listen({ notice: (notice) => gaps.push(notice) });
    setup.hold();
    setup.exchange.cutAll();
    await setup.clock.advance(5_000);
    setup.fill(2);
    setup.account.orders = [{ ...order, status: 'PARTIALLY_FILLED', executedQty: '2', updateTime: 2_000 }];
    setup.account.trades = [1, 2].map(tradeOf);
    const before = setup.requests('account.status').length;
    setup.release();
    await setup.clock.advance(30_000);
    expect(events.flatMap((event) => (event.e === 'executionReport' ? Number(event.z) : []))).toEqual([0, 1, 2]);
    expect([gaps.length, user.status]).toEqual([1, 'live']);
    // The account was being read before the fill. It is read once more when the answers certainly have all changes.
    expect(setup.requests('account.status').length - before).toBe(1);
    await close();
  });

  it('error: an order stayed unknown whose event was dropped 5 s after the subscription', async () => {
    const setup = setUpAccount();
    setup.hold();
    const { user, close } = await openAccount(setup);
    await setup.clock.advance(100);
    setup.send(unreadable);
    await setup.clock.advance(6_000);
    const T = setup.clock.now();
    setup.send({ ...report, E: T, T, O: T });
    await setup.clock.advance(10);
    setup.release();
    await setup.clock.run(user.ready());
    setup.account.openOrders = [{ ...open, time: T, updateTime: T }];
    await setup.clock.advance(10_000);
    expect([...user.accountState().openOrders.keys()]).toEqual(['BNBBTC 1']);
    await close();
  });
});
