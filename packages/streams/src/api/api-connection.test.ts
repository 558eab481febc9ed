import { getEventListeners } from 'node:events';
import { BinanceApiError, BinanceTransportError, BinanceUnknownOutcomeError } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { KEY, SIGNATURE, setUpApi } from '../../test/api-setup.js';
import type { FakeSocket } from '../../test/fake-exchange.js';

const ORDER = {
  symbol: 'BNBBTC',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '1',
  price: '0.01',
} as const;

/** Resolves with `'accepted'`, or with the error of a call. */
async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'accepted',
    (error: unknown) => error,
  );
}

const refusal = { code: -2010, msg: 'Account has insufficient balance for requested action.' };
const accepted = { symbol: 'BNBBTC', orderId: 1, orderListId: -1, clientOrderId: 'a', transactTime: 1 };

describe('responses of the WebSocket API', () => {
  it.each<[string, object]>([
    ['has no status', { result: accepted }],
    ['has a text as status', { status: '200', result: accepted }],
    ['has an object as status', { status: { toString: 1 }, result: accepted }],
    ['has status 0', { status: 0, error: refusal }],
    ['has status 302', { status: 302, error: refusal }],
    ['has status 302 and a result', { status: 302, result: accepted }],
    ['has status 1e308', { status: 1e308, error: refusal }],
    ['has a fraction as status', { status: 400.5, error: refusal }],
    ['accepts without a result', { status: 200 }],
    ['accepts with null', { status: 200, result: null }],
    ['accepts with a text', { status: 200, result: 'ok' }],
    ['accepts and refuses', { status: 200, result: accepted, error: refusal }],
    ['refuses without an error', { status: 400 }],
    ['refuses without a code', { status: 400, error: { msg: 'no' } }],
    ['refuses with a text as code', { status: 400, error: { code: '-2010', msg: 'no' } }],
    ['refuses with an object as message', { status: 400, error: { code: -2010, msg: { toString: 1 } } }],
    ['refuses with a list', { status: 400, error: [refusal] }],
  ])('leaves the outcome of a write unknown if the response %s', async (_, response) => {
    const { clock, client, respondBy, close } = setUpApi();
    respondBy(({ id }, socket) => socket.reply({ id, ...response }));
    const error = await clock.run(outcomeOf(client.createOrder(ORDER)));
    expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
    await close();
  });

  it('accepts and refuses a write by well-formed responses', async () => {
    const { clock, client, respondBy, close } = setUpApi();
    respondBy(({ id }, socket) => socket.reply({ id, status: 200, result: accepted, rateLimits: [] }));
    expect(await clock.run(outcomeOf(client.createOrder(ORDER)))).toBe('accepted');
    respondBy(({ id }, socket) => socket.reply({ id, status: 400, error: refusal }));
    const error = await clock.run(outcomeOf(client.createOrder(ORDER)));
    expect(error).toBeInstanceOf(BinanceApiError);
    expect(error).toMatchObject({ code: -2010, statusCode: 400 });
    await close();
  });

  it('ends no call by a response with another id', async () => {
    const { clock, client, respondBy, close } = setUpApi();
    respondBy(({ id }, socket) => {
      for (const other of [null, undefined, Number(id), `${id}0`, [id], { id }, `0${id}`]) {
        socket.reply({ id: other, status: 200, result: accepted });
        socket.reply({ id: other, status: 400, error: refusal });
      }
    });
    const call = outcomeOf(client.createOrder(ORDER, { timeout: 5_000 }));
    const startedAt = clock.monotonic();
    expect(await clock.run(call)).toBeInstanceOf(BinanceUnknownOutcomeError);
    expect(clock.monotonic() - startedAt).toBeGreaterThanOrEqual(5_000);
    await close();
  });

  it('ignores rate limits that are not of the documented form', async () => {
    const { clock, client, respondBy, close } = setUpApi();
    const legal = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000, count: 40 };
    const rateLimits = [
      null,
      5,
      {},
      { ...legal, count: '1' },
      { ...legal, intervalNum: Number.POSITIVE_INFINITY },
      legal,
    ];
    for (const limits of [rateLimits, null, { length: 9 }, 'a']) {
      respondBy(({ id }, socket) =>
        socket.reply({ id, status: 200, result: { lastUpdateId: 1, bids: [], asks: [] }, rateLimits: limits }),
      );
      expect(await clock.run(outcomeOf(client.getOrderBook({ symbol: 'BNBBTC' })))).toBe('accepted');
    }
    expect(client.limits.use.find((use) => use.rateLimitType === 'REQUEST_WEIGHT')?.count).toBeGreaterThanOrEqual(40);
    await close();
  });

  it.each([1e308, -1e308, '5', { a: 1 }, null])(
    'stops for at most 3 days when retryAfter is %s',
    async (retryAfter) => {
      const { clock, client, respondBy, close } = setUpApi();
      respondBy(({ id }, socket) =>
        socket.reply({ id, status: 418, error: { code: -1003, msg: 'banned', data: { retryAfter } } }),
      );
      const error = await clock.run(outcomeOf(client.getOrderBook({ symbol: 'BNBBTC' })));
      expect(error).toMatchObject({ name: 'BinanceRateLimitError' });
      const { until } = error as { until: number };
      expect(until).toBeGreaterThanOrEqual(clock.now() - 1_000);
      expect(until).toBeLessThanOrEqual(clock.now() + 3 * 24 * 3_600_000 + 1_000);
      await close();
    },
  );
});

describe('the reason of a signal', () => {
  it('is the cause of the error of an aborted call: a read, a write, and a call without a connection', async () => {
    const { client, clock, exchange, close } = setUpApi();
    const reason = new DOMException('no longer needed', 'AbortError');
    const aborted = async (call: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> => {
      const controller = new AbortController();
      const outcome = outcomeOf(call(controller.signal));
      await clock.advance(10);
      controller.abort(reason);
      await clock.advance(10);
      return outcome;
    };
    await clock.run(client.getServerTime());
    const read = await aborted((signal) => client.getOrderBook({ symbol: 'BNBBTC' }, { signal }));
    expect(read).toMatchObject({ name: 'BinanceTransportError', message: 'getOrderBook: aborted by the caller' });
    const write = await aborted((signal) => client.createOrder(ORDER, { signal }));
    expect(write).toBeInstanceOf(BinanceUnknownOutcomeError);
    exchange.nextAttempt = 'hang';
    exchange.cutAll();
    const offline = await aborted((signal) => client.getOrderBook({ symbol: 'BNBBTC' }, { signal }));
    expect(offline).toMatchObject({ name: 'BinanceTransportError', sent: false });
    for (const error of [read, write, offline]) expect((error as Error).cause).toBe(reason);
    await close();
  });
});

describe('frames that cannot be read', () => {
  it('drops 20,000 of them with a few warnings, and the connection continues', async () => {
    const { clock, client, exchange, respondBy, warnings, close } = setUpApi();
    respondBy(({ id }, socket) => socket.reply({ id, status: 200, result: { lastUpdateId: 1, bids: [], asks: [] } }));
    await clock.run(client.getOrderBook({ symbol: 'BNBBTC' }));
    const bad = [
      '{',
      'null',
      '[]',
      '{"id":5}',
      '{"event":1,"subscriptionId":0}',
      new Uint8Array([1]),
      '"a"',
      '{"e":1}',
    ];
    for (let i = 0; i < 20_000; i++) {
      exchange.last.deliverNow(bad[i % bad.length]);
      // These 200 calls move the clock by two minutes in total. Dropped frames are reported at most every 12 seconds,
      // so there are few reports.
      if (i % 100 === 0) await clock.advance(600);
    }
    expect(exchange.all).toHaveLength(1);
    expect(warnings.length).toBeGreaterThan(2);
    expect(warnings.length).toBeLessThanOrEqual(12);
    const counts = warnings.map((warning) => Number(/(\d+) frames dropped/.exec(warning)?.[1] ?? 1));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(17_000);
    expect(await clock.run(outcomeOf(client.getOrderBook({ symbol: 'BNBBTC' })))).toBe('accepted');
    await close();
  });

  it('drops a frame that is longer than maxFrameBytes', async () => {
    const { clock, client, respondBy, warnings, close } = setUpApi({ maxFrameBytes: 1_000 });
    const bids = Array.from({ length: 100 }, (_, i) => [String(i + 1), '1.00000000']);
    respondBy(({ id }, socket) => socket.reply({ id, status: 200, result: { lastUpdateId: 1, bids, asks: [] } }));
    const error = await clock.run(outcomeOf(client.getOrderBook({ symbol: 'BNBBTC' })));
    expect(error).toBeInstanceOf(BinanceTransportError);
    expect(warnings[0]).toMatch(/frame of \d+ bytes: expected at most 1000/);
    await close();
  });
});

describe('calls that end early', () => {
  it('are followed by their responses, which are neither reported nor taken for other responses', async () => {
    const { clock, client, respondBy, warnings, close } = setUpApi();
    const late: (() => void)[] = [];
    respondBy(({ id }, socket) => void late.push(() => socket.reply({ id, status: 200, result: accepted })));
    const abort = new AbortController();
    const { signal } = abort;
    const call = outcomeOf(client.createOrder(ORDER, { signal }));
    while (late.length === 0) await clock.advance(1);
    expect(getEventListeners(signal, 'abort').length).toBeGreaterThan(0);
    abort.abort();
    expect(await clock.run(call)).toBeInstanceOf(BinanceUnknownOutcomeError);
    late[0]?.();
    await clock.advance(10_000);
    expect(warnings).toEqual([]);
    await close();
  });

  it('leave no listener on their signal, however they end', async () => {
    const { clock, exchange, client, respondBy, close } = setUpApi();
    const { signal } = new AbortController();
    const endings: ((id: string, socket: FakeSocket) => void)[] = [
      (id, socket) => socket.reply({ id, status: 200, result: accepted }),
      (id, socket) => socket.reply({ id, status: 400, error: refusal }),
      (id, socket) => socket.reply({ id, status: 302 }),
      (_, socket) => socket.cut(),
    ];
    for (const end of endings) {
      respondBy(({ id }, socket) => end(id, socket));
      await clock.run(outcomeOf(client.createOrder(ORDER, { signal })));
      await clock.advance(5_000);
    }
    exchange.nextAttempt = 'refuse';
    exchange.cutAll();
    await clock.run(outcomeOf(client.getOrderBook({ symbol: 'BNBBTC' }, { signal, timeout: 2_000 })));
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    await close();
  });

  it('error: were not sent, and open no connection, if the client is closed while they wait for one', async () => {
    const { clock, exchange, client, close } = setUpApi();
    exchange.nextAttempt = 'refuse';
    const calls = [client.getOrderBook({ symbol: 'BNBBTC' }), client.createOrder(ORDER)].map(outcomeOf);
    await clock.advance(2_000);
    const { length } = exchange.attempts;
    client.close();
    const now = clock.monotonic();
    for (const error of await clock.run(Promise.all(calls))) {
      expect(error).toMatchObject({ name: 'BinanceTransportError', sent: false });
    }
    expect(clock.monotonic()).toBe(now);
    await clock.advance(60_000);
    expect([exchange.attempts.length, clock.timers.size]).toEqual([length, 0]);
    await close();
  });
});

describe('a renewal', () => {
  it('sends calls over the new socket, and waits up to 11 s for the responses of the old one', async () => {
    const { clock, exchange, client, respondBy, close } = setUpApi();
    const [first] = await (async () => {
      await clock.run(client.getServerTime());
      return exchange.all as [FakeSocket];
    })();
    const carriers: FakeSocket[] = [];
    respondBy(({ id, method }, socket) => {
      carriers.push(socket);
      if (method !== 'openOrders.status') socket.reply({ id, status: 200, result: accepted });
    });
    const waiting = outcomeOf(client.getOpenOrders({}, { timeout: 60_000, retry: false }));
    while (carriers.length === 0) await clock.advance(1);
    first.deliverNow('{"event":{"e":"serverShutdown","E":1}}');
    const from = clock.monotonic();
    await clock.advance(1_000);
    expect(exchange.open.size).toBe(2);
    expect(await clock.run(outcomeOf(client.createOrder(ORDER)))).toBe('accepted');
    expect(carriers).toEqual([first, exchange.last]);
    await clock.advance(from + 11_000 - clock.monotonic());
    expect(exchange.open.size).toBe(2);
    await clock.advance(10);
    expect([...exchange.open]).toEqual([exchange.last]);
    expect(await clock.run(waiting)).toMatchObject({
      ...{ name: 'BinanceTransportError', sent: true },
      message: expect.stringContaining('the connection was lost before the answer: renewed'),
    });
    await close();
  });

  it('does not wait for the response of a call that was aborted', async () => {
    const { clock, exchange, client, respondBy, close } = setUpApi();
    await clock.run(client.getServerTime());
    respondBy(() => undefined);
    const abort = new AbortController();
    const aborted = outcomeOf(client.getOrderBook({ symbol: 'BNBBTC' }, { signal: abort.signal, retry: false }));
    await clock.advance(10);
    exchange.last.deliverNow('{"event":{"e":"serverShutdown","E":1}}');
    abort.abort();
    await aborted;
    await clock.advance(1_000);
    expect([exchange.all.length, exchange.open.size]).toEqual([2, 1]);
    await close();
  });

  it('is followed by another one a minute later if the exchange announced the end of the new socket meanwhile', async () => {
    const { clock, exchange, client, respondBy, close } = setUpApi();
    await clock.run(client.getServerTime());
    respondBy(() => undefined);
    // The exchange does not answer this call. So the renewal keeps the old socket open for 11 s, the longest wait for
    // pending responses.
    const waiting = outcomeOf(client.getOrderBook({ symbol: 'BNBBTC' }, { timeout: 30_000, retry: false }));
    await clock.advance(10);
    for (let sockets = 2; sockets > 0; sockets--) {
      exchange.last.deliverNow('{"event":{"e":"serverShutdown","E":1}}');
      await clock.advance(1_000);
      expect([exchange.all.length, exchange.open.size]).toEqual([2, 2]);
    }
    await clock.run(waiting);
    respondBy(({ id }, socket) => socket.reply({ id, status: 200, result: {} }));
    await clock.advance(61_000);
    expect([exchange.all.length, exchange.open.size]).toEqual([3, 1]);
    await close();
  });

  it('error: cut the healthy connection because the log-on failed on the new one', async () => {
    const { clock, exchange, client, respondBy, close } = setUpApi();
    let isDown = false;
    respondBy(({ id, method }, socket) => {
      const isFirst = socket === exchange.all[0];
      if (method !== 'session.logon')
        socket.reply({ id, status: 200, result: { lastUpdateId: 1, bids: [], asks: [] } });
      else if (isDown && !isFirst)
        socket.reply({ id, status: 503, error: { code: -1000, msg: 'Service Unavailable' } });
      else socket.reply({ id, status: 200, result: { apiKey: KEY }, rateLimits: [] });
    });
    await clock.run(client.logOn());
    isDown = true;
    exchange.last.deliverNow('{"event":{"e":"serverShutdown","E":1}}');
    await clock.advance(60_000);
    expect(exchange.all.length).toBeGreaterThan(2);
    expect(exchange.all[0]?.readyState).toBe(1);
    expect(await clock.run(outcomeOf(client.getOrderBook({ symbol: 'BNBBTC' })))).toBe('accepted');
    isDown = false;
    await clock.advance(60_000);
    expect(exchange.all.map(({ readyState }) => readyState).filter((state) => state === 1)).toHaveLength(1);
    expect(exchange.last.readyState).toBe(1);
    await close();
  });
});

describe('the time of the exchange', () => {
  it('is measured again after the machine woke', async () => {
    const wakeListeners = new Set<() => void>();
    const wake = (listener: () => void) => {
      wakeListeners.add(listener);
      return () => wakeListeners.delete(listener);
    };
    const { clock, exchange, client, respondBy, close } = setUpApi({ wake });
    respondBy(({ id }, socket) => socket.reply({ id, status: 200, result: accepted }));
    const measured = (): number => exchange.sent.filter(({ method }) => method === 'time').length;
    await clock.run(client.createOrder(ORDER));
    const before = measured();
    await clock.run(client.createOrder(ORDER));
    expect(measured()).toBe(before);
    for (const listener of wakeListeners) listener();
    await clock.run(client.createOrder(ORDER));
    expect(measured()).toBeGreaterThan(before);
    await close();
  });
});

describe('texts of the exchange', () => {
  it('shows no key and no signature in errors of refused calls', async () => {
    const { clock, client, respondBy, close } = setUpApi();
    respondBy(({ id, params }, socket) => {
      const data = { echo: [{ [String(params?.apiKey)]: params }], url: `wss://x/?signature=${SIGNATURE}` };
      const msg = `bad: ${JSON.stringify(params)} ${encodeURIComponent(SIGNATURE)}`;
      socket.reply({ id, status: 400, error: { code: -1102, msg, data } });
    });
    const error = await clock.run(outcomeOf(client.createOrder(ORDER)));
    expect(error).toBeInstanceOf(BinanceApiError);
    expectSafe(error);
    await close();
  });

  it('shows no key and no signature in the reason of a closed connection', async () => {
    const { clock, client, respondBy, close } = setUpApi();
    respondBy((_, socket) => {
      socket.cut(1008, `unknown key ${KEY} (${SIGNATURE.slice(0, 20)}) ${SIGNATURE}`);
    });
    const error = await clock.run(outcomeOf(client.createOrder(ORDER)));
    expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
    expectSafe(error);
    await close();
  });
});

function expectSafe(error: unknown): void {
  const shown = allTexts(error, new Set());
  expect(shown).not.toContain(KEY);
  expect(shown).not.toContain(SIGNATURE);
  expect(shown).not.toContain(encodeURIComponent(SIGNATURE));
}

/** Returns every text that can be reached from a value, including non-enumerable properties. */
function allTexts(value: unknown, seen: Set<unknown>): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (seen.has(value)) return '';
  seen.add(value);
  const record = value as Record<string, unknown>;
  return Reflect.ownKeys(value)
    .map((key) => `${String(key)} ${typeof key === 'string' ? allTexts(record[key], seen) : ''}`)
    .join('\n');
}
