import { BinanceApiError, BinanceTransportError, BinanceUnknownOutcomeError } from '@pkg/core';
import { describe, expect, it } from 'vitest';
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

  it('error: a refusal is the same error as over REST', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    const error = await run(clock, client.getOrderBook({ symbol: 'NOPE' })).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BinanceApiError);
    expect(error).toMatchObject({ code: -1121, statusCode: 400 });
    client.close();
  });

  it('a write whose answer is lost has an unknown outcome, and resolve tells what became of it', async () => {
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

  it('a write while the connection is being restored fails at once as not sent', async () => {
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
    // A read waits for the connection instead.
    expect(await run(clock, client.getOpenOrders({ symbol: 'BNBBTC' }))).toEqual([]);
    client.close();
  });

  it('error: says what keeps it from connecting when the deadline comes first', async () => {
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
});
