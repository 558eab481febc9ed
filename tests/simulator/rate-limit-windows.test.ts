import { createSpotClient } from '@pkg/core';
import { ClientClock, createExchange, type VirtualClock } from '@pkg/simulator';
import { describe, expect, it } from 'vitest';

const WINDOW = 10_000;
const LIMIT = 10;
/** When the client measures the server time, either the request or the answer is delayed by this time, in ms. */
const ASYMMETRY = 150;

/**
 * An exchange with a limit of 10 orders per 10 seconds, and a client that measures the server time. For this
 * measurement, either the requests or the answers are slow. All other requests and answers are fast. `drift` is by how
 * much the clock of the client's machine is faster than the exchange's clock, in ms for each ms.
 */
function connect(slow?: 'requests' | 'answers', drift = 0) {
  const exchange = createExchange({
    symbols: ['BNBUSDT'],
    start: Date.UTC(2026, 0, 1),
    orderLimits: [{ interval: 'SECOND', intervalNum: 10, limit: LIMIT }],
  });
  const clock = exchange.clock as VirtualClock;
  const wait = (): Promise<void> => new Promise((resolve) => clock.setTimeout(resolve, ASYMMETRY));
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const isTime = new Request(input, init).url.includes('/api/v3/time');
    if (isTime && slow === 'requests') await wait();
    const response = await (exchange.environment.fetch as typeof globalThis.fetch)(input, init);
    if (isTime && slow === 'answers') await wait();
    return response;
  };
  const rateLimits = [{ rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: LIMIT }] as const;
  const client = exchange.createAccount({ balances: { USDT: '1000000' } }).createClient(createSpotClient, {
    environment: { ...exchange.environment, fetch },
    clock: new ClientClock(clock, { drift }),
    limits: { rateLimits, maxWait: 60_000 },
  });
  const order = {
    symbol: 'BNBUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '1',
    price: '500',
  } as const;
  const place = (count: number): Promise<unknown>[] => Array.from({ length: count }, () => client.createOrder(order));
  const statuses = (): unknown[] =>
    exchange.journal.list({ target: 'POST /api/v3/order' }).map(({ outcome }) => outcome);
  return { exchange, client, place, statuses };
}

describe('the window of a rate limit, if the clock of the machine is corrected by a time service,', () => {
  it('is not exceeded 25 minutes after the server time was measured', async () => {
    // A time service changes the speed of a clock by at most 500 ppm.
    const { exchange, client, place, statuses } = connect(undefined, 500e-6);
    await exchange.run(client.getAccount());
    await exchange.advance(25 * 60_000 + 1_000);
    await exchange.run(Promise.all(place(3 * LIMIT)));
    expect(statuses()).toEqual(Array(3 * LIMIT).fill(200));
    client.close();
    exchange.close();
  });
});

describe('the window of a rate limit, if the measured server time is wrong by 75 ms,', () => {
  it('is not exceeded by a client whose clock is ahead of that of the exchange', async () => {
    const { exchange, client, place, statuses } = connect('requests');
    await exchange.advance(1000);
    // The client believes that each window begins 75 ms earlier than it really begins at the exchange.
    await exchange.run(Promise.all(place(3 * LIMIT)));
    expect(statuses()).toEqual(Array(3 * LIMIT).fill(200));
    expect((exchange.clock.now() - Date.UTC(2026, 0, 1)) / WINDOW).toBeCloseTo(2, 1);
    client.close();
    exchange.close();
  });

  it('is not exceeded by a client whose clock is behind that of the exchange', async () => {
    const { exchange, client, place, statuses } = connect('answers');
    await exchange.run(client.getAccount());
    // The client believes that the first window ends 75 ms later than it really ends at the exchange.
    await exchange.advance(Date.UTC(2026, 0, 1) + WINDOW + 30 - exchange.clock.now());
    await exchange.run(Promise.all([...place(4), ...place(LIMIT)]));
    expect(statuses()).toEqual(Array(LIMIT + 4).fill(200));
    client.close();
    exchange.close();
  });
});
