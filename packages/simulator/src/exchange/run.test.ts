import { createSpotClient } from '@pkg/core';
import { describe, expect, it, vi } from 'vitest';
import { createExchange, VirtualClock } from '../index.js';
import { systemClock } from '../time/system-clock.js';

const order = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.1',
  price: '60000',
} as const;

describe('run', () => {
  it('moves time until a promise settles, and no further', async () => {
    const exchange = createExchange();
    const { clock } = exchange;
    const start = clock.now();
    const done = new Promise<string>((resolve) => clock.setTimeout(() => resolve('done'), 90_000));
    clock.setTimeout(() => undefined, 200_000);
    expect(await exchange.run(done)).toBe('done');
    expect(clock.now() - start).toBe(90_000);
  });

  it('passes on what the promise rejects with', async () => {
    const exchange = createExchange();
    await expect(exchange.run(Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });

  it('waits for a call whose answer is delayed', async () => {
    const exchange = createExchange();
    const client = exchange.createAccount().createClient(createSpotClient);
    exchange.faults.script({ kind: 'delay', ms: 3000, scope: 'rest' });
    const start = exchange.clock.now();
    await exchange.run(client.ping());
    expect(exchange.clock.now() - start).toBeGreaterThanOrEqual(3000);
    client.close();
  });

  it('error: never ended while a test tool replaced the global timers', async () => {
    vi.useFakeTimers();
    try {
      const exchange = createExchange();
      const client = exchange.createAccount().createClient(createSpotClient);
      exchange.faults.script({ kind: 'delay', ms: 3000, scope: 'rest' });
      expect(await exchange.run(client.ping())).toEqual({});
      client.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('reports a promise that does not settle within the limit', async () => {
    const exchange = createExchange();
    const tick = (): void => void exchange.clock.setTimeout(tick, 100);
    tick();
    const running = exchange.run(new Promise(() => undefined), { limit: 1000 });
    await expect(running).rejects.toThrow("run: the promise did not settle within 1000 ms of the exchange's time");
  });

  it('reports a promise that waits for nothing on the clock of the exchange', async () => {
    const running = createExchange().run(new Promise(() => undefined));
    await expect(running).rejects.toThrow('run: the promise cannot settle, because no timer is set');
  });

  it('refuses another clock', async () => {
    const exchange = createExchange({ clock: systemClock });
    await expect(exchange.run(Promise.resolve())).rejects.toThrow(
      'run: expected the exchange to run on a VirtualClock',
    );
    expect(exchange.clock).not.toBeInstanceOf(VirtualClock);
  });
});

describe('createClient of an account', () => {
  it('creates a client that trades in the time of the exchange', async () => {
    const exchange = createExchange({ symbols: ['BTCUSDT'] });
    const client = exchange.createAccount({ balances: { USDT: '10000' } }).createClient(createSpotClient);
    const placed = await exchange.run(client.createOrder(order));
    expect(placed.status).toBe('NEW');
    expect(client.context.clock).toBe(exchange.clock);
    client.close();
  });

  it('takes further options', async () => {
    const exchange = createExchange({ symbols: ['BTCUSDT'] });
    const client = exchange.createAccount().createClient(createSpotClient, { recvWindow: 1234 });
    expect(client.context.recvWindow).toBe(1234);
    client.close();
  });

  it('refuses an account without a secret', () => {
    const publicKey = `-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----`;
    const account = createExchange().createAccount({ publicKey });
    expect(() => account.createClient(createSpotClient)).toThrow('createClient: expected an account with an HMAC key');
  });
});
