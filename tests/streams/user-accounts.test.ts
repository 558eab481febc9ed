import { rest } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { BinanceSocketManager } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { createEd25519Account, run, setUpExchange, socketClient } from './support.js';
import { bid, setUpUser } from './user-setup.js';
import { Wire } from './wire.js';

describe('accounts of a manager', () => {
  it('error: refuses a client of another exchange before it sends anything', async () => {
    const { exchange, clock, account, manager, close } = await setUpUser();
    const other = createExchange({ seed: 8, clock, symbols: ['BNBBTC'] });
    for (const environment of [
      other.environment,
      { ...exchange.environment, wsApi: 'wss://other.simulated/ws-api/v3' },
      { ...exchange.environment, rest: 'https://other.simulated' },
    ]) {
      const second = socketClient(exchange, account, { environment, transport: rest() });
      const refused = expect(manager.userData({ client: second })).rejects;
      await refused.toMatchObject({ name: 'BinanceConfigError', message: expect.stringContaining('exchange') });
      second.close();
    }
    expect(other.sockets.size).toBe(0);
    await close();
  });

  it('error: subscribed to the account of another key that logged on at the same time', async () => {
    const { exchange, clock } = setUpExchange();
    exchange.faults.script({ kind: 'delay', ms: 100, scope: 'wsApi' });
    const opened = [1, 2].map((deposit) => {
      const { account, signer } = createEd25519Account(exchange);
      return { deposit: `${deposit}.00000000`, account, client: socketClient(exchange, account, { signer } as never) };
    });
    const manager = new BinanceSocketManager(opened[0]?.client as never);
    const users = await Promise.all(opened.map(({ client }) => manager.userData({ client })));
    await run(clock, Promise.all(users.map((user) => user.ready())));
    const seen: unknown[][] = [[], []];
    users.forEach((user, i) => {
      user.listen({ event: (event) => event.e === 'balanceUpdate' && seen[i]?.push(event.d) });
    });
    for (const { account, deposit } of opened) exchange.fund(account.apiKey, { BTC: deposit });
    await clock.advance(1_000);
    expect(seen).toEqual(opened.map(({ deposit }) => [deposit]));
    await run(clock, manager.close());
    for (const { client } of opened) client.close();
  });

  it('error: failed for good because the exchange refused the timestamp of its log-on after a loss', async () => {
    const { exchange, clock } = setUpExchange();
    const { account, signer } = createEd25519Account(exchange);
    const wire = new Wire(exchange.environment, clock, { sent: () => undefined });
    const client = socketClient(exchange, account, { signer, environment: wire.environment } as never);
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData();
    await run(clock, user.ready());
    wire.refuse(account.apiKey, 'session.logon', -1021, 4);
    exchange.sockets.cutAll();
    await clock.advance(60_000);
    expect([user.status, wire.linesOf(account.apiKey).length]).toEqual(['live', 1]);
    await run(clock, manager.close());
    client.close();
  });

  it('error: renewed the connection to open an account again that had failed, because it was still subscribed', async () => {
    const { exchange, clock, account } = setUpExchange();
    const wire = new Wire(exchange.environment, clock, { sent: () => undefined });
    const client = socketClient(exchange, account, { environment: wire.environment, transport: rest() });
    const manager = new BinanceSocketManager(client);
    const failed = await manager.userData({ symbols: ['NOSUCH'] });
    await expect(run(clock, failed.ready())).rejects.toMatchObject({ code: -1121 });
    await clock.advance(1_000);
    expect(wire.linesOf(account.apiKey)).toHaveLength(0);
    const user = await manager.userData();
    await run(clock, user.ready());
    await clock.advance(5_000);
    expect([user.status, wire.lines.length]).toEqual(['live', 1]);
    await run(clock, manager.close());
    client.close();
  });

  it('takes a client whose environment differs only by slashes at the end of its addresses', async () => {
    const { exchange, clock, account, close } = await setUpUser();
    const { rest: origin, wsApi } = exchange.environment;
    const environment = { ...exchange.environment, rest: `${origin}/`, wsApi: `${wsApi}//` };
    const manager = new BinanceSocketManager({ environment, clock });
    const client = socketClient(exchange, account, { transport: rest() });
    const user = await manager.userData({ client });
    await run(clock, user.ready());
    await run(clock, manager.close());
    client.close();
    await close();
  });

  it('error: gave a second client times in the unit of the first one, although its answers have another', async () => {
    const { exchange, clock, manager, close } = await setUpUser();
    const second = socketClient(exchange, exchange.createAccount(), { timeUnit: 'microsecond' });
    const refused = expect(manager.userData({ client: second })).rejects;
    await refused.toMatchObject({ name: 'BinanceConfigError', message: expect.stringContaining('in microseconds') });
    const own = new BinanceSocketManager(second);
    const user = await own.userData();
    await run(clock, user.ready());
    await run(clock, own.close());
    second.close();
    await close();
  });

  it('error: refuses a client of another exchange than the live one if the manager names none', async () => {
    const { exchange, account, close } = await setUpUser();
    const client = socketClient(exchange, account, { transport: rest() });
    const manager = new BinanceSocketManager({});
    await expect(manager.userData({ client })).rejects.toMatchObject({ name: 'BinanceConfigError' });
    await manager.close();
    client.close();
    await close();
  });

  it('error: returned an account that never connects at the second userData() of an exchange without a WebSocket API', async () => {
    const { exchange, account, close } = await setUpUser();
    const environment = { ...exchange.environment, wsApi: '' };
    const client = socketClient(exchange, account, { environment, transport: rest() });
    const manager = new BinanceSocketManager(client);
    for (let i = 0; i < 2; i++) {
      await expect(manager.userData()).rejects.toMatchObject({ name: 'BinanceStreamError' });
    }
    await manager.close();
    client.close();
    await close();
  });

  it('keeps the events of an account that is opened while the connection of the other one is being renewed', async () => {
    const { exchange, clock, manager, close } = await setUpUser();
    const account = exchange.createAccount({ balances: { BTC: '1000' } });
    const client = socketClient(exchange, account, { transport: rest() });
    // The old socket stays open for 11 s, because the client waits for the answer to this request, which the exchange
    // does not send.
    exchange.faults.script({ kind: 'hang', scope: 'wsApi', target: 'session.subscriptions', times: 1 });
    exchange.announceShutdown(12_000);
    await clock.advance(1_000);
    expect(exchange.sockets.size).toBe(2);
    const other = await manager.userData({ client });
    await run(clock, other.ready());
    const seen: unknown[] = [];
    other.listen({
      status: (status) => seen.push(status),
      notice: ({ type }) => seen.push(type),
      event: ({ e }) => seen.push(e),
    });
    await clock.advance(11_000);
    expect(exchange.sockets.size).toBe(1);
    exchange.engine.placeOrder(account.uid, bid);
    await clock.advance(1_000);
    expect([other.status, seen]).toEqual(['live', ['executionReport', 'outboundAccountPosition']]);
    client.close();
    await close();
  });

  it('reads the symbols of a later userData() too, and reports one that the exchange does not list', async () => {
    const { clock, exchange, account, manager, user, warnings, reports, close, lose } = await setUpUser([]);
    expect(await manager.userData({ symbols: ['ltcusdt', 'NOSUCH'] })).toBe(user);
    await clock.advance(1_000);
    expect(warnings.join()).toContain('Invalid symbol');
    expect(user.status).toBe('live');
    const back = await lose();
    const { order: placed } = exchange.engine.placeOrder(account.uid, {
      ...bid,
      symbol: 'LTCUSDT',
      price: 80_00000000n,
    });
    exchange.engine.cancelOrder(account.uid, { symbol: 'LTCUSDT', orderId: placed.orderId } as never);
    back();
    await run(clock, user.ready());
    expect(reports().map(({ s, x }) => [s, x])).toEqual([
      ['LTCUSDT', 'NEW'],
      ['LTCUSDT', 'CANCELED'],
    ]);
    await close();
  });
});
