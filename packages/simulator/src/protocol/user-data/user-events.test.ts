import { describe, expect, it } from 'vitest';
import { conditionalReportFields, userEvents } from '../../../../../tests/documented/index.js';
import { hmacKey, type Json, keyPair, type TestKey, WsClient } from '../../../test/raw-client.js';
import { createExchange, type Exchange } from '../../index.js';

const B = 'BTCUSDT';
const LIMIT = { symbol: B, type: 'LIMIT', timeInForce: 'GTC' } as const;
const balances = { BTC: '100', USDT: '10000000', USDC: '10000000' };

type Watched = { exchange: Exchange; key: TestKey; uid: number; client: WsClient; take: () => Json[] };

async function watched(query = ''): Promise<Watched> {
  const exchange = createExchange({
    symbols: [B, 'BTCUSDC'],
    sors: [{ baseAsset: 'BTC', symbols: [B, 'BTCUSDC'] }],
  });
  const account = exchange.createAccount({ balances, account: { tradeGroupId: 7 } });
  exchange.setBook(B, { bids: [['60000', '5']], asks: [['60010', '5']] });
  exchange.setBook('BTCUSDC', { bids: [['59990', '5']], asks: [['60005', '5']] });
  exchange.trade(B, { price: '60005', quantity: '1' });
  const key = hmacKey(account);
  const client = new WsClient(exchange, query);
  await client.request('userDataStream.subscribe.signature', {}, key);
  let taken = 0;
  const take = (): Json[] => {
    const events = client.events.slice(taken);
    taken = client.events.length;
    return events.map(({ event }) => event);
  };
  return { exchange, key, uid: account.uid, client, take };
}

const conditionalOf = (event: Json): string[] =>
  Object.keys(event)
    .filter((name) => conditionalReportFields.includes(name))
    .sort();

/** Returns the names of the events. An execution report is named by its execution type and status. */
const names = (events: Json[]): string[] =>
  events.map((event) => (event.e === 'executionReport' ? `${event.x} ${event.X}` : `${event.e}`));

describe('user data events', () => {
  it('follow the reply: orders first, then one position with the changed assets', async () => {
    const { client, key, take } = await watched();
    const answer = await client.request('order.place', { ...LIMIT, side: 'BUY', price: '60010', quantity: '1' }, key);
    expect(answer.status).toBe(200);
    const events = take();
    expect(names(events)).toEqual(['NEW NEW', 'TRADE FILLED', 'outboundAccountPosition']);
    const [placed, traded, position] = events as [Json, Json, Json];
    expect(placed).toMatchObject({ s: B, S: 'BUY', o: 'LIMIT', f: 'GTC', q: '1.00000000', p: '60010.00000000', t: -1 });
    expect(placed).toMatchObject({ n: '0', N: null, l: '0.00000000', C: '', g: -1, r: 'NONE', I: expect.any(Number) });
    expect(traded).toMatchObject({ l: '1.00000000', L: '60010.00000000', z: '1.00000000', Y: '60010.00000000' });
    expect(traded).toMatchObject({ n: '0.00100000', N: 'BTC', m: false, Z: '60010.00000000', t: expect.any(Number) });
    expect((position.B as Json[]).map((row) => row.a).sort()).toEqual(['BTC', 'USDT']);
    expect(position.B).toContainEqual({ a: 'BTC', f: '100.99900000', l: '0.00000000' });
    expect(position.B).toContainEqual({ a: 'USDT', f: '9939990.00000000', l: '0.00000000' });
  });

  it('reach the maker of a trade, marked as maker', async () => {
    const { exchange, client, key, take } = await watched();
    await client.request('order.place', { ...LIMIT, side: 'BUY', price: '60001', quantity: '1' }, key);
    take();
    exchange.trade(B, { price: '60001', quantity: '0.4' });
    const [traded] = take() as [Json];
    expect(traded).toMatchObject({ x: 'TRADE', X: 'PARTIALLY_FILLED', l: '0.40000000', m: true, w: true });
  });

  it('report cancels with both client order ids', async () => {
    const { client, key, take } = await watched();
    const order = { ...LIMIT, side: 'BUY', price: '50000', quantity: '1', newClientOrderId: 'mine' };
    await client.request('order.place', order, key);
    await client.request('order.cancel', { symbol: B, origClientOrderId: 'mine', newClientOrderId: 'bye' }, key);
    expect(take().filter((event) => event.x === 'CANCELED')).toMatchObject([{ c: 'bye', C: 'mine', X: 'CANCELED' }]);
  });

  it('report an amendment as REPLACED', async () => {
    const { client, key, take } = await watched();
    const order = { ...LIMIT, side: 'BUY', price: '50000', quantity: '1', newClientOrderId: 'mine' };
    await client.request('order.place', order, key);
    await client.request('order.amend.keepPriority', { symbol: B, origClientOrderId: 'mine', newQty: '0.5' }, key);
    expect(take().filter((event) => event.x === 'REPLACED')).toMatchObject([{ q: '0.50000000', C: 'mine', X: 'NEW' }]);
  });

  it('have the conditional fields of each order type, and no others', async () => {
    const { exchange, client, key, take } = await watched();
    const far = { ...LIMIT, side: 'BUY', price: '50000', quantity: '0.1' };
    const fieldsOf = async (method: string, params: Json): Promise<string[]> => {
      const answer = await client.request(method, params, key);
      expect(answer.error).toBeUndefined();
      const reports = take().filter((event) => event.e === 'executionReport');
      return conditionalOf(reports.at(-1) as Json);
    };
    expect(await fieldsOf('order.place', far)).toEqual(['W']);
    const labelled = { ...far, strategyId: 5, strategyType: 1000000 };
    expect(await fieldsOf('order.place', labelled)).toEqual(['J', 'W', 'j']);
    const stop = { symbol: B, side: 'SELL', type: 'STOP_LOSS', quantity: '0.1' };
    expect(await fieldsOf('order.place', { ...stop, stopPrice: '50000' })).toEqual([]);
    expect(await fieldsOf('order.place', { ...stop, trailingDelta: 100 })).toEqual(['D', 'd']);
    const peg = { symbol: B, side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.1', pegPriceType: 'PRIMARY_PEG' };
    expect(await fieldsOf('order.place', peg)).toEqual(['W', 'gP', 'gp']);
    exchange.setBook(B, {
      bids: [
        ['60000', '5'],
        ['59999', '5'],
      ],
      asks: [['60010', '5']],
    });
    const offset = { pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 1 };
    expect(await fieldsOf('order.place', { ...peg, ...offset })).toEqual(['W', 'gOT', 'gOV', 'gP', 'gp']);
    expect(await fieldsOf('order.place', { ...far, timeInForce: 'IOC' })).toEqual(['W', 'eR'].sort());
    const sor = { ...far, price: '60006', quantity: '0.5' };
    expect(await fieldsOf('sor.order.place', sor)).toEqual(['W', 'a', 'b', 'k', 'uS']);
  });

  it('report a prevented self-trade with both sides', async () => {
    const { exchange, client, key, take } = await watched();
    const other = exchange.createAccount({ balances, account: { tradeGroupId: 7 } });
    const maker = { ...LIMIT, side: 'SELL', price: '60003', quantity: '0.1' };
    const placed = await client.request('order.place', maker, hmacKey(other));
    const counter = (placed.result as Json).orderId;
    take();
    const taker = { ...LIMIT, side: 'BUY', price: '60003', quantity: '0.1', selfTradePreventionMode: 'EXPIRE_TAKER' };
    await client.request('order.place', taker, key);
    const prevented = take().find((event) => event.B !== undefined) as Json;
    expect(conditionalOf(prevented).filter((name) => !['W', 'eR'].includes(name))).toEqual(
      ['A', 'B', 'Cs', 'U', 'pL', 'pY', 'pl', 'u', 'v'].sort(),
    );
    expect(prevented).toMatchObject({
      U: counter,
      u: 7,
      Cs: B,
      A: '0.10000000',
      B: '0.10000000',
      pL: '60003.00000000',
    });
  });

  it('report deposits, external locks and order lists', async () => {
    const { exchange, client, key, uid, take } = await watched();
    exchange.fund(key.apiKey, { BTC: '2' });
    const deposit = take();
    expect(names(deposit)).toEqual(['balanceUpdate', 'outboundAccountPosition']);
    expect(deposit[0]).toMatchObject({ a: 'BTC', d: '2.00000000' });
    exchange.engine.lockExternally(uid, 'BTC', 100_000_000n);
    expect(take()[0]).toMatchObject({ e: 'externalLockUpdate', a: 'BTC', d: '1.00000000' });
    const oco = {
      symbol: B,
      side: 'SELL',
      quantity: '0.1',
      aboveType: 'LIMIT_MAKER',
      abovePrice: '70000',
      belowType: 'STOP_LOSS',
      belowStopPrice: '40000',
    };
    await client.request('orderList.place.oco', oco, key);
    const [list] = take().filter((event) => event.e === 'listStatus') as [Json];
    expect(list).toMatchObject({ c: 'OCO', l: 'EXEC_STARTED', L: 'EXECUTING', r: 'NONE', s: B });
    expect(list.O).toHaveLength(2);
  });

  it('have times in microseconds if the connection asks for them', async () => {
    const { exchange, client, key, take } = await watched('timeUnit=MICROSECOND');
    await client.request('order.place', { ...LIMIT, side: 'BUY', price: '50000', quantity: '1' }, key);
    const [placed] = take() as [Json];
    for (const name of ['E', 'T', 'O', 'W']) expect(placed[name]).toBe(exchange.clock.now() * 1000);
  });
});

describe('every user data event', () => {
  it('has exactly the documented fields', async () => {
    const { exchange, client, key, uid } = await watched();
    exchange.fund(key.apiKey, { BTC: '2' });
    exchange.engine.lockExternally(uid, 'BTC', 100_000_000n);
    await client.request('order.place', { ...LIMIT, side: 'BUY', price: '60010', quantity: '1' }, key);
    const pending = { pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '0.1' };
    const working = { workingType: 'LIMIT', workingSide: 'BUY', workingPrice: '50000', workingQuantity: '0.1' };
    await client.request('orderList.place.oto', { symbol: B, ...working, ...pending, workingTimeInForce: 'GTC' }, key);
    await client.request('openOrders.cancelAll', { symbol: B }, key);
    await client.request('userDataStream.unsubscribe');
    client.announceShutdown();

    const seen = new Set<string>();
    for (const frame of client.events) {
      const { e } = frame.event as { e: string };
      seen.add(e);
      const example = userEvents[e] as { event: Json } | undefined;
      const unconditional = (event: Json): string[] =>
        Object.keys(event)
          .filter((name) => e !== 'executionReport' || !conditionalReportFields.includes(name))
          .sort();
      expect(Object.keys(frame).sort(), e).toEqual(Object.keys(example ?? {}).sort());
      expect(unconditional(frame.event), e).toEqual(unconditional(example?.event ?? {}));
      for (const list of ['B', 'O']) {
        const rows = frame.event[list];
        const documented = example?.event[list];
        if (Array.isArray(rows) && Array.isArray(documented)) {
          for (const row of rows) expect(Object.keys(row)).toEqual(Object.keys(documented[0]));
        }
      }
    }
    expect([...seen].sort()).toEqual([
      'balanceUpdate',
      'eventStreamTerminated',
      'executionReport',
      'externalLockUpdate',
      'listStatus',
      'outboundAccountPosition',
      'serverShutdown',
    ]);
  });
});

describe('subscriptions', () => {
  it('are limited to one per account and connection, with ids that never repeat', async () => {
    const { exchange, client, key } = await watched();
    const again = await client.request('userDataStream.subscribe.signature', {}, key);
    expect(again).toMatchObject({ error: { code: -2035, msg: 'User Data Stream subscription already active.' } });
    const other = hmacKey(exchange.createAccount({ balances }));
    expect((await client.request('userDataStream.subscribe.signature', {}, other)).result).toEqual({
      subscriptionId: 1,
    });
    const all = await client.request('session.subscriptions');
    expect(all.result).toEqual([{ subscriptionId: 0 }, { subscriptionId: 1 }]);
    expect((await client.request('userDataStream.unsubscribe', { subscriptionId: 0 })).result).toEqual({});
    expect(client.events.at(-1)).toMatchObject({ subscriptionId: 0, event: { e: 'eventStreamTerminated' } });
    const gone = await client.request('userDataStream.unsubscribe', { subscriptionId: 0 });
    expect(gone).toMatchObject({ error: { code: -2036 } });
    expect((await client.request('userDataStream.subscribe.signature', {}, key)).result).toEqual({ subscriptionId: 2 });
  });

  it('end without an event when a test ends them, and are no longer listed', async () => {
    const { exchange, client, key } = await watched();
    const other = exchange.createAccount({ balances });
    await client.request('userDataStream.subscribe.signature', {}, hmacKey(other));
    exchange.endUserData(key.apiKey);
    exchange.fund(key.apiKey, { BTC: '1' });
    expect(client.events).toEqual([]);
    expect((await client.request('session.subscriptions')).result).toEqual([{ subscriptionId: 1 }]);
    exchange.fund(other.apiKey, { BTC: '1' });
    expect(client.events).toMatchObject([{ subscriptionId: 1 }, { subscriptionId: 1 }]);
    expect((await client.request('userDataStream.subscribe.signature', {}, key)).result).toEqual({ subscriptionId: 2 });
    expect(() => exchange.endUserData('unknown')).toThrow(RangeError);
  });

  it('end silently with the connection', async () => {
    const { exchange, key } = await watched();
    const client = new WsClient(exchange);
    await client.request('userDataStream.subscribe.signature', {}, key);
    client.close();
    exchange.fund(key.apiKey, { BTC: '1' });
    expect(client.events).toEqual([]);
  });

  it('have limits on their active and their total number', async () => {
    const exchange = createExchange({ symbols: [B], settings: { activeSubscriptions: 1, lifetimeSubscriptions: 2 } });
    const [one, other] = [hmacKey(exchange.createAccount()), hmacKey(exchange.createAccount())];
    const client = new WsClient(exchange);
    await client.request('userDataStream.subscribe.signature', {}, one);
    expect(await client.request('userDataStream.subscribe.signature', {}, other)).toMatchObject({
      error: { code: -1034 },
    });
    await client.request('userDataStream.unsubscribe');
    await client.request('userDataStream.subscribe.signature', {}, other);
    await client.request('userDataStream.unsubscribe');
    expect(await client.request('userDataStream.subscribe.signature', {}, one)).toMatchObject({
      error: { code: -2042, msg: 'Maximum subscription ID reached for this connection.' },
    });
  });

  it('made by log-on end with the log-out; those made by signature continue', async () => {
    const ed = keyPair('ed25519');
    const exchange = createExchange({ symbols: [B] });
    exchange.createAccount({ apiKey: 'ed', publicKey: ed.publicKey });
    const other = hmacKey(exchange.createAccount());
    const client = new WsClient(exchange);
    expect((await client.request('userDataStream.subscribe')).error).toMatchObject({ code: -1002 });
    await client.request('session.logon', {}, ed.key('ed'));
    await client.request('userDataStream.subscribe');
    await client.request('userDataStream.subscribe.signature', {}, other);
    expect((await client.request('session.status')).result).toMatchObject({ apiKey: 'ed', userDataStream: true });
    for (const method of ['session.logon', 'userDataStream.subscribe.signature']) {
      const unsigned = await client.request(method, { timestamp: exchange.clock.now() });
      const msg = "Mandatory parameter 'apiKey' was not sent, was empty/null, or malformed.";
      expect(unsigned).toMatchObject({ status: 400, error: { code: -1102, msg } });
    }
    const out = await client.request('session.logout');
    expect(out.result).toMatchObject({ apiKey: null, authorizedSince: null, userDataStream: true });
    expect(client.events).toMatchObject([{ subscriptionId: 0, event: { e: 'eventStreamTerminated' } }]);
    expect((await client.request('session.subscriptions')).result).toEqual([{ subscriptionId: 1 }]);
  });
});
