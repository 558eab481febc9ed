import { generateKeyPairSync, sign } from 'node:crypto';
import { BinanceOrderError } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { BinanceSocketManager, type StreamNotice } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { environmentOf, run, setUpExchange, socketClient } from './support.js';

const limit = { symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '0.011' } as const;

describe('user data', () => {
  it('notices within 70 s that the exchange ended its subscription without an event, and recovers what it missed', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData({ symbols: ['BNBBTC'] });
    const other = socketClient(exchange, exchange.createAccount());
    const beside = await manager.userData({ client: other });
    await run(clock, Promise.all([user.ready(), beside.ready()]));
    const notices: StreamNotice[] = [];
    const noticesBeside: StreamNotice[] = [];
    beside.listen({ notice: (notice) => noticesBeside.push(notice) });
    const reports: unknown[] = [];
    user.listen({
      event: (event) => event.e === 'executionReport' && reports.push([event.x, event.recovered === true]),
      notice: (notice) => notices.push(notice),
    });
    // As long as the exchange lists the subscription, the client changes nothing.
    await clock.advance(300_000);
    expect([user.status, notices]).toEqual(['live', []]);
    exchange.endUserData(account.apiKey);
    await run(clock, client.createOrder({ ...limit, quantity: '1' }));
    await clock.advance(70_000);
    await run(clock, user.ready());
    expect(notices).toMatchObject([{ type: 'gap', reason: 'the exchange ended the subscription' }]);
    expect(reports).toEqual([['NEW', true]]);
    await run(clock, client.createOrder({ ...limit, quantity: '2' }));
    await clock.advance(10);
    expect(reports.at(-1)).toEqual(['NEW', false]);
    expect(user.accountState().openOrders.size).toBe(2);
    expect([beside.status, noticesBeside]).toEqual(['live', []]);
    await run(clock, manager.close());
    client.close();
    other.close();
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  it('error: never told an order whose subscription had ended without an event before a renewal', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData({ symbols: ['BNBBTC'] });
    await run(clock, user.ready());
    const reports: unknown[] = [];
    user.listen({
      event: (event) => event.e === 'executionReport' && reports.push([event.x, event.recovered === true]),
    });
    await clock.advance(10_000);
    exchange.endUserData(account.apiKey);
    await run(clock, client.createOrder({ ...limit, quantity: '1' }));
    exchange.announceShutdown(10_000);
    await clock.advance(30_000);
    await run(clock, user.ready());
    expect(reports).toEqual([['NEW', true]]);
    expect(user.accountState().openOrders.size).toBe(1);
    await run(clock, manager.close());
    client.close();
  });

  it('error: looped because the exchange had the subscription already, after its response was lost', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    const manager = new BinanceSocketManager(client);
    const target = 'userDataStream.subscribe.signature';
    exchange.faults.script({ kind: 'hang', executed: true, times: 1, scope: 'wsApi', target });
    const user = await manager.userData({ symbols: ['BNBBTC'] });
    const reports: unknown[] = [];
    user.listen({ event: (event) => event.e === 'executionReport' && reports.push([event.x, event.q]) });
    await run(clock, user.ready(), 60_000);
    await run(clock, client.createOrder({ ...limit, quantity: '1' }));
    await clock.advance(60_000);
    expect([user.status, reports]).toEqual(['live', [['NEW', '1.00000000']]]);
    await run(clock, manager.close());
    client.close();
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  it('error: gave no sign that an account could not be read, and was never live', async () => {
    const { exchange, clock, account } = setUpExchange();
    const warnings: string[] = [];
    const logger = { warn: (message: string) => void warnings.push(message) };
    const client = socketClient(exchange, account, { logger });
    const manager = new BinanceSocketManager(client);
    const target = 'openOrders.status';
    const fault = exchange.faults.script({ kind: 'reject', scope: 'wsApi', target, code: -1000 });
    const user = await manager.userData();
    await clock.advance(120_000);
    expect([user.status, warnings]).toEqual(['connecting', [expect.stringContaining('-1000')]]);
    fault.stop();
    await clock.advance(11_000);
    expect(user.status).toBe('live');
    await run(clock, manager.close());
    client.close();
  });

  it('shares the account of clients with the same key', async () => {
    const { exchange, clock, account } = setUpExchange();
    const [client, second] = [socketClient(exchange, account), socketClient(exchange, account)];
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData();
    expect(await manager.userData({ client: second })).toBe(user);
    await run(clock, user.ready());
    expect(user.status).toBe('live');
    await run(clock, manager.close());
    client.close();
    second.close();
  });

  it('keeps its subscription when the exchange does not answer whether it is listed', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData();
    await run(clock, user.ready());
    const fault = exchange.faults.script({ kind: 'hang', scope: 'wsApi', target: 'session.subscriptions' });
    await clock.advance(200_000);
    expect([user.status, fault.hits > 0]).toEqual(['live', true]);
    await run(clock, manager.close());
    client.close();
  });

  it('notifies a slow reader of the number of dropped events, and delivers the newest ones', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData();
    await run(clock, user.ready());
    const notices: StreamNotice[] = [];
    const reader = user.stream({ limit: 3, notice: (notice) => notices.push(notice) });
    for (let i = 0; i < 4; i++) await run(clock, client.createOrder({ ...limit, quantity: '1' }));
    await clock.advance(10);
    const next = (await reader.next()).value;
    // Each of the four orders causes an `executionReport` and an `outboundAccountPosition`. The queue keeps the last
    // three of these eight events.
    expect(notices).toEqual([{ type: 'lagged', stream: 'user', count: 5 }]);
    expect(next).toMatchObject({ e: 'outboundAccountPosition' });
    expect((await reader.next()).value).toMatchObject({ e: 'executionReport' });
    await run(clock, manager.close());
    client.close();
  });

  it('logs a warning of dropped events if the reader has no notice option', async () => {
    const { exchange, clock, account } = setUpExchange();
    const warnings: string[] = [];
    const logger = { warn: (message: string) => void warnings.push(message) };
    const client = socketClient(exchange, account, { logger });
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData();
    await run(clock, user.ready());
    const reader = user.stream({ limit: 3 });
    for (let i = 0; i < 4; i++) await run(clock, client.createOrder({ ...limit, quantity: '1' }));
    await clock.advance(10);
    await reader.next();
    expect(warnings).toEqual([expect.stringContaining('5 events dropped for a slow reader')]);
    await run(clock, manager.close());
    client.close();
  });

  it('ends a subscription by its signal before it starts, while the account is read, and later', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData();
    const seen: string[] = [];
    const reason = new Error('enough');
    const listen = (name: string, signal: AbortSignal) => user.subscribe(() => seen.push(name), { signal });
    await expect(listen('before', AbortSignal.abort(reason))).rejects.toBe(reason);
    const early = new AbortController();
    const refused = expect(listen('early', early.signal)).rejects.toBe(reason);
    early.abort(reason);
    await refused;
    const late = new AbortController();
    await run(clock, listen('late', late.signal));
    await run(clock, client.createOrder({ ...limit, quantity: '1' }));
    await clock.advance(10);
    expect(new Set(seen)).toEqual(new Set(['late']));
    late.abort(reason);
    seen.length = 0;
    await run(clock, client.createOrder({ ...limit, quantity: '1' }));
    await clock.advance(10);
    expect(seen).toEqual([]);
    await run(clock, manager.close());
    client.close();
  });

  it('error: fails for a symbol that the exchange does not list, without endless retries', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData({ symbols: ['bnbbtc', 'NOSUCH'] });
    const refused = { name: 'BinanceApiError', code: -1121 };
    await expect(run(clock, user.ready())).rejects.toMatchObject(refused);
    expect([user.status, user.error]).toMatchObject(['failed', refused]);
    await run(clock, manager.close());
    client.close();
    await clock.advance(1_000);
    expect([exchange.sockets.size, clock.pending]).toEqual([0, 0]);
  });

  it('is live again after a loss during which a symbol was delisted', async () => {
    const { exchange: old, clock, account } = setUpExchange();
    let exchange = old;
    const environment = environmentOf(() => exchange);
    const client = socketClient(old, account, { environment, clock });
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData({ symbols: ['BNBBTC', 'LTCUSDT'] });
    await run(clock, user.ready());
    const open = await run(clock, client.createOrder({ ...limit, quantity: '1' }));
    await clock.advance(10);
    old.close();
    exchange = createExchange({ seed: 7, clock, symbols: ['LTCUSDT'] });
    exchange.createAccount({ apiKey: account.apiKey, apiSecret: account.apiSecret, balances: { USDT: '5' } });
    await clock.advance(60_000);
    expect(user.status).toBe('live');
    expect(user.accountState().openOrders.has(`BNBBTC ${open.orderId}`)).toBe(false);
    await run(clock, manager.close());
    client.close();
  });

  it('error: fails with a typed error when the exchange revokes the session, without a retry', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const { exchange, clock } = setUpExchange();
    const account = exchange.createAccount({
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string,
      balances: { BTC: '10' },
    });
    const sockets: WebSocket[] = [];
    const Recorded = class extends (exchange.environment.WebSocket as new (url: string) => WebSocket) {
      constructor(url: string) {
        super(url);
        sockets.push(this);
      }
    };
    const client = socketClient(exchange, account, {
      environment: { ...exchange.environment, WebSocket: Recorded },
      signer: {
        keyType: 'Ed25519',
        sign: (payload) => sign(null, Buffer.from(payload), privateKey).toString('base64'),
      },
    });
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData();
    await run(clock, user.ready());
    const opened = sockets.length;
    const reader = user.stream();
    const ended = expect(reader.next()).rejects.toMatchObject({ name: 'BinanceStreamError', code: -2015 });
    const revoked = { id: null, status: 401, error: { code: -2015, msg: 'Invalid API-key, IP, or permissions' } };
    for (const socket of sockets) socket.onmessage?.({ data: JSON.stringify(revoked) } as MessageEvent);
    await clock.advance(60_000);
    await ended;
    expect(user.status).toBe('failed');
    expect(user.error).toMatchObject({ name: 'BinanceStreamError', code: -2015 });
    expect(sockets).toHaveLength(opened);
    await run(clock, manager.close());
    client.close();
  });
});

describe('wsApi', () => {
  it('error: refuses an order that breaks the order rules, and sends nothing', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account, { validateOrders: true });
    await run(clock, client.getExchangeInfo());
    const refused = await run(clock, client.createOrder({ ...limit, quantity: '0.0001' })).catch((error) => error);
    expect(refused).toBeInstanceOf(BinanceOrderError);
    expect(refused.problems[0]).toMatchObject({ filter: 'LOT_SIZE' });
    const orders = () => client.limits.use.find((use) => use.rateLimitType === 'ORDERS')?.count;
    expect(orders()).toBe(0);
    await run(clock, client.createOrder({ ...limit, quantity: '1' }));
    expect(orders()).toBe(1);
    client.close();
  });
});
