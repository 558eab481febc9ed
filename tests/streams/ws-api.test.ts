import {
  BinanceApiError,
  type BinanceRateLimitError,
  BinanceTransportError,
  BinanceUnknownOutcomeError,
  createSpotClient,
} from '@pkg/core';
import { wsApi } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { FakeExchange } from '../../packages/streams/test/fake-exchange.js';
import { run, setUpExchange, socketClient } from './support.js';

const order = {
  symbol: 'BNBBTC',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '1',
  price: '0.011',
} as const;

describe('wsApi', () => {
  it('answers reads and places orders over one connection', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    const [time, book] = await run(
      clock,
      Promise.all([client.getServerTime(), client.getOrderBook({ symbol: 'BNBBTC', limit: 5 })]),
    );
    expect(time.serverTime).toBeGreaterThan(Date.UTC(2026, 0, 1) - 1);
    expect(book.bids).toEqual([['0.01000000', '1000.00000000']]);
    const placed = await run(clock, client.createOrder(order));
    expect(placed).toMatchObject({ symbol: 'BNBBTC', status: 'NEW' });
    expect(exchange.sockets.size).toBe(1);
    expect(client.limits.use.find((use) => use.rateLimitType === 'ORDERS')?.count).toBe(1);
    client.close();
    await clock.advance(0);
    expect(exchange.sockets.size).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('error: throws the same error as REST for a refusal', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    const error = await run(clock, client.getOrderBook({ symbol: 'NOPE' })).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BinanceApiError);
    expect(error).toMatchObject({ code: -1121, statusCode: 400 });
    client.close();
  });

  it('reports an unknown outcome of a write whose response is lost, which resolve() finds out', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    await run(clock, client.getServerTime());
    exchange.faults.script({ kind: 'loseAnswer', target: 'order.place', times: 1 });
    const error = await run(clock, client.createOrder(order)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
    const outcome = await run(clock, (error as BinanceUnknownOutcomeError).resolve());
    expect(outcome.outcome).toBe('executed');
    expect(await run(clock, client.getOpenOrders({ symbol: 'BNBBTC' }))).toHaveLength(1);
    client.close();
  });

  it('fails a write as not sent while the connection is being restored', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    await run(clock, client.getServerTime());
    await run(clock, client.getAccount());
    exchange.faults.script({ kind: 'reset', scope: 'wsApi' });
    exchange.announceShutdown(0);
    await clock.advance(1_000);
    const before = clock.monotonic();
    const error = await run(clock, client.createOrder(order)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BinanceTransportError);
    expect(error).toMatchObject({ sent: false });
    expect(clock.monotonic()).toBe(before);
    exchange.faults.clear();
    // While the client is disconnected, a read is not refused, but waits for the connection.
    expect(await run(clock, client.getOpenOrders({ symbol: 'BNBBTC' }))).toEqual([]);
    client.close();
  });

  it('fails a write at once while the connection is being restored, also if the server time has to be measured', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    // This call is not signed, so the client does not measure the server time for it.
    await run(clock, client.ping());
    exchange.faults.script({ kind: 'reset', scope: 'wsApi' });
    exchange.announceShutdown(0);
    await clock.advance(1_000);
    const before = clock.monotonic();
    const error = await run(clock, client.createOrder(order)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'BinanceTransportError', sent: false });
    expect((error as Error).message).toContain('the connection is being restored');
    expect(clock.monotonic()).toBe(before);
    client.close();
  });

  it('error: gives the reason why there is no connection when the deadline ends a call', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    exchange.faults.script({ kind: 'status', scope: 'wsApi', status: 503 });
    const error = await run(clock, client.getServerTime()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BinanceTransportError);
    expect(error).toMatchObject({ sent: false });
    expect((error as Error).message).toMatch(
      /^getServerTime: no answer within 10000 ms: not connected: closed with code 1006/,
    );
    client.close();
  });

  describe('over a scripted socket', () => {
    /**
     * Returns a client of a fake exchange that answers only requests for the server time. The test writes all other
     * responses.
     */
    function setUpLine(sign: () => string | Promise<string> = () => 'signature', showsPings = false) {
      const clock = new ManualClock();
      const exchange = new FakeExchange(clock, { showsPings });
      const waiting: ((answer: object) => void)[] = [];
      exchange.onFrame = (socket, text) => {
        const { id, method } = JSON.parse(text) as { id: string; method: string };
        if (method === 'time') socket.reply({ id, status: 200, result: { serverTime: clock.now() } });
        else waiting.push((answer) => socket.reply({ id, ...answer }));
      };
      const client = createSpotClient({
        ...{ apiKey: 'key', signer: { keyType: 'HMAC', sign } },
        ...{ environment: exchange.environment, clock, validateOrders: false, transport: wsApi() },
      });
      return { clock, exchange, client, waiting };
    }

    it('error: reports until when the exchange refuses requests', async () => {
      const { clock, client, waiting } = setUpLine();
      const refused = client.getOrderBook({ symbol: 'BNBBTC' }).catch((error: unknown) => error);
      await clock.advance(10);
      const serverTime = clock.now() + 60_000;
      const data = { serverTime, retryAfter: serverTime + 30_000 };
      waiting[0]?.({ status: 418, error: { code: -1003, msg: 'Way too many requests', data } });
      await clock.advance(10);
      // `until` of the error is a time of the local clock, even if the exchange's clock differs from it.
      const error = (await refused) as BinanceRateLimitError;
      expect(error).toMatchObject({ name: 'BinanceRateLimitError', banned: true, retryAfter: 30_000 });
      expect(Math.abs(error.until - clock.now() - 30_000)).toBeLessThan(100);
      client.close();
    });

    it('error: ends a call at once when its signal aborts: as not sent, or with an unknown outcome if a write was sent', async () => {
      const { clock, client, waiting } = setUpLine();
      const reason = new Error('enough');
      const early = client.createOrder(order, { signal: AbortSignal.abort(reason) }).catch((error: unknown) => error);
      expect(await clock.run(early)).toBeInstanceOf(BinanceTransportError);
      expect(await early).toMatchObject({ sent: false });
      const abort = new AbortController();
      const call = client.createOrder(order, { signal: abort.signal }).catch((error: unknown) => error);
      while (waiting.length === 0) await clock.advance(1);
      const at = clock.monotonic();
      abort.abort(reason);
      expect(await clock.run(call)).toBeInstanceOf(BinanceUnknownOutcomeError);
      expect(clock.monotonic()).toBe(at);
      client.close();
      await clock.advance(0);
      expect(clock.timers.size).toBe(0);
    });

    it('waits at a renewal for the pending responses of the old socket', async () => {
      const { clock, exchange, client, waiting } = setUpLine();
      const call = client.getOrderBook({ symbol: 'BNBBTC' });
      await clock.advance(10);
      const old = exchange.last;
      old.deliver(JSON.stringify({ event: { e: 'serverShutdown', E: clock.now() } }));
      await clock.advance(5_000);
      expect(exchange.all).toHaveLength(2);
      const result = { lastUpdateId: 1, bids: [], asks: [] };
      waiting[0]?.({ status: 200, result });
      expect(await clock.run(call)).toEqual(result);
      await clock.advance(1_000);
      expect([...exchange.open]).toEqual([exchange.last]);
      expect(exchange.last).not.toBe(old);
      client.close();
      await clock.advance(0);
      expect(clock.timers.size).toBe(0);
    });

    it('places an order over the new socket if the connection was renewed while the order was signed', async () => {
      const signatures: ((signature: string) => void)[] = [];
      const sign = (): Promise<string> => new Promise((resolve) => signatures.push(resolve));
      const { clock, exchange, client, waiting } = setUpLine(sign);
      const placed = client.createOrder(order);
      while (signatures.length === 0) await clock.advance(10);
      const old = exchange.last;
      old.deliver(JSON.stringify({ event: { e: 'serverShutdown', E: clock.now() } }));
      while (exchange.open.size !== 1 || exchange.last === old) await clock.advance(10);
      signatures[0]?.('first');
      await clock.advance(10);
      signatures[1]?.('second');
      await clock.advance(10);
      const request = exchange.last.requests.find(({ method }) => method === 'order.place');
      // Whether a request needs a signature depends on the session, because a session that is logged on needs none. So
      // the client signs anew for the new session.
      expect(request?.params).toMatchObject({ signature: 'second' });
      waiting[0]?.({ status: 200, result: { symbol: 'BNBBTC', orderId: 5 } });
      expect(await clock.run(placed)).toMatchObject({ orderId: 5 });
      client.close();
    });

    it('places an order over the new socket of a renewal also while the old one waits for a response', async () => {
      const signatures: ((signature: string) => void)[] = [];
      const sign = (): Promise<string> => new Promise((resolve) => signatures.push(resolve));
      const { clock, exchange, client, waiting } = setUpLine(sign);
      const pending = client.getOrderBook({ symbol: 'BNBBTC' }).catch(() => undefined);
      const placed = client.createOrder(order);
      while (signatures.length === 0) await clock.advance(10);
      const old = exchange.last;
      old.deliver(JSON.stringify({ event: { e: 'serverShutdown', E: clock.now() } }));
      await clock.advance(5_000);
      signatures[0]?.('first');
      await clock.advance(10);
      signatures[1]?.('second');
      await clock.advance(10);
      expect([...exchange.open]).toEqual([old, exchange.last]);
      expect(exchange.last.requests).toMatchObject([{ method: 'order.place', params: { signature: 'second' } }]);
      waiting[1]?.({ status: 200, result: { symbol: 'BNBBTC', orderId: 5 } });
      expect(await clock.run(placed)).toMatchObject({ orderId: 5 });
      client.close();
      await clock.run(pending);
    });

    it('error: ends a call whose signer never answers when its signal aborts or its time is over, as not sent', async () => {
      const { clock, client, waiting } = setUpLine(() => new Promise(() => undefined));
      const abort = new AbortController();
      const calls = [client.createOrder(order, { signal: abort.signal }), client.createOrder(order)];
      const errors = calls.map((call) => call.catch((error: unknown) => error));
      await clock.advance(1_000);
      abort.abort(new Error('enough'));
      const ends = await clock.run(Promise.all(errors.map(async (error) => [await error, clock.monotonic()])));
      expect(ends).toMatchObject([
        [{ name: 'BinanceTransportError', sent: false }, 1_000],
        [{ name: 'BinanceTransportError', sent: false }, 10_000],
      ]);
      expect(waiting).toEqual([]);
      client.close();
    });

    it('fails a write as not sent, at once, while the next socket is being opened', async () => {
      const { clock, exchange, client, waiting } = setUpLine();
      const first = client.createOrder(order);
      while (waiting.length === 0) await clock.advance(10);
      waiting[0]?.({ status: 200, result: { symbol: 'BNBBTC', orderId: 5 } });
      await clock.run(first);
      exchange.nextAttempt = 'hang';
      exchange.cutAll();
      while (exchange.all.length < 2) await clock.advance(100);
      const at = clock.monotonic();
      const error = await clock.run(client.createOrder(order).catch((thrown: unknown) => thrown));
      expect(error).toBeInstanceOf(BinanceTransportError);
      expect(error).toMatchObject({ sent: false });
      expect(clock.monotonic()).toBe(at);
      client.close();
    });

    it('connects again for a later call when the exchange has refused the connection for good', async () => {
      const { clock, exchange, client, waiting } = setUpLine(undefined, true);
      await clock.run(client.getServerTime());
      exchange.nextAttempt = { status: 404 };
      exchange.cutAll();
      await clock.advance(60_000);
      expect(exchange.attempts).toHaveLength(3);
      exchange.nextAttempt = 'accept';
      const error = await clock.run(client.createOrder(order).catch((thrown: unknown) => thrown));
      expect(error).toMatchObject({ sent: false, message: expect.stringContaining('HTTP status 404') });
      expect(await clock.run(client.getServerTime())).toHaveProperty('serverTime');
      expect([exchange.attempts.length, exchange.open.size, waiting.length]).toEqual([4, 1, 0]);
      client.close();
      await clock.advance(0);
      expect(clock.timers.size).toBe(0);
    });

    it('error: ends waiting calls at once when the exchange refuses the connection for good', async () => {
      const clock = new ManualClock();
      const exchange = new FakeExchange(clock, { showsPings: true });
      exchange.nextAttempt = { status: 451 };
      const client = createSpotClient({
        ...{ apiKey: 'key', signer: { keyType: 'HMAC', sign: () => 'signature' } },
        ...{ environment: exchange.environment, clock, validateOrders: false, transport: wsApi() },
      });
      const calls = [client.getOrderBook({ symbol: 'BNBBTC' }), client.logOut()];
      const errors = Promise.all(calls.map((call) => call.catch((error: unknown) => error)));
      for (const error of await clock.run(errors)) {
        expect(error).toBeInstanceOf(BinanceTransportError);
        expect(error).toMatchObject({ sent: false, message: expect.stringContaining('HTTP status 451') });
      }
      expect(clock.monotonic()).toBeLessThan(5_000);
      client.close();
    });
  });
});
