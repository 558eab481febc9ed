import { createSpotClient, type SpotClientOptions } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { tradeEvent } from '../../test/connect-manager.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import { BinanceSocketManager, type StreamsOptions, trade, type WsApiOptions, wsApi } from '../index.js';

const MINUTE = 60_000;

/**
 * For each kind of connection, a function that opens a connection with the given options and returns a function that
 * closes it.
 */
const kinds: Readonly<
  Record<
    string,
    (clock: ManualClock, exchange: FakeExchange, options: WsApiOptions) => Promise<() => Promise<void> | void>
  >
> = {
  'market streams': async (clock, { environment }, options) => {
    const manager = new BinanceSocketManager({ environment, clock, onError: () => undefined, ...options });
    await clock.run(manager.subscribe(trade('A'), () => undefined));
    return () => manager.close();
  },
  'user data': async (clock, { environment }, options) => {
    const streams: StreamsOptions = { environment, clock, onError: () => undefined, ...options };
    const manager = new BinanceSocketManager(streams);
    const client = createSpotClient({ ...keyOf(environment, clock), clock });
    await clock.run((await manager.userData({ client })).ready());
    return async () => {
      await manager.close();
      client.close();
    };
  },
  'the WebSocket API': async (clock, { environment }, options) => {
    const client = createSpotClient({ ...keyOf(environment, clock), transport: wsApi(options) } as SpotClientOptions);
    await clock.run(client.getOrderBook({ symbol: 'A' }));
    return () => client.close();
  },
};

function keyOf(environment: FakeExchange['environment'], clock: ManualClock): SpotClientOptions {
  const fetch = async (): Promise<Response> => Response.json({ serverTime: clock.now() });
  return {
    ...{ apiKey: 'key', signer: { keyType: 'HMAC', sign: () => 'signature' }, fetch, environment, clock },
    logger: { warn: () => undefined },
  };
}

/** Returns an exchange that answers every request. */
function setUp() {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock);
  exchange.onFrame = (socket, text) => {
    const { id, method } = JSON.parse(text) as { id: string | number; method: string };
    if (typeof id === 'number') return socket.reply({ id, result: null });
    const results: Readonly<Record<string, unknown>> = {
      time: { serverTime: clock.now() },
      'userDataStream.subscribe.signature': { subscriptionId: 0 },
      'session.subscriptions': [{ subscriptionId: 0 }],
      'account.status': { updateTime: 1, balances: [] },
      depth: { lastUpdateId: 1, bids: [], asks: [] },
    };
    socket.reply({ id, status: 200, result: results[method] ?? [], rateLimits: [] });
  };
  return { clock, exchange };
}

describe.each(Object.keys(kinds))('a connection of %s', (kind) => {
  const open = kinds[kind] as (typeof kinds)[string];

  it('is renewed after the age that the options set', async () => {
    const { clock, exchange } = setUp();
    const before: number[] = [];
    const renewal = { after: 10 * MINUTE, jitter: 0, before: () => void before.push(clock.monotonic()) };
    const close = await open(clock, exchange, { renewal });
    const opened = clock.monotonic();
    const wait = async (minutes: number): Promise<void> => {
      // The stream sends an event every 5 s. Otherwise the client would renew the connection because the stream is
      // silent.
      for (let t = 0; t < minutes * 12; t++) {
        exchange.emit(trade('A'), tradeEvent(clock.monotonic()));
        await clock.advance(MINUTE / 12);
      }
    };
    await wait(9);
    expect(before).toEqual([]);
    await wait(2);
    expect(before).toHaveLength(1);
    expect(Math.abs((before[0] ?? 0) - opened - 10 * MINUTE)).toBeLessThan(MINUTE / 2);
    await close();
  });

  it('checks its socket when the source of wake events of the options calls', async () => {
    const { clock, exchange } = setUp();
    const listeners = new Set<() => void>();
    const wake = (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    };
    const close = await open(clock, exchange, { wake });
    expect(listeners.size).toBe(1);
    const sent = exchange.last.requests.length;
    for (const listener of listeners) listener();
    await clock.advance(10);
    expect(exchange.last.requests.length).toBeGreaterThan(sent);
    await close();
    expect(listeners.size).toBe(0);
  });
});
