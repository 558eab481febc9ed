import { getEventListeners } from 'node:events';
import { createSpotClient, type WebSocketConstructor } from '@pkg/core';
import { describe, expect, it } from 'vitest';
// The client loads this module by `import()` at its first use. The manual clock does not wait for that, so the module
// is loaded before the tests.
import '../market/read-streams.js';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { openAccount, order, setUpAccount, tradeOf } from '../../test/fake-account.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import { BinanceSocketManager, type GapNotice } from '../index.js';

const logger = { warn: () => undefined };

describe('the status of an account', () => {
  it('is given to each consumer at each change, with a notice of each loss before it is live again', async () => {
    const setup = setUpAccount();
    const { clock, exchange } = setup;
    const { user, close } = await openAccount(setup);
    const seen: unknown[] = [];
    const remove = user.listen({
      status: (status) => seen.push([status, user.status]),
      notice: (notice) => seen.push(notice),
    });
    const gaps: unknown[] = [];
    setup.manager.on('gap', (gap) => gaps.push(gap));
    expect(user.status).toBe('connecting');
    await clock.run(user.ready());
    expect(seen.splice(0)).toEqual([['open', 'live']]);
    await clock.advance(10_000);
    setup.position(300, '4');
    await clock.advance(10);
    const from = clock.now() - 9;
    await clock.advance(1_000);
    exchange.nextAttempt = 'refuse';
    exchange.cutAll();
    expect(seen.splice(0)).toEqual([['reconnecting', 'reconciling']]);
    await clock.advance(20_000);
    exchange.nextAttempt = 'accept';
    while (gaps.length === 0) await clock.advance(1);
    const [gap] = gaps as [GapNotice];
    expect(gap).toMatchObject({ type: 'gap', stream: 'user', from, reason: 'closed with code 1006' });
    expect(Math.abs(gap.to - clock.now())).toBeLessThanOrEqual(1);
    expect([seen.splice(0), gaps]).toEqual([[gap], [gap]]);
    await clock.run(user.ready());
    expect(seen.splice(0)).toEqual([['open', 'live']]);
    await clock.advance(10_000);
    expect(seen).toEqual([]);
    await remove();
    const other: unknown[] = [];
    user.listen({ status: (status) => other.push(status) });
    await clock.run(user.close());
    await user.close();
    expect([seen, other, user.error?.message]).toEqual([[], ['closed'], 'the user data stream was closed']);
    await expect(user.ready()).rejects.toBe(user.error);
    await close();
  });

  it('is failed with the error of the exchange, which ends loops and subscriptions with it', async () => {
    const setup = setUpAccount();
    setup.account.subscribeRefusals = [{ status: 401, error: { code: -2014, msg: 'API-key format invalid.' } }];
    const { user, close } = await openAccount(setup);
    const statuses: unknown[] = [];
    user.listen({ status: (status) => statuses.push(status) });
    const ends = [user.ready(), user.subscribe(() => undefined), user.stream().next()];
    const errors = await setup.clock.run(Promise.all(ends.map((end) => end.catch((error: unknown) => error))));
    for (const error of errors) {
      expect(error).toBe(user.error);
      expect(error).toMatchObject({ name: 'BinanceStreamError', code: -2014 });
    }
    expect([statuses, user.status]).toEqual([['failed'], 'failed']);
    await user.close();
    expect([statuses, user.status]).toEqual([['failed'], 'failed']);
    await close();
  });

  it('error: was connecting for ever after the exchange had refused the connection for good', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock, { showsPings: true });
    exchange.onFrame = (socket, text) => {
      const { id, method } = JSON.parse(text) as { id: string; method: string };
      const account = { updateTime: 1, balances: [] };
      const results = { 'account.status': account, 'openOrders.status': [], 'session.subscriptions': [] };
      socket.reply({ id, status: 200, result: results[method as keyof typeof results] ?? { subscriptionId: 0 } });
    };
    const fetch = async (): Promise<Response> => Response.json({ serverTime: clock.now() });
    const signer = { keyType: 'HMAC', sign: () => 'signature' } as const;
    const { environment } = exchange;
    const client = createSpotClient({ apiKey: 'key', signer, environment, clock, fetch, logger });
    const manager = new BinanceSocketManager(client);
    exchange.nextAttempt = { status: 451 };
    const refused = await manager.userData();
    const ends = [refused.ready(), manager.startUserSocket(() => undefined), refused.stream().next()];
    for (const error of await clock.run(Promise.all(ends.map((end) => end.catch((thrown: unknown) => thrown))))) {
      expect(error).toMatchObject({ name: 'BinanceStreamError', code: 451 });
    }
    expect([refused.status, manager.status, exchange.attempts.length]).toEqual(['failed', 'failed', 1]);
    exchange.nextAttempt = 'accept';
    const user = await manager.userData();
    await clock.run(user.ready());
    expect([user.status, manager.status]).toEqual(['live', 'open']);
    // The exchange also refuses the reconnect of an account that was live.
    exchange.nextAttempt = { status: 451 };
    exchange.cutAll();
    await clock.advance(10_000);
    expect([user.status, exchange.attempts.length]).toEqual(['failed', 3]);
    await expect(user.ready()).rejects.toBe(user.error);
    await manager.close();
    client.close();
    await clock.advance(0);
    expect(clock.timers.size).toBe(0);
  });

  it('error: waited for ever if no WebSocket could be created', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const WebSocket = class {
      constructor() {
        throw new SyntaxError('the address is not allowed');
      }
    } as unknown as WebSocketConstructor;
    const environment = { ...exchange.environment, WebSocket };
    const signer = { keyType: 'HMAC', sign: () => 'signature' } as const;
    const client = createSpotClient({ apiKey: 'key', signer, environment, clock, logger });
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData();
    const ends = [user.ready(), manager.startUserSocket(() => undefined), user.stream().next()];
    for (const error of await clock.run(Promise.all(ends.map((end) => end.catch((thrown: unknown) => thrown))))) {
      expect(error).toMatchObject({ name: 'BinanceStreamError', cause: { name: 'SyntaxError' } });
    }
    expect([user.status, manager.status]).toEqual(['failed', 'failed']);
    await manager.close();
    client.close();
    expect(clock.timers.size).toBe(0);
  });

  it('error: was silent if the exchange ended the log-on of its key while it was live', async () => {
    const setup = setUpAccount('Ed25519');
    const { close } = await openAccount(setup);
    await setup.clock.run(setup.manager.startUserSocket(() => undefined));
    const error = { code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' };
    for (const socket of setup.exchange.open) socket.reply({ id: null, status: 401, error });
    await setup.clock.advance(10);
    expect(setup.warnings).toEqual([expect.stringContaining('log-on: Invalid API-key, IP, or permissions')]);
    await close();
  });

  it('error: told the rest of the recovered events after a listener had closed the account', async () => {
    const setup = setUpAccount();
    const { user, events, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    setup.fill(7);
    await setup.clock.advance(10);
    setup.exchange.cutAll();
    setup.account.trades = [7, 8, 9].map(tradeOf);
    setup.account.orders = [{ ...order, status: 'PARTIALLY_FILLED', executedQty: '9', updateTime: 9_000 }];
    user.listen({ event: (event) => 'recovered' in event && void user.close() });
    await setup.clock.advance(10_000);
    expect(events.flatMap((event) => (event.e === 'executionReport' ? [event.t] : []))).toEqual([7, 8]);
    await close();
  });

  it('error: told events during the call that closed the manager in the middle of a renewal', async () => {
    const setup = setUpAccount();
    const { user, positions, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    const sockets = () =>
      setup.exchange.all.filter(({ requests }) => requests.some(({ method }) => method.startsWith('userDataStream')));
    // The exchange does not answer `avgPrice`, the request that checks whether it lists LTCBTC. So the old socket of the
    // renewal stays open for some seconds.
    setup.ignored.add('avgPrice');
    await setup.manager.userData({ symbols: ['LTCBTC'] });
    await setup.clock.advance(100);
    sockets()[0]?.reply({ event: { e: 'serverShutdown', E: 1 } });
    while (sockets().length < 2) await setup.clock.advance(1);
    await setup.clock.advance(100);
    const event = { e: 'outboundAccountPosition', E: 300, u: 300, B: [{ a: 'BTC', f: '4', l: '0' }] };
    sockets()[1]?.reply({ subscriptionId: 0, event });
    await setup.clock.advance(100);
    expect([user.status, positions(), sockets()[0]?.readyState]).toEqual(['live', [], 1]);
    await close();
    expect(positions()).toEqual([]);
  });

  it('is given the reason of each loss by itself, once', async () => {
    const setup = setUpAccount();
    const { user, close } = await openAccount(setup);
    const reasons: unknown[] = [];
    user.listen({ notice: (notice) => reasons.push('reason' in notice && notice.reason) });
    await setup.clock.run(user.ready());
    for (const [code, reason] of [
      [1008, 'too many requests'],
      [1001, 'maintenance'],
    ] as const) {
      for (const socket of [...setup.exchange.open]) socket.cut(code, reason);
      await setup.clock.advance(30_000);
      expect(user.status).toBe('live');
    }
    expect(reasons).toEqual(['closed with code 1008: too many requests', 'closed with code 1001: maintenance']);
    await close();
  });

  it('error: named what was lost before the first read as the reason of a later loss', async () => {
    const setup = setUpAccount();
    setup.hold();
    const { user, close } = await openAccount(setup);
    const reasons: unknown[] = [];
    user.listen({ notice: (notice) => reasons.push('reason' in notice && notice.reason) });
    await setup.clock.advance(100);
    setup.send({ e: 'balanceUpdate', E: 'unreadable' });
    await setup.clock.advance(10);
    setup.release();
    await setup.clock.run(user.ready());
    for (const socket of [...setup.exchange.open]) socket.cut(1001, 'maintenance');
    await setup.clock.advance(30_000);
    expect([user.status, reasons]).toEqual(['live', ['closed with code 1001: maintenance']]);
    await close();
  });

  it('error: waited for a failed renewal if the account was opened during it, although the old connection was open', async () => {
    const setup = setUpAccount();
    const { clock, exchange, manager } = setup;
    const { user, close } = await openAccount(setup);
    await clock.run(user.ready());
    const sockets = () =>
      exchange.all.filter(({ requests }) => requests.some(({ method }) => method.startsWith('userDataStream')));
    // The exchange does not answer `avgPrice`, the request that checks whether it lists LTCBTC. So the old socket of the
    // renewal stays open for some seconds.
    setup.ignored.add('avgPrice');
    await manager.userData({ symbols: ['LTCBTC'] });
    await clock.advance(100);
    sockets()[0]?.reply({ event: { e: 'serverShutdown', E: 1 } });
    while (sockets().length < 2) await clock.advance(1);
    await clock.advance(100);
    const { environment } = setup.client.context;
    const signer = { keyType: 'HMAC', sign: () => 'signature' } as const;
    const fetch = async (): Promise<Response> => Response.json({ serverTime: clock.now() });
    const client = createSpotClient({ apiKey: 'other', signer, environment, clock, fetch });
    const other = await manager.userData({ client });
    exchange.nextAttempt = 'refuse';
    sockets()[1]?.cut();
    await clock.advance(1_000);
    expect([user.status, other.status, sockets()[0]?.readyState]).toEqual(['live', 'live', 1]);
    client.close();
    await close();
  });

  it('leaves no listener on the signals of its consumers when it is closed or has failed', async () => {
    const setup = setUpAccount();
    const { signal } = new AbortController();
    const { user, close } = await openAccount(setup);
    await setup.clock.run(user.subscribe(() => undefined, { signal }));
    await setup.clock.run(user.close());
    const next = await setup.manager.userData();
    await setup.clock.run(next.subscribe(() => undefined, { signal }));
    setup.account.subscribeRefusals = [{ status: 401, error: { code: -2015, msg: 'Invalid API-key.' } }];
    setup.exchange.cutAll();
    await setup.clock.advance(10_000);
    expect([next.status, getEventListeners(signal, 'abort')]).toEqual(['failed', []]);
    await close();
  });

  it('error: a manager without a WebSocket API waited for ever for the connection of an account', async () => {
    const { clock, exchange, client, manager } = setUpAccount();
    const environment = { ...exchange.environment, wsApi: '' };
    const signer = { keyType: 'HMAC', sign: () => 'signature' } as const;
    const own = new BinanceSocketManager(createSpotClient({ apiKey: 'key', signer, environment, clock }));
    const changes: unknown[] = [];
    own.onStatus((change) => changes.push(change));
    await expect(own.userData()).rejects.toThrow('environment fake: has no WebSocket API');
    let isStarted = false;
    void own.start().then(() => {
      isStarted = true;
    });
    await clock.advance(0);
    expect([isStarted, changes]).toEqual([true, []]);
    await Promise.all([own.close(), manager.close()]);
    client.close();
  });

  it('error: an account was opened by a manager that was closed meanwhile, and stayed connected', async () => {
    const { clock, exchange, client, manager } = setUpAccount();
    const opened = expect(manager.userData()).rejects.toMatchObject({ name: 'BinanceStreamError' });
    await manager.close();
    await opened;
    await clock.advance(1_000);
    expect([exchange.all.length, manager.status]).toEqual([0, 'closed']);
    client.close();
  });
});
