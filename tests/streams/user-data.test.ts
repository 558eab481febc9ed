import { generateKeyPairSync, sign } from 'node:crypto';
import { inspect } from 'node:util';
import { rest, type SpotClientOptions } from '@pkg/core';
import { createRandom } from '@pkg/simulator';
import { BinanceSocketManager, type StreamNotice, type UserDataEvent } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { caseCount } from '../support/case-count.js';
import { run, setUpExchange, signWith, socketClient } from './support.js';

const limit = { symbol: 'BNBBTC', type: 'LIMIT', timeInForce: 'GTC' } as const;
const logger = { warn: () => undefined };

async function setUp(options: Partial<SpotClientOptions> = {}, symbols: string[] = ['BNBBTC']) {
  const setup = setUpExchange();
  const { exchange, account, clock } = setup;
  const client = socketClient(exchange, account, options);
  const manager = new BinanceSocketManager(client);
  const user = await manager.userData({ symbols });
  const events: UserDataEvent[] = [];
  const notices: StreamNotice[] = [];
  user.listen({ event: (event) => events.push(event), notice: (notice) => notices.push(notice) });
  const reports = () => events.flatMap((event) => (event.e === 'executionReport' ? [event] : []));
  const trades = () => reports().filter((report) => report.x === 'TRADE');
  /** Returns the balances and the open orders at the exchange. */
  const truth = async () => {
    const [state, orders] = await run(clock, Promise.all([client.getAccount(), client.getOpenOrders()]));
    return {
      balances: Object.fromEntries(state.balances.map(({ asset, free, locked }) => [asset, [free, locked]])),
      orders: orders.map(({ orderId, status, executedQty }) => ({ orderId, status, executedQty })),
    };
  };
  const known = () => {
    const { balances, openOrders } = user.accountState();
    return {
      balances: Object.fromEntries([...balances].map(([asset, { free, locked }]) => [asset, [free, locked]])),
      orders: [...openOrders.values()].map(({ orderId, status, executedQty }) => ({ orderId, status, executedQty })),
    };
  };
  return { ...setup, client, manager, user, events, notices, reports, trades, truth, known };
}

/** Cuts the sockets of the exchange and refuses new ones until the returned function is called. */
function outage({ exchange }: Pick<Awaited<ReturnType<typeof setUp>>, 'exchange'>): () => void {
  const fault = exchange.faults.script({ kind: 'reset', scope: 'wsApi' });
  exchange.announceShutdown(0);
  return () => fault.stop();
}

describe('user data', () => {
  it('delivers the events of the account and tracks its balances and orders', async () => {
    const { clock, client, manager, user, reports, truth, known } = await setUp();
    expect(user.status).toBe('connecting');
    await run(clock, user.ready());
    expect(user.status).toBe('live');
    expect(known()).toEqual(await truth());
    await run(clock, client.createOrder({ ...limit, side: 'BUY', quantity: '2', price: '0.011' }));
    await clock.advance(10);
    expect(reports().map(({ x, X, q }) => [x, X, q])).toEqual([['NEW', 'NEW', '2.00000000']]);
    expect(known()).toEqual(await truth());
    await run(clock, manager.close());
    client.close();
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  it('leaves nothing behind when it is closed while the subscription is being signed', async () => {
    let release: (signature: string) => void = () => undefined;
    const signature = new Promise<string>((resolve) => {
      release = resolve;
    });
    const { clock, client, manager, user } = await setUp({ apiSecret: undefined, signer: () => signature });
    await clock.advance(1_000);
    expect(user.status).toBe('connecting');
    await run(clock, manager.close());
    client.close();
    release('00');
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  it('delivers missed events once after an outage, after the gap notice and marked as recovered', async () => {
    const setup = await setUp();
    const { exchange, clock, client, manager, user, events, notices, reports, trades, truth, known } = setup;
    await run(clock, user.ready());
    const buy = (quantity: string) =>
      run(clock, client.createOrder({ ...limit, side: 'BUY', quantity, price: '0.012' }));
    const filled = await buy('5');
    const partial = await buy('6');
    const cancelled = await buy('7');
    await clock.advance(10);
    events.length = 0;
    const over = outage(setup);
    await clock.advance(100);
    expect(user.status).toBe('reconciling');
    // While the client is disconnected, the account's orders are filled and canceled. The test does this directly at
    // the exchange.
    exchange.trade('BNBBTC', { price: '0.012', quantity: '8' });
    exchange.engine.cancelOrder?.(setup.account.uid, { symbol: 'BNBBTC', orderId: cancelled.orderId } as never);
    over();
    await run(clock, user.ready());
    await clock.advance(1_000);
    expect(notices).toEqual([expect.objectContaining({ type: 'gap', stream: 'user' })]);
    expect(trades().map(({ i, X, l, z, recovered }) => ({ i, X, l, z, recovered }))).toEqual([
      { i: filled.orderId, X: 'FILLED', l: '5.00000000', z: '5.00000000', recovered: true },
      { i: partial.orderId, X: 'PARTIALLY_FILLED', l: '3.00000000', z: '3.00000000', recovered: true },
    ]);
    expect(new Set(reports().map((report) => report.t)).size).toBe(reports().length);
    expect(known()).toEqual(await truth());
    await run(clock, manager.close());
    client.close();
  });

  it('subscribes again within a second of eventStreamTerminated', async () => {
    const sockets: WebSocket[] = [];
    const { exchange, clock, account } = setUpExchange();
    const { WebSocket } = exchange.environment;
    const Recorded = class extends (WebSocket as typeof globalThis.WebSocket) {
      constructor(url: string) {
        super(url);
        sockets.push(this);
      }
    };
    const client = socketClient(exchange, account, { environment: { ...exchange.environment, WebSocket: Recorded } });
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData();
    const events: UserDataEvent[] = [];
    user.listen({ event: (event) => events.push(event) });
    await run(clock, user.ready());
    sockets[0]?.send(JSON.stringify({ id: 'other', method: 'userDataStream.unsubscribe' }));
    await clock.advance(1_000);
    expect(user.status).toBe('live');
    await run(clock, client.createOrder({ ...limit, side: 'BUY', quantity: '1', price: '0.011' }));
    await clock.advance(10);
    expect(events.map((event) => event.e).slice(0, 2)).toEqual(['eventStreamTerminated', 'executionReport']);
    await run(clock, manager.close());
    client.close();
  });

  it('logs on with an Ed25519 key, and again after a reconnect', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const { exchange, clock } = setUpExchange();
    const account = exchange.createAccount({
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string,
      balances: { BTC: '10' },
    });
    const client = socketClient(exchange, account, {
      signer: {
        keyType: 'Ed25519',
        sign: (payload) => sign(null, Buffer.from(payload), privateKey).toString('base64'),
      },
    });
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData();
    const events: UserDataEvent[] = [];
    user.listen({ event: (event) => events.push(event) });
    await run(clock, user.ready());
    const session = await run(clock, client.logOn());
    expect(session.apiKey).toBe(account.apiKey);
    exchange.announceShutdown(500);
    await clock.advance(20_000);
    expect((await run(clock, client.getSessionStatus())).apiKey).toBe(account.apiKey);
    await run(clock, client.createOrder({ ...limit, side: 'BUY', quantity: '1', price: '0.011' }));
    await clock.advance(10);
    expect(events.filter((event) => event.e === 'executionReport')).toHaveLength(1);
    await run(clock, manager.close());
    client.close();
  });

  it('error: fails the stream, and each call before it is sent, if the signer returns no text', async () => {
    const { clock, client, manager, user } = await setUp({
      signer: { keyType: 'HMAC', sign: () => undefined as never },
      logger,
    });
    const failure = { name: 'BinanceConfigError', message: expect.stringContaining('signer') };
    await expect(run(clock, user.ready())).rejects.toMatchObject(failure);
    expect(user.status).toBe('failed');
    await expect(
      run(clock, client.createOrder({ ...limit, side: 'BUY', quantity: '1', price: '0.011' })),
    ).rejects.toMatchObject(failure);
    await run(clock, manager.close());
    client.close();
  });

  it('error: reports a failing signer without the key', async () => {
    const { clock, client, manager, user } = await setUp({
      apiKey: 'CANARYKEYCANARYKEY',
      signer: {
        keyType: 'HMAC',
        sign: () => {
          throw new Error('vault: CANARYKEYCANARYKEY is locked');
        },
      },
    });
    const order = client.createOrder({ ...limit, side: 'BUY', quantity: '1', price: '0.011' });
    const error = await run(clock, order).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'BinanceTransportError', sent: false });
    expect(inspect([error, user], { depth: 9 })).not.toContain('CANARYKEY');
    await run(clock, manager.close());
    client.close();
  });

  it('error: fails only the stream of the key that is refused', async () => {
    const signer = { keyType: 'HMAC', sign: signWith('wrong') } as const;
    const { clock, client, manager, user } = await setUp({ signer, logger });
    await expect(run(clock, user.ready())).rejects.toMatchObject({ name: 'BinanceStreamError', code: -1022 });
    expect(user.status).toBe('failed');
    await run(clock, manager.close());
    client.close();
  });

  it('opens the next socket before the old one closes after serverShutdown: no gap, no lost call, no duplicate event', async () => {
    const setup = await setUp();
    const { exchange, clock, client, manager, user, notices, reports, truth, known } = setup;
    await run(clock, user.ready());
    const states = new Set<string>();
    manager.onStatus(({ status }) => states.add(status));
    exchange.announceShutdown(8_000);
    const placed: number[] = [];
    for (let i = 0; i < 20; i++) {
      const order = await run(clock, client.createOrder({ ...limit, side: 'BUY', quantity: '1', price: '0.011' }));
      placed.push(order.orderId);
      await clock.advance(1_000);
    }
    expect(reports().map(({ i }) => i)).toEqual(placed);
    expect(reports().some(({ recovered }) => recovered)).toBe(false);
    expect(notices).toEqual([]);
    expect([...states]).toEqual(['open']);
    expect(known()).toEqual(await truth());
    await run(clock, manager.close());
    client.close();
  });

  it('serves several accounts on one connection', async () => {
    const { exchange, clock, account } = setUpExchange();
    const other = exchange.createAccount({ balances: { BTC: '5' } });
    const [client, second] = [
      socketClient(exchange, account, { transport: rest() }),
      socketClient(exchange, other, { transport: rest() }),
    ];
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData();
    const theirs = await manager.userData({ client: second });
    const events: UserDataEvent[] = [];
    theirs.listen({ event: (event) => events.push(event) });
    await run(clock, Promise.all([user.ready(), theirs.ready()]));
    const sockets = exchange.sockets.size;
    await run(clock, second.createOrder({ ...limit, side: 'BUY', quantity: '1', price: '0.011' }));
    await clock.advance(10);
    expect(sockets).toBe(1);
    expect(events.map((event) => event.e)).toContain('executionReport');
    expect(theirs.accountState().balances.get('BTC')?.locked).toBe('0.01100000');
    expect(user.accountState().openOrders.size).toBe(0);
    await run(clock, manager.close());
    client.close();
    second.close();
  });

  it(`delivers each trade once and ends with the state of the exchange after random cuts, over ${caseCount(20, 300)} seeds`, async () => {
    for (let seed = 1; seed <= caseCount(20, 300); seed++) {
      const setup = await setUp();
      const { exchange, clock, client, manager, user, trades, events, truth, known } = setup;
      const random = createRandom(seed);
      await run(clock, user.ready());
      const open: number[] = [];
      let over: (() => void) | undefined;
      for (let step = 0; step < 30; step++) {
        const dice = random.next();
        if (dice < 0.3) {
          const quantity = String(1 + Math.floor(random.next() * 5));
          const placed = client.createOrder({ ...limit, side: 'BUY', quantity, price: '0.012' }).then(
            (order) => open.push(order.orderId),
            () => undefined,
          );
          await run(clock, placed);
        } else if (dice < 0.6) {
          exchange.trade('BNBBTC', { price: '0.012', quantity: String(1 + Math.floor(random.next() * 4)) });
        } else if (dice < 0.7 && open.length > 0) {
          const orderId = open.splice(Math.floor(random.next() * open.length), 1)[0] as number;
          await run(
            clock,
            client.cancelOrder({ symbol: 'BNBBTC', orderId }).catch(() => undefined),
          );
        } else if (dice < 0.8) {
          if (over) over();
          over = over ? undefined : outage(setup);
        } else if (dice < 0.9) {
          exchange.announceShutdown(random.next() < 0.5 ? 0 : 3_000);
        }
        await clock.advance(Math.floor(random.next() * 1_500));
      }
      over?.();
      await clock.advance(60_000);
      await run(clock, user.ready());
      const all = await run(clock, client.getMyTrades({ symbol: 'BNBBTC', limit: 1_000 }));
      const reported = trades().map((report) => report.t);
      expect(
        reported.sort((a, b) => a - b),
        `seed ${seed}`,
      ).toEqual(all.map((trade) => trade.id));
      expect(known(), `seed ${seed}`).toEqual(await truth());
      const positions = events.flatMap((event) => (event.e === 'outboundAccountPosition' ? [event.u] : []));
      expect(positions, `seed ${seed}`).toEqual([...positions].sort((a, b) => a - b));
      await run(clock, manager.close());
      client.close();
      exchange.close();
      await clock.advance(0);
      expect(clock.pending, `seed ${seed}`).toBe(0);
    }
  }, 600_000);

  it('error: rejects ready() and subscribe() after close(), and ends loops quietly', async () => {
    const { clock, client, manager, user } = await setUp();
    await run(clock, user.ready());
    const read = user.stream().next();
    await run(clock, user.close());
    expect(await read).toEqual({ done: true, value: undefined });
    await expect(user.ready()).rejects.toThrow('the user data stream was closed');
    await expect(user.subscribe(() => {})).rejects.toThrow('the user data stream was closed');
    expect(await user.stream().next()).toEqual({ done: true, value: undefined });
    await run(clock, manager.close());
    client.close();
  });
});
