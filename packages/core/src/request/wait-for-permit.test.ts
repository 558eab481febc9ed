import { describe, expect, it } from 'vitest';
import { connect, startOfMinute } from '../../test/connect.js';
import { ManualClock } from '../../test/manual-clock.js';
import { caught } from '../../test/outcome.js';
import type { Answer } from '../../test/scripted-fetch.js';
import { createSpotClient, type SpotClient } from '../client/spot-client.js';
import { withEvents } from '../events/with-events.js';
import { iterateMyTrades } from './paging.js';

const start = startOfMinute;
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
const stop = (seconds: string): Answer => ({
  status: 429,
  body: { code: -1003, msg: 'Too many requests.' },
  headers: { 'Retry-After': seconds },
});

describe('a logger that fails', () => {
  const failing = {
    throws: () => {
      throw new Error('of the logger');
    },
    rejects: () => Promise.reject(new Error('of the logger')),
  };

  it.each(Object.entries(failing))('and %s changes nothing about a call that waits', async (_name, log) => {
    const clock = new ManualClock(start);
    const fetch = async (): Promise<Response> =>
      ({ status: 200, ok: true, headers: new Headers(), text: async () => '{"serverTime":1}' }) as Response;
    const client = createSpotClient({
      clock,
      fetch,
      logger: { debug: log, warn: log },
      limits: { rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 2 }] },
    });
    await client.getServerTime();
    await client.getServerTime();
    const third = client.getServerTime();
    await clock.run(third);
    expect(await third).toEqual({ serverTime: 1 });
    expect(clock.monotonic()).toBe(60_000);
  });
});

describe('a listener that is told of a wait', () => {
  it.each([
    ['aborts the call', (_client: SpotClient, controller: AbortController) => controller.abort()],
    ['closes the client', (client: SpotClient) => client.close()],
  ])('and %s ends the call at once', async (_, react) => {
    const { client, clock, sent } = connect([stop('60')], { limits: { maxWait: 600_000 } });
    const controller = new AbortController();
    await clock.run(caught(client.getOrderBook({ symbol: 'BNBBTC' }, { retry: false })));
    const at = clock.monotonic();
    withEvents(client).on('wait', () => react(client, controller));
    const call = client.getOrderBook({ symbol: 'BNBBTC' }, { signal: controller.signal });
    expect(await clock.run(caught(call))).toMatchObject({ name: 'BinanceTransportError', sent: false });
    expect([clock.monotonic() - at, sent.length]).toEqual([0, 1]);
  });
});

describe('a download of 300 pages', () => {
  // Creates a client whose exchange has 300 pages of 1,000 trades. Each page has weight 20. Reads may use a weight of
  // 5,400 per minute, which is 270 pages.
  function trades() {
    const clock = new ManualClock(start);
    let pages = 0;
    const fetch = async (input: unknown): Promise<Response> => {
      const url = new URL(String(input));
      const from = Number(url.searchParams.get('fromId'));
      const rows = from < 300_000 ? Array.from({ length: 1000 }, (_, at) => ({ id: from + at, time: start })) : [];
      const isPage = !url.pathname.endsWith('time');
      if (isPage) pages++;
      const text = JSON.stringify(isPage ? rows : { serverTime: clock.now() });
      return { status: 200, ok: true, headers: new Headers(), text: async () => text } as Response;
    };
    const client = createSpotClient({ apiKey: 'key', signer: () => 's', clock, fetch });
    return { client, clock, pages: () => pages };
  }

  it('waits for the next window, with the default options', async () => {
    const { client, clock, pages } = trades();
    let rows = 0;
    const all = (async () => {
      for await (const _ of iterateMyTrades(client, { symbol: 'BNBBTC' })) rows++;
    })();
    await clock.run(all);
    expect(rows).toBeGreaterThanOrEqual(300_000);
    expect(pages()).toBeGreaterThanOrEqual(301);
    // The client assumes that the clock of this machine may have drifted by 500 ppm since the server time was measured.
    // That is 30 ms in 60 s, so the client waits 30 ms longer.
    expect(Math.round(clock.monotonic())).toBe(60_030);
  });

  it('ends at once when the caller aborts while it waits', async () => {
    const { client, clock, pages } = trades();
    const controller = new AbortController();
    const all = caught(
      (async () => {
        for await (const _ of iterateMyTrades(client, { symbol: 'BNBBTC' }, { signal: controller.signal }));
      })(),
    );
    while (pages() < 269) await clock.advance(1);
    await clock.advance(30_000);
    const before = pages();
    controller.abort();
    expect(await all).toMatchObject({ name: 'BinanceTransportError', sent: false });
    expect(pages()).toBe(before);
    expect(clock.timers.size).toBe(0);
  });
});

describe('a wait of 10 seconds or more', () => {
  it('is logged as one warning for all calls that wait for the same time, and as a warning again later', async () => {
    const logged: unknown[][] = [];
    const logger = {
      debug: (...line: unknown[]) => void logged.push(['debug', ...line]),
      warn: (...line: unknown[]) => void logged.push(['warn', ...line]),
    };
    const { client, clock } = connect([stop('30'), {}, {}, {}, stop('9'), {}], { logger });
    const [first, ...others] = [0, 1, 2].map(() => client.ping());
    await clock.run(Promise.all([first, ...others]));
    const waiting = (delay: number): unknown => ['waiting for the rate limits', { operation: 'ping', delay }];
    const begun = logged.filter((line) => String(line).includes('waiting'));
    expect(begun[0]).toEqual(['warn', ...(waiting(30_000) as unknown[])]);
    expect(begun.slice(1).every(([level]) => level === 'debug')).toBe(true);
    logged.length = 0;
    await clock.run(client.ping());
    expect(logged.map(([level]) => level)).not.toContain('warn');
  });

  it('is one warning for calls that begin to wait one after another, and a warning again for the next stop', async () => {
    const levels: string[] = [];
    const log = (level: string) => (text: string) => void (text.startsWith('waiting') && levels.push(level));
    const logger = { debug: log('debug'), warn: log('warn') };
    const { client, clock } = connect([stop('30'), {}, {}, {}, stop('30'), {}, {}], { logger });
    await clock.run(caught(client.ping({}, { maxWait: 0 })));
    const waiting = [client.ping(), client.ping()];
    await clock.advance(15_000);
    waiting.push(client.ping());
    await clock.run(Promise.all(waiting));
    expect(levels).toEqual(['warn', 'debug', 'debug']);
    levels.length = 0;
    await clock.run(caught(client.ping({}, { maxWait: 0 })));
    await clock.run(Promise.all([client.ping(), client.ping()]));
    expect(levels).toEqual(['warn', 'debug']);
  });
});

describe('a 429 that repeats', () => {
  it.each([
    ['0', 1000],
    ['2', 2000],
    ['Tue, 14 Nov 2023 22:14:03 GMT', 3000],
  ])('with Retry-After %s gets at most four requests for a read', async (retryAfter, pause) => {
    const sentAt: number[] = [];
    const { client, clock } = connect(() => {
      sentAt.push(clock.monotonic());
      return stop(retryAfter);
    });
    expect(await clock.run(caught(client.ping()))).toMatchObject({ statusCode: 429, sent: true });
    expect(sentAt.length).toBeLessThanOrEqual(4);
    expect(sentAt[1]).toBe(pause);
    for (let at = 1; at < sentAt.length; at++)
      expect(Number(sentAt[at]) - Number(sentAt[at - 1])).toBeGreaterThanOrEqual(1000);
  });

  it('ends as the 429 that it is if the pause is longer than the call may wait', async () => {
    const { client, clock, sent } = connect([stop('30'), {}]);
    const error = await clock.run(caught(client.ping({}, { maxWait: 20_000 })));
    expect(error).toMatchObject({ statusCode: 429, code: -1003, sent: true, retryAfter: 30_000 });
    expect(sent).toHaveLength(1);
  });

  it('ends once all pauses together are longer than the call may wait', async () => {
    const { client, clock, sent } = connect([stop('30'), stop('30'), {}]);
    const error = await clock.run(caught(client.ping({}, { maxWait: 50_000 })));
    expect(error).toMatchObject({ statusCode: 429, sent: true });
    expect(sent).toHaveLength(2);
    expect(clock.monotonic()).toBe(30_000);
  });
});

describe('an order during a stop', () => {
  it('waits for the stop also if it begins while the time is measured anew, after more than an hour', async () => {
    let isStopped = false;
    const { client, clock, sent } = connect(() => (isStopped ? stop('30') : {}));
    await clock.run(client.createOrder(order));
    await clock.advance(3_700_000);
    isStopped = true;
    const refused = caught(client.ping({}, { maxWait: 0 }));
    const placed = client.createOrder(order, { timeout: 1000 });
    await clock.run(refused);
    isStopped = false;
    await clock.advance(29_999);
    expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
    await clock.run(placed);
    expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(2);
    expect(clock.monotonic()).toBe(3_730_000);
  });

  it('waits for the stop also while the time must be measured first', async () => {
    const { client, clock, sent } = connect([stop('30'), {}]);
    await clock.run(caught(client.ping({}, { maxWait: 0 })));
    const placed = client.createOrder(order, { timeout: 1000 });
    await clock.advance(29_999);
    expect(sent).toHaveLength(1);
    await clock.run(placed);
    expect(sent).toHaveLength(2);
    expect(clock.monotonic()).toBe(30_000);
  });

  it('waits for a stop that begins while the time is measured', async () => {
    const clock = new ManualClock(start);
    let asked = 0;
    const fetch = async (input: unknown): Promise<Response> => {
      if (!String(input).includes('/time')) return Response.json({ orderId: 1 });
      if (asked++ > 0) return Response.json({ serverTime: clock.now() });
      return Response.json({ code: -1003, msg: 'no' }, { status: 429, headers: { 'Retry-After': '30' } });
    };
    const client = createSpotClient({ apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch });
    expect(await clock.run(client.createOrder(order, { timeout: 1000 }))).toEqual({ orderId: 1 });
    expect(clock.monotonic()).toBe(30_000);
  });

  it('is sent only after the reply to the call before it, also if the time must be measured again meanwhile', async () => {
    const clock = new ManualClock(start);
    const after = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));
    const log: string[] = [];
    let isStopped = false;
    const fetch = async (input: unknown, init?: RequestInit): Promise<Response> => {
      const isTime = String(input).includes('/time');
      if (isStopped && !isTime) return Response.json({}, { status: 429, headers: { 'Retry-After': '10' } });
      if (!isTime) log.push(`${init?.method} sent`);
      // The exchange answers slowly: to a request for the time after 2 s, to a cancel or an order after 1 s.
      await after(isTime ? 2_000 : 1_000);
      if (!isTime) log.push('answered');
      return Response.json({ orderId: 1, orderListId: -1, serverTime: clock.now() });
    };
    const client = createSpotClient({ apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch });
    await clock.run(client.createOrder(order));
    log.length = 0;
    isStopped = true;
    await clock.run(caught(client.ping({}, { maxWait: 0 })));
    isStopped = false;
    const cancels = [1, 2].map((orderId) => client.cancelOrder({ symbol: 'BNBBTC', orderId }));
    // While the cancels wait until the suspension by the 429 ends, the user sets the clock of the machine. So the
    // client must measure the server time again.
    clock.step(30_000);
    await clock.run(Promise.all(cancels));
    expect(log).toEqual(['DELETE sent', 'answered', 'DELETE sent', 'answered']);
  });

  it('is not sent if it would wait for longer than a minute', async () => {
    const { client, clock, sent } = connect([{}, stop('90'), {}]);
    await clock.run(client.createOrder(order));
    await clock.run(caught(client.ping({}, { maxWait: 0 })));
    expect(await caught(client.createOrder(order))).toMatchObject({ sent: false, until: start + 90_000 });
    expect(sent).toHaveLength(2);
    await clock.run(client.createOrder(order, { maxWait: Infinity }));
    expect(sent).toHaveLength(3);
  });

  it.each([
    ['for longer than a minute', undefined],
    ['although its maxWait is 0', 0],
  ])('is not sent if it would wait %s while the time must be measured first', async (_, maxWait) => {
    const { client, clock, sent } = connect([stop('90'), {}]);
    await clock.run(caught(client.ping({}, { maxWait: 0 })));
    const error = await clock.run(caught(client.createOrder(order, { maxWait })));
    expect(error).toMatchObject({ name: 'BinanceRateLimitError', sent: false, until: start + 90_000 });
    expect(clock.monotonic()).toBe(0);
    await clock.run(client.createOrder(order, { maxWait: Infinity }));
    expect(clock.monotonic()).toBe(90_000);
    expect(sent.map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  it('is not sent if it has waited for longer than a minute while the time was measured', async () => {
    const { clock, client, sent } = connect([{}], {
      limits: { rateLimits: [{ rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 3 }] },
    });
    // After these two minutes, the window of five minutes that then runs is one minute old.
    await clock.advance(2 * 60_000);
    await clock.run(Promise.all([client.ping(), client.ping()]));
    const error = await clock.run(caught(client.createOrder(order)));
    expect(error).toMatchObject({ name: 'BinanceRateLimitError', sent: false });
    expect(String(error)).toContain('createOrder: not sent: it would wait longer than maxWait');
    expect(clock.monotonic()).toBe(3 * 60_000);
    expect(sent.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });
});

describe('one AbortSignal', () => {
  /** Creates a signal, and a set of the listeners that the signal has. */
  function counted() {
    const controller = new AbortController();
    const { signal } = controller;
    const listeners = new Set<unknown>();
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (type: string, listener: EventListener) => {
      listeners.add(listener);
      add(type, listener);
    };
    signal.removeEventListener = (type: string, listener: EventListener) => {
      listeners.delete(listener);
      remove(type, listener);
    };
    return { controller, signal, listeners };
  }

  it('serves any number of calls in turn, and aborts the one that is open', async () => {
    const { client, clock, sent } = connect(({ url }) => (url.pathname.endsWith('avgPrice') ? 'silence' : {}));
    const { controller, signal, listeners } = counted();
    for (let call = 0; call < 50; call++) {
      await clock.run<unknown>(call % 2 ? client.ping({}, { signal }) : client.createOrder(order, { signal }));
      expect(listeners.size).toBe(0);
    }
    const open = [0, 1, 2].map(() => caught(client.getAveragePrice({ symbol: 'BNBBTC' }, { signal })));
    await clock.advance(10);
    expect(listeners.size).toBe(1);
    controller.abort();
    for (const error of await Promise.all(open)) expect(String(error)).toContain('aborted by the caller');
    expect(listeners.size).toBe(0);
    const before = sent.length;
    expect(String(await caught(client.ping({}, { signal })))).toContain('aborted by the caller');
    expect(sent).toHaveLength(before);
    await clock.run(client.ping());
  });
});

describe('the reason of a signal', () => {
  class Cancelled extends Error {}
  const reasons: readonly unknown[] = [new Cancelled('no longer needed'), 'a text', new DOMException('', 'AbortError')];
  const silent = () => connect(({ url }) => (url.pathname.endsWith('time') ? {} : 'silence'));

  it.each(reasons)('is the cause of the error of a read that waits for an answer: %s', async (reason) => {
    const { client, clock } = silent();
    const controller = new AbortController();
    const error = caught(client.ping({}, { signal: controller.signal }));
    await clock.advance(10);
    controller.abort(reason);
    const seen = (await error) as Error;
    expect(seen).toMatchObject({ name: 'BinanceTransportError', message: 'ping: aborted by the caller', sent: true });
    expect(seen.cause).toBe(reason);
  });

  it.each(reasons)('is the cause of the unknown outcome of a write: %s', async (reason) => {
    const { client, clock } = silent();
    const controller = new AbortController();
    const error = caught(client.createOrder(order, { signal: controller.signal }));
    await clock.advance(10);
    controller.abort(reason);
    const seen = (await error) as Error;
    expect(seen.name).toBe('BinanceUnknownOutcomeError');
    expect(seen.cause).toBe(reason);
  });

  it.each(reasons)('is the cause of the error of calls that wait for the rate limits: %s', async (reason) => {
    const { client, clock } = connect([stop('30'), {}]);
    const controller = new AbortController();
    const { signal } = controller;
    const errors = [caught(client.ping({}, { signal })), caught(client.createOrder(order, { signal }))];
    await clock.advance(10);
    controller.abort(reason);
    for (const error of await Promise.all(errors)) {
      expect(error).toMatchObject({ name: 'BinanceTransportError' });
      expect((error as Error).cause).toBe(reason);
    }
  });

  it('is the cause of the error of an iterator, during a request and between two rows', async () => {
    const rows = [1, 2].map((id) => ({ id, time: start }));
    const { client, clock } = connect(({ url }) => (url.pathname.endsWith('myTrades') ? { body: rows } : {}));
    const reason = new Cancelled();
    const controller = new AbortController();
    const iterator = iterateMyTrades(client, { symbol: 'BNBBTC' }, { signal: controller.signal });
    await clock.run(iterator.next());
    controller.abort(reason);
    const between = (await caught(iterator.next())) as Error;
    expect(between).toMatchObject({ name: 'BinanceTransportError', cause: reason });
    const during = (await clock.run(
      caught(iterateMyTrades(client, { symbol: 'BNBBTC' }, { signal: controller.signal }).next()),
    )) as Error;
    expect(during.cause).toBe(reason);
  });

  it('is no cause where the deadline ends the call', async () => {
    const { client, clock } = silent();
    const { signal } = new AbortController();
    const error = (await clock.run(caught(client.ping({}, { signal, timeout: 50 })))) as Error;
    expect(error.message).toBe('ping: no answer within 50 ms');
    expect(error.cause).toBeUndefined();
  });
});
