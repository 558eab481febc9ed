import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { caught } from '../../test/outcome.js';
import { readingPermit } from '../../test/reading-permit.js';
import type { Reply } from '../operations/call.js';
import { getServerTime } from '../operations/general/connectivity.js';
import { getAveragePrice as read } from '../operations/market/prices.js';
import type { AnyOperation } from '../operations/operation.js';
import { cancelOrder as cancel } from '../operations/trade/cancel.js';
import { createOrder as place } from '../operations/trade/create-order.js';
import { CallSignal } from '../request/call-signal.js';
import { Limiter } from './limiter.js';
import { memoryStore } from './memory-store.js';
import { defaultLimitOptions } from './options.js';
import type { Permit } from './permit.js';

// The start of a minute, so that the windows of the limits end at whole minutes after the start of the test.
const start = 1_700_000_040_000;

describe('clients that share a limiter', () => {
  /** Creates a limiter that has just received a 429, and functions that request permits and end the permitted calls. */
  async function stopped() {
    const clock = new ManualClock(start);
    const limiter = new Limiter(clock, memoryStore, '');
    const granted: { readonly operation: AnyOperation; readonly done: Permit }[] = [];
    const ask = async (operation: AnyOperation): Promise<void> => {
      const call = { name: 'call', operation, params: {}, options: {} };
      const permit = await limiter.acquire(call, defaultLimitOptions, Infinity, new CallSignal({}, Infinity));
      granted.push({ operation, done: readingPermit(permit, limiter) });
    };
    const refuse = (): void => {
      for (const { done } of granted.splice(0)) done({ status: 429, data: {}, rateLimits: [], retryAfter: 2000 });
    };
    await ask(read);
    refuse();
    const answer = (): void => {
      for (const { done } of granted.splice(0)) done({ status: 200, data: {}, rateLimits: [] });
    };
    return { clock, ask, refuse, answer, operations: () => granted.map(({ operation }) => operation) };
  }

  it('send one request in each window, although each client requests the time first', async () => {
    const { clock, ask, refuse, operations } = await stopped();
    for (const operation of [read, getServerTime, read, getServerTime]) void ask(operation);
    await clock.advance(1999);
    expect(operations()).toEqual([]);
    for (const first of [getServerTime, getServerTime, read, read]) {
      await clock.advance(2000);
      expect(operations()).toEqual([first]);
      refuse();
    }
  });

  it('send cancels first, then other writes, then reads', async () => {
    const { clock, ask, answer, operations } = await stopped();
    for (const operation of [read, read, read, read, place, cancel]) void ask(operation);
    await clock.advance(2000);
    expect(operations()).toEqual([cancel]);
    answer();
    await clock.advance(0);
    expect(operations()).toEqual([place, read]);
  });

  it('request the time that a call in flight waits for', async () => {
    const { clock, ask, operations } = await stopped();
    void ask(read);
    await clock.advance(2000);
    void ask(getServerTime);
    await clock.advance(0);
    expect(operations()).toEqual([read, getServerTime]);
  });
});

describe('accounts at one REST origin', () => {
  const [a, b, c] = ['key a', 'key b', 'key c'];
  const perTenSeconds = { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10 };
  const ordersOf = (limiter: Limiter, account: string | undefined): unknown =>
    limiter.limitsOf(account).use.filter((use) => use.rateLimitType === 'ORDERS');

  /**
   * Returns functions that send orders for several accounts in one process. The exchange allows 10 orders in ten
   * seconds.
   */
  function trade() {
    const clock = new ManualClock(start);
    const limiter = new Limiter(clock, memoryStore, '');
    limiter.known.learn([{ ...perTenSeconds, limit: 10 }]);
    const acquire = async (account: string | undefined): Promise<Permit> => {
      const call = { name: 'createOrder', operation: place, params: {}, options: {} };
      const options = { ...defaultLimitOptions, mode: 'throw' } as const;
      const permit = await limiter.acquire(call, options, Infinity, new CallSignal({}, Infinity), account);
      return readingPermit(permit, limiter);
    };
    const send = async (account: string | undefined, reply: Partial<Reply> = {}): Promise<void> =>
      (await acquire(account))({ status: 200, data: {}, rateLimits: [], ...reply });
    return { clock, limiter, acquire, send };
  }

  it('have their own order limits', async () => {
    const { limiter, send } = trade();
    for (let order = 0; order < 10; order++) await send(a);
    expect(await caught(send(a))).toMatchObject({ until: start + 10_000 });
    await send(b);
    expect(ordersOf(limiter, a)).toMatchObject([{ ...perTenSeconds, limit: 10, count: 10, room: 0 }]);
    expect(ordersOf(limiter, b)).toMatchObject([{ ...perTenSeconds, limit: 10, count: 1, room: 9 }]);
    expect(ordersOf(limiter, c)).toMatchObject([{ ...perTenSeconds, limit: 10, count: 0, room: 10 }]);
  });

  it('take order counts from their own replies, and limits from all replies', async () => {
    const { limiter, send } = trade();
    await send(a, { rateLimits: [{ ...perTenSeconds, count: 7 }] });
    await send(b, { rateLimits: [{ ...perTenSeconds, count: 2 }] });
    limiter.known.learn([{ ...perTenSeconds, limit: 50 }]);
    expect(ordersOf(limiter, a)).toMatchObject([{ count: 7, limit: 50 }]);
    expect(ordersOf(limiter, b)).toMatchObject([{ count: 2, limit: 50 }]);
  });

  it('count an order in flight for the account that sent it', async () => {
    const { limiter, acquire } = trade();
    const done = await acquire(a);
    expect(ordersOf(limiter, a)).toMatchObject([{ count: 1 }]);
    expect(ordersOf(limiter, b)).toMatchObject([{ count: 0 }]);
    done({ status: 400, data: {}, rateLimits: [] });
    expect(ordersOf(limiter, a)).toMatchObject([{ count: 0 }]);
  });

  it.each([
    ['has no answer', undefined, undefined],
    ['ends with a 503, which does not tell its outcome', 503, undefined],
    ['ends with a 408 and -1007, which does not tell its outcome', 408, -1007],
  ])('count an order that %s, because the exchange may have accepted it', async (_, status, code) => {
    const { limiter, acquire } = trade();
    const done = await acquire(a);
    done(status ? { status, data: { code }, rateLimits: [] } : undefined);
    expect(ordersOf(limiter, a)).toMatchObject([{ count: 1 }]);
  });

  it('are stopped by -1015 separately', async () => {
    const { limiter, send } = trade();
    await send(a, { status: 429, data: { code: -1015, msg: 'Too many new orders.' }, retryAfter: 30_000 });
    expect(await caught(send(a))).toMatchObject({ sent: false, until: start + 30_000 });
    expect(limiter.limitsOf(a)).toMatchObject({ ordersStoppedUntil: start + 30_000, stoppedUntil: undefined });
    await send(b);
    expect(limiter.limitsOf(b)).toMatchObject({ ordersStoppedUntil: undefined });
  });

  it('share the weight, the 429 and the ban of their IP address', async () => {
    const { limiter, send } = trade();
    await send(a, { rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, count: 70 }] });
    expect(limiter.limitsOf(b).use[0]).toMatchObject({ rateLimitType: 'REQUEST_WEIGHT', count: 70 });
    await send(a, { status: 429, data: { code: -1003 }, retryAfter: 2000 });
    expect(await caught(send(b))).toMatchObject({ sent: false, until: start + 2000 });
    expect(limiter.limitsOf(b)).toMatchObject({ stoppedUntil: start + 2000 });
  });
});
