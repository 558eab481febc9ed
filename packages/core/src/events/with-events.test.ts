import { describe, expect, it } from 'vitest';
import { connect, startOfMinute } from '../../test/connect.js';
import { caught } from '../../test/outcome.js';
import type { Answer } from '../../test/scripted-fetch.js';
import { withEvents } from './with-events.js';

const names = ['request', 'response', 'retry', 'wait', 'banned', 'clock'] as const;
const key = 'k'.repeat(64);
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
const refusal = (status: number, code: number, headers = {}): Answer => ({
  status,
  body: { code, msg: `refused ${key}` },
  headers,
});

/** Creates a client whose exchange gives the answers of `script`, and records every event of the client. */
function watch(script: Answer[], options: Parameters<typeof connect>[1] = {}) {
  const connected = connect(script, options);
  const client = withEvents(connected.client);
  const events: [name: string, event: Record<string, unknown>][] = [];
  for (const name of names) client.on(name, (event) => events.push([name, { ...event }]));
  return { ...connected, client, events };
}

describe('withEvents', () => {
  it.each(['trade', 'toString', '__proto__', ''])('error: an event named %j', (name) => {
    const { client } = watch([]);
    const expected = `name: expected one of request, response, retry, wait, banned, clock, fleet, connect, disconnect, renew, got '${name}'`;
    const thrown = expect.objectContaining({ name: 'BinanceConfigError', message: expected });
    expect(() => client.on(name as 'request', () => undefined)).toThrow(thrown);
  });

  it.each([undefined, 'log', {}])('error: a listener that is no function: %j', (listener) => {
    const { client } = watch([]);
    expect(() => client.on('request', listener as never)).toThrow('listener of request: expected a function, got');
  });

  it('emits request and response of a call', async () => {
    const { client, clock, events } = watch([{ body: { bids: [] } }]);
    await clock.run(client.getOrderBook({ symbol: 'BNBBTC' }));
    const call = { call: 1, operation: 'getOrderBook', method: 'GET', path: '/api/v3/depth', attempt: 1 };
    expect(events).toEqual([
      ['request', { ...call, transport: 'rest', params: { symbol: 'BNBBTC' }, waited: 0 }],
      ['response', { ...call, transport: 'rest', duration: 0, status: 200, error: undefined }],
    ]);
  });

  it('numbers the calls, so that events of concurrent calls can be told apart', async () => {
    const { client, clock, events } = watch([{}, {}]);
    await clock.run(Promise.all([client.ping(), client.ping()]));
    expect(events.filter(([name]) => name === 'response').map(([, { call }]) => call)).toEqual([1, 2]);
  });

  it('emits why and how long a read waits after a 429, and its retry', async () => {
    const { client, clock, events } = watch([refusal(429, -1003, { 'Retry-After': '2' }), {}]);
    await clock.run(client.ping());
    expect(events.map(([name]) => name)).toEqual(['request', 'response', 'retry', 'wait', 'request', 'response']);
    expect(events[2]).toMatchObject(['retry', { attempt: 1, delay: 2000, error: { statusCode: 429 } }]);
    expect(events[3]).toMatchObject(['wait', { delay: 2000, reason: expect.stringContaining('429') }]);
    expect(events[4]).toMatchObject(['request', { call: 1, attempt: 2, waited: 2000 }]);
  });

  it('emits the limit for which a call waits', async () => {
    const used = { body: {}, headers: { 'X-MBX-USED-WEIGHT-1M': '6000' } };
    const { client, clock, events } = watch([used, {}]);
    await clock.run(client.ping());
    events.length = 0;
    await clock.run(client.ping());
    expect(events[0]).toMatchObject(['wait', { delay: 60_000, reason: expect.stringContaining('REQUEST_WEIGHT') }]);
  });

  it('emits a wait for other calls without a time', async () => {
    const { client, clock, events } = watch([{}, {}]);
    await clock.run(Promise.all([client.ping(), client.ping()]));
    expect(events.find(([name]) => name === 'wait')?.[1]).toMatchObject({ delay: undefined });
  });

  it('emits a ban with its end once, and logs it', async () => {
    const logged: unknown[] = [];
    const { client, clock, events } = watch([refusal(418, -1003, { 'Retry-After': '120' })], {
      logger: { warn: (...line: unknown[]) => void logged.push(line) },
    });
    await caught(clock.run(client.ping()));
    // The client does not send the second call, because the IP address is banned.
    await caught(clock.run(client.ping()));
    expect(logged).toEqual([
      ['the exchange banned this IP address', { operation: 'ping', until: startOfMinute + 120_000 }],
    ]);
    expect(events.filter(([name]) => name === 'banned')).toHaveLength(1);
    events.splice(events.findIndex(([name]) => name === 'banned') + 1);
    expect(events.at(-1)).toMatchObject([
      'banned',
      { operation: 'ping', until: startOfMinute + 120_000, delay: 120_000 },
    ]);
  });

  it('emits the measured clock, and the retry of an order whose timestamp was refused, which is also logged', async () => {
    const logged: unknown[] = [];
    const { client, clock, events } = watch([refusal(400, -1021), { body: { symbol: 'BNBBTC', orderId: 1 } }], {
      ...{ validateOrders: false, apiKey: key },
      logger: { debug: (...line: unknown[]) => void logged.push(line) },
    });
    await clock.run(client.createOrder(order));
    expect(events.filter(([name]) => name === 'clock').map(([, event]) => event)).toEqual([
      { offset: 0 },
      { offset: 0 },
    ]);
    const retries = events.filter(([name]) => name === 'retry');
    expect(retries).toMatchObject([['retry', { operation: 'createOrder', delay: 0, error: { code: -1021 } }]]);
    const error = expect.stringContaining('-1021 INVALID_TIMESTAMP: refused');
    expect(logged).toEqual([['retry', { operation: 'createOrder', attempt: 1, delay: 0, error }]]);
    expect(JSON.stringify(logged)).not.toContain(key);
    const sent = events.filter(([name, { operation }]) => name === 'request' && operation === 'createOrder');
    expect(sent.map(([, { attempt }]) => attempt)).toEqual([1, 2]);
  });

  it('holds no key, signature or timestamp', async () => {
    const { client, clock, events } = watch([refusal(400, -1013)], { apiKey: key, validateOrders: false });
    await caught(clock.run(client.createOrder({ ...order, newClientOrderId: key })));
    const text = JSON.stringify(events.map(([, event]) => ({ ...event, text: String(event.error) })));
    expect(text).toContain('createOrder');
    expect(text).not.toContain(key);
    expect(text).not.toMatch(/signature|timestamp/i);
  });

  it('stops calling a listener that was removed', async () => {
    const { client, clock } = watch([{}, {}]);
    const seen: unknown[] = [];
    const stop = client.on('request', (event) => seen.push(event));
    await clock.run(client.ping());
    stop();
    await clock.run(client.ping());
    expect(seen).toHaveLength(1);
  });
});

describe('a listener that fails', () => {
  const failures = {
    throws: () => {
      throw new Error('mine');
    },
    rejects: () => Promise.reject(new Error('mine')),
  };

  it.each(Object.entries(failures))(
    '%s: is reported once, and neither the call nor other listeners notice',
    async (_, fail) => {
      const warnings: unknown[][] = [];
      const logger = { warn: (...line: unknown[]) => void warnings.push(line) };
      const { client, clock } = watch([{}, {}], { logger });
      const seen: unknown[] = [];
      client.on('request', fail);
      client.on('request', (event) => seen.push(event));
      await clock.run(client.ping());
      await clock.run(client.ping());
      expect(seen).toHaveLength(2);
      expect(warnings).toEqual([['a listener failed', { error: new Error('mine') }]]);
    },
  );

  it('cannot change an event for the others', async () => {
    const { client, clock } = watch([{}], { logger: { warn: () => undefined } });
    client.on('request', (event) => {
      Object.assign(event, { operation: 'other' });
    });
    const seen: string[] = [];
    client.on('request', ({ operation }) => seen.push(operation));
    await clock.run(client.ping());
    expect(seen).toEqual(['ping']);
  });

  it('does not send a request if it closes the client before that', async () => {
    const { client, clock, sent } = watch([{}]);
    client.on('request', () => client.close());
    expect(await caught(clock.run(client.ping()))).toMatchObject({
      message: expect.stringContaining('closed'),
      sent: false,
    });
    expect(sent).toEqual([]);
  });
});
