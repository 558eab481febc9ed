import { getEventListeners } from 'node:events';
import { BinanceTransportError, BinanceUnknownOutcomeError, iterateKlines, rest } from '@pkg/core';
import { BinanceSocketManager, DepthCacheManager, trade, wsApi } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { run, setUpExchange, socketClient } from './support.js';

const symbol = 'BNBBTC';
const order = { symbol, type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', quantity: '1', price: '0.011' } as const;
const ignore = (): void => undefined;

type Client = ReturnType<typeof socketClient>;
type Options = { readonly signal: AbortSignal };
/** Starts a call, or another wait for the exchange, that ends early when the signal aborts. */
type Start = (client: Client, options: Options) => Promise<unknown>;

/** Calls of the client. If the signal aborts, they reject with an error whose `cause` is the reason of the signal. */
const calls: readonly (readonly [string, Start])[] = [
  ['a public read', (client, options) => client.getOrderBook({ symbol }, options)],
  ['a signed read', (client, options) => client.getAccount({}, options)],
  ['a write', (client, options) => client.createOrder(order, options)],
  ['an iteration', (client, options) => iterateKlines(client, { symbol, interval: '1m' }, options).next()],
];

/**
 * Methods of streams and order books that take an `AbortSignal`. When the signal aborts, these methods reject with
 * `signal.reason` itself, not with an error whose `cause` is the reason.
 */
const waits: readonly (readonly [string, Start])[] = [
  ['subscribe', (client, options) => new BinanceSocketManager(client).subscribe(trade(symbol), ignore, options)],
  ['consume', (client, options) => new BinanceSocketManager(client).consume(trade(symbol), { event: ignore }, options)],
  ['a started socket', (client, options) => new BinanceSocketManager(client).startTradeSocket(symbol, ignore, options)],
  [
    'user data',
    async (client, options) => (await new BinanceSocketManager(client).userData()).subscribe(ignore, options),
  ],
  ['books', (client, options) => new DepthCacheManager(client, symbol).ready(options)],
];

const reasons: readonly (readonly [string, unknown, string | undefined])[] = [
  ['the default reason', undefined, 'AbortError'],
  ['a timeout', new DOMException('The operation timed out', 'TimeoutError'), 'TimeoutError'],
  ['an error', new RangeError('enough'), 'RangeError'],
  ['a text', 'enough', undefined],
];

const transports = { rest: () => rest(), wsApi: () => wsApi() };

/**
 * Aborts the signal of a call before or during the call. Returns the error with which the call rejects, and the reason
 * of the signal.
 */
async function abort(
  start: Start,
  reason: unknown,
  when: 'before' | 'during',
  transport: keyof typeof transports = 'rest',
): Promise<{ readonly error: unknown; readonly given: unknown }> {
  const { exchange, clock, account } = setUpExchange();
  const client = socketClient(exchange, account, { transport: transports[transport]() as never });
  // This call loads the code for signed calls and measures the exchange's time, so the aborted call does neither.
  await exchange.run(client.getAccount());
  for (const scope of ['rest', 'wsApi'] as const) exchange.faults.script({ kind: 'hang', scope });
  exchange.faults.script({ kind: 'status', scope: 'stream', status: 503 });
  const controller = new AbortController();
  if (when === 'before') controller.abort(reason);
  const failed = start(client, { signal: controller.signal }).then(
    () => 'not aborted',
    (error: unknown) => error,
  );
  await clock.advance(1000);
  await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(1000);
  controller.abort(reason);
  const error = await run(clock, failed, 1000);
  client.close();
  exchange.close();
  return { error, given: controller.signal.reason };
}

const nameOf = (value: unknown): unknown => Object(value).name;

describe.each(reasons)('a signal that aborts with %s', (_, reason, name) => {
  describe.each(['before', 'during'] as const)('%s the wait', (when) => {
    describe.each(['rest', 'wsApi'] as const)('over %s', (transport) => {
      it.each(calls)('is the cause of the error of %s', async (what, start) => {
        const { error, given } = await abort(start, reason, when, transport);
        const isUnknown = what === 'a write' && when === 'during';
        expect(error).toBeInstanceOf(isUnknown ? BinanceUnknownOutcomeError : BinanceTransportError);
        expect((error as Error).cause).toBe(given);
        expect(nameOf((error as Error).cause)).toBe(name);
      });
    });

    it.each(waits)('is what %s rejects with', async (_, start) => {
      const { error, given } = await abort(start, reason, when);
      expect(error).toBe(given);
      expect(nameOf(error)).toBe(name);
    });
  });

  it('ends a loop over streams without an error', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    const manager = new BinanceSocketManager(client);
    const controller = new AbortController();
    const next = manager.stream([trade(symbol)], { signal: controller.signal }).next();
    await clock.advance(1000);
    controller.abort(reason);
    expect(await run(clock, next)).toEqual({ done: true, value: undefined });
    await manager.close();
    client.close();
  });
});

it('leaves no listener on the signal of user data that was closed before it was live', async () => {
  const { exchange, account } = setUpExchange();
  const client = socketClient(exchange, account);
  const manager = new BinanceSocketManager(client);
  const user = await manager.userData();
  const { signal } = new AbortController();
  const refused = expect(user.subscribe(ignore, { signal })).rejects.toMatchObject({ name: 'BinanceStreamError' });
  await manager.close();
  await refused;
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  client.close();
});
