import { describe, expect, it } from 'vitest';
import { absent, lost, order, setUp } from '../../test/lost-write.js';
import { ManualClock } from '../../test/manual-clock.js';
import { type Answer, scriptedFetch } from '../../test/scripted-fetch.js';
import { createSpotClient } from '../client/spot-client.js';
import { BinanceApiError, BinanceUnknownOutcomeError } from '../errors/index.js';
import type { Call, Reply } from '../operations/call.js';
import { createOrder, getOrder, getServerTime } from '../operations/index.js';
import { unknownParams } from '../operations/unknown-params.js';

describe('resolve', () => {
  it('finds an order by the client order id that was generated for it', async () => {
    const at = setUp(() => ({ body: { orderId: 1, time: 1_700_000_000_000 } }));
    const error = await lost(at, at.client.createOrder(order));
    expect(await at.clock.run(error.resolve())).toEqual({
      outcome: 'executed',
      order: { orderId: 1, time: 1_700_000_000_000 },
    });
    expect(at.asked[0]?.url.searchParams.get('origClientOrderId')).toBe(error.newClientOrderId);
    expect(at.asked).toHaveLength(1);
  });

  it('asks after 0.25, 0.5, 1, 2, 4, 8 s and takes -2013 as final only 10 s + recvWindow after sending', async () => {
    const at = setUp(() => absent);
    const error = await lost(at, at.client.createOrder(order));
    const from = at.clock.monotonic();
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'notExecuted' });
    const asked = at.asked.filter(({ path }) => path.endsWith('/order'));
    expect(asked.map((each) => each.at - from)).toEqual([250, 750, 1750, 3750, 7750, 15_750]);
  });

  it.each([
    ['option', order, { recvWindow: 60_000 }],
    ['parameter', { ...order, ...unknownParams({ recvWindow: 60_000 }) }, {}],
  ])('waits as long as recvWindow, an %s, lets the exchange accept it', async (_, params, options) => {
    const at = setUp(() => absent);
    const error = await lost(at, at.client.createOrder(params, options));
    await at.clock.run(error.resolve());
    expect(at.asked.at(-1)?.at).toBeGreaterThanOrEqual(70_000);
  });

  it('finds an order that the exchange executes later', async () => {
    const at = setUp((_, since) => (since < 5000 ? absent : { body: { time: 1_700_000_000_000 } }));
    const error = await lost(at, at.client.createOrder(order));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'executed' });
  });

  it('ignores an older order with the same client order id', async () => {
    const older = { orderId: 1, time: 1_600_000_000_000 };
    const at = setUp(({ url }) => ({ body: url.pathname.endsWith('allOrders') ? [] : older }));
    const error = await lost(at, at.client.createOrder({ ...order, newClientOrderId: 'again' }));
    expect(error.newClientOrderId).toBe('again');
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'notExecuted' });
  });

  it('finds its order after the machine slept and the server time was measured again', async () => {
    const at = setUp(({ url }) => (url.pathname.endsWith('/account') ? {} : { body: { time: 1_700_000_000_000 } }));
    const error = await lost(at, at.client.createOrder(order));
    at.clock.step(3_600_000);
    await at.clock.run(at.client.getAccount());
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'executed' });
  });

  it('finds its order after the clock was set while the order was on its way', async () => {
    const clock = new ManualClock();
    const { fetch } = scriptedFetch(clock, ({ method }) =>
      method === 'GET' ? { body: { orderId: 1, time: 1_700_000_000_000 } } : 'silence',
    );
    const client = createSpotClient({ apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch });
    clock.setTimeout(() => {
      clock.step(3_600_000);
      client.context.serverTime.invalidate();
    }, 5_000);
    const error = await clock.run(client.createOrder(order).catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(await clock.run((error as BinanceUnknownOutcomeError).resolve())).toMatchObject({ outcome: 'executed' });
  });

  it('waits as long as the exchange may execute an order that its transport sent late', async () => {
    const clock = new ManualClock();
    const send = async ({ operation, onSend }: Call): Promise<Reply> => {
      const replyWith = (status: number, data: object): Reply => ({ status, data, rateLimits: [] });
      if (operation === getServerTime) return replyWith(200, { serverTime: clock.now() });
      if (operation === getOrder && clock.monotonic() > 22_000) {
        return replyWith(200, { orderId: 1, time: clock.now() - clock.monotonic() + 22_000 });
      }
      if (operation !== createOrder) return replyWith(400, { code: -2013, msg: 'Order does not exist.' });
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 8_000));
      onSend?.();
      throw new Error('the connection was lost');
    };
    const transport = () => ({ kind: 'slow', send, close: () => undefined });
    const client = createSpotClient({ apiKey: 'key', signer: () => 's', validateOrders: false, clock, transport });
    const error = await clock.run(client.createOrder(order).catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(await clock.run((error as BinanceUnknownOutcomeError).resolve())).toMatchObject({ outcome: 'executed' });
  });

  it('keeps asking without an answer, and then resolves as unknown', async () => {
    const at = setUp(() => 'reset');
    const error = await lost(at, at.client.createOrder(order));
    expect(await at.clock.run(error.resolve())).toEqual({ outcome: 'unknown' });
    expect(at.clock.monotonic()).toBeGreaterThanOrEqual(75_000);
  });

  it('error: a refusal that a retry cannot help', async () => {
    const at = setUp(() => ({ status: 401, body: { code: -2015, msg: 'Invalid API-key' } }));
    const error = await lost(at, at.client.createOrder(order));
    const thrown = await at.clock.run(error.resolve().catch((reason: unknown) => reason));
    expect(thrown).toBeInstanceOf(BinanceApiError);
  });

  it.each<[title: string, answer: Answer]>([
    ["the firewall's 403", { status: 403, body: '<html>' }],
    ['the page of a proxy', { status: 407, body: '<html>' }],
    ['a refusal without a code', { status: 400, body: { msg: 'no' } }],
    ['-1007 with 400', { status: 400, body: { code: -1007, msg: 'Timeout' } }],
    ['429', { status: 429, body: { code: -1003, msg: 'Slow' }, headers: { 'Retry-After': '1' } }],
    ['a 503', { status: 503, body: '' }],
    ['-1008', { status: 400, body: { code: -1008, msg: 'Server is currently overloaded' } }],
  ])('asks again after %s', async (_, answer) => {
    let asked = 0;
    const at = setUp(() => (asked++ === 0 ? answer : { body: { orderId: 1, time: 1_700_000_000_000 } }));
    const error = await lost(at, at.client.createOrder(order));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'executed' });
  });

  it.each([
    ['one after the other', false],
    ['at the same time', true],
  ])('finds an executed order each time, if it is called twice, %s', async (_, isAtOnce) => {
    const made = { orderId: 1, time: 1_700_000_000_000, side: 'BUY', type: 'MARKET', origQty: '1' };
    const at = setUp(({ url }) => (url.pathname.endsWith('/order') ? { body: made } : { body: [made] }));
    const error = await lost(at, at.client.createOrder({ ...order, newClientOrderId: 'mine' }));
    const first = error.resolve();
    if (!isAtOnce) await at.clock.run(first);
    const outcomes = await at.clock.run(Promise.all([first, error.resolve()]));
    expect(outcomes).toMatchObject([
      { outcome: 'executed', order: { orderId: 1 } },
      { outcome: 'executed', order: { orderId: 1 } },
    ]);
  });

  it('asks again after two queries that arrived too late', async () => {
    let asked = 0;
    const late: Answer = { status: 400, body: { code: -1021, msg: 'outside of the recvWindow' } };
    const at = setUp(() => (asked++ < 2 ? late : { body: { orderId: 1, time: 1_700_000_000_000 } }));
    const error = await lost(at, at.client.createOrder(order));
    expect(await at.clock.run(error.resolve())).toMatchObject({ outcome: 'executed' });
    expect(asked).toBe(3);
  });

  it('resolves as unknown when its signal aborts', async () => {
    const at = setUp(() => absent);
    const error = await lost(at, at.client.createOrder(order));
    const abort = new AbortController();
    at.clock.setTimeout(() => abort.abort(), 2000);
    expect(await at.clock.run(error.resolve({ signal: abort.signal }))).toEqual({ outcome: 'unknown' });
    expect(at.clock.timers.size).toBe(0);
  });

  it('resolves at once if its client is already closed', async () => {
    const at = setUp(() => absent);
    const error = await lost(at, at.client.createOrder(order));
    at.client.close();
    const before = at.clock.monotonic();
    expect(await at.clock.run(error.resolve())).toEqual({ outcome: 'unknown' });
    expect(at.clock.monotonic()).toBe(before);
    expect(at.asked).toEqual([]);
  });

  it.each([
    ['waits', 5000, () => absent],
    ['asks', 500, (): Answer => 'silence'],
  ])('resolves as soon as its client is closed while it %s', async (_, ms, answer) => {
    const at = setUp(answer);
    const error = await lost(at, at.client.createOrder(order));
    const end = at.clock.monotonic() + ms;
    at.clock.setTimeout(() => at.client.close(), ms);
    expect(await at.clock.run(error.resolve())).toEqual({ outcome: 'unknown' });
    expect(at.clock.monotonic()).toBe(end);
    expect(at.clock.timers.size).toBe(0);
  });
});

describe('cancelReplaceOrder', () => {
  it('gives the order to be replaced if there is no new order, since the cancel may have been executed', async () => {
    const at = setUp(({ url }) =>
      url.searchParams.get('orderId') === '4' ? { body: { orderId: 4, status: 'CANCELED' } } : absent,
    );
    const replace = { ...order, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: 4 } as const;
    const error = await lost(at, at.client.cancelReplaceOrder(replace));
    expect(await at.clock.run(error.resolve())).toEqual({
      outcome: 'notExecuted',
      order: { orderId: 4, status: 'CANCELED' },
    });
  });
});
