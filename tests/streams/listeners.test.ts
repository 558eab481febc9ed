import { BinanceSocketManager, type StreamNotice, type StreamsOptions, trade } from '@pkg/streams';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { FakeExchange } from '../../packages/streams/test/fake-exchange.js';
// This code is loaded before the tests, because a manual clock does not wait for an import().
import '../../packages/streams/src/market/read-streams.js';
import { run, setUpExchange, socketClient } from './support.js';

const SHUTDOWN = '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}';

/** Returns a function that throws or rejects at each call, and a function that returns the number of calls. */
function failing(how: 'throws' | 'rejects') {
  let calls = 0;
  const fail = (): never => {
    calls += 1;
    const error = new Error(`call ${calls}`);
    if (how === 'throws') throw error;
    return Promise.reject(error) as never;
  };
  return { fail, calls: () => calls };
}

/** Passes a failing function to each place at which market streams take a function. */
const MARKET: Readonly<Record<string, (fail: () => never, manager: BinanceSocketManager) => unknown>> = {
  'the listener of a subscription': (fail, manager) => manager.subscribe(trade('A'), fail),
  'the notice of a subscription': (fail, manager) => manager.subscribe(trade('A'), () => undefined, { notice: fail }),
  'the event of a consumer': (fail, manager) => manager.consume(trade('A'), { event: fail, notice: () => undefined }),
  'the frame of a consumer': (fail, manager) => manager.consume(trade('A'), { frame: fail }),
  'the notice of a consumer': (fail, manager) => manager.consume(trade('A'), { event: () => undefined, notice: fail }),
  'the status of a consumer': (fail, manager) => manager.consume(trade('A'), { status: fail }),
  'the stale of a consumer': (fail, manager) => manager.consume(trade('A'), { stale: fail }),
  'the notice of a loop': (fail, manager) => void readAll(manager.stream(trade('A'), { notice: fail })),
  'a started socket': (fail, manager) => manager.startTradeSocket('A', fail),
  onStatus: (fail, manager) => manager.onStatus(fail),
  'renewal.before': () => undefined,
  'the wake source': () => undefined,
  'the stop of a wake source': () => undefined,
};

/** Returns the options that pass the failing function to the manager, if the place is an option. */
function optionsWith(place: string, fail: () => never): StreamsOptions {
  if (place === 'renewal.before') return { renewal: { before: fail } };
  if (place === 'the wake source') return { wake: fail };
  if (place === 'the stop of a wake source') return { wake: () => fail };
  return {};
}

async function readAll(loop: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of loop);
}

describe.each(['throws', 'rejects'] as const)('a listener that %s is reported once, and others go on:', (how) => {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);

  beforeEach(() => {
    unhandled.length = 0;
    process.on('unhandledRejection', note);
  });

  afterEach(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it.each(Object.keys(MARKET))('%s', async (place) => {
    // A wake source must return a function, so it cannot reject.
    if (how === 'rejects' && place === 'the wake source') return;
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock, { showsPings: true });
    const errors: unknown[] = [];
    const { fail, calls } = failing(how);
    let wake = (): void => undefined;
    const manager = new BinanceSocketManager({
      ...{ environment: exchange.environment, clock, onError: (error: unknown) => void errors.push(error) },
      wake: (listener) => {
        wake = listener;
        return () => undefined;
      },
      ...optionsWith(place, fail),
    });
    const seen: (number | string)[] = [];
    const notice = ({ type }: StreamNotice): unknown => seen.push(type);
    const added = MARKET[place]?.(fail, manager);
    const healthy = manager.subscribe(trade('A'), ({ t }) => seen.push(t), { notice });
    await clock.run(Promise.all([added, healthy]));
    const emit = async (t: number): Promise<void> => {
      exchange.emit(trade('A'), { e: 'trade', E: t, s: 'A', t, p: '1', q: '1', T: t, m: true, M: true });
      await clock.advance(10);
    };
    await emit(1);
    exchange.cutAll();
    await clock.advance(5_000);
    await emit(2);
    exchange.last.deliver(SHUTDOWN);
    await clock.advance(20_000);
    await emit(3);
    // The machine wakes after 15 s without events.
    await clock.advance(15_000);
    wake();
    await clock.advance(5_000);
    await emit(4);
    expect(seen.filter((each) => typeof each === 'number')).toEqual([1, 2, 3, 4]);
    await manager.close();
    await clock.advance(0);
    const reported = errors.map((error) => (error as Error).message).filter((message) => message.startsWith('call'));
    expect(reported).toEqual(Array.from({ length: calls() }, (_, index) => `call ${index + 1}`));
    expect(calls()).toBeGreaterThan(0);
    expect(clock.timers.size).toBe(0);
  });

  it.each(['event', 'notice', 'status', 'the notice of a loop'])('%s of an account', async (place) => {
    const { exchange, clock, account } = setUpExchange();
    const warnings: string[] = [];
    const client = socketClient(exchange, account, { logger: { warn: (message) => void warnings.push(message) } });
    const manager = new BinanceSocketManager(client);
    const { fail, calls } = failing(how);
    const data = await run(clock, manager.userData({ symbols: ['BNBBTC'] }));
    const seen: string[] = [];
    if (place === 'the notice of a loop') void readAll(data.stream({ notice: fail }));
    else data.listen({ event: () => undefined, notice: () => undefined, [place]: fail });
    await run(
      clock,
      data.subscribe((event) => event.e === 'executionReport' && seen.push(event.x)),
    );
    const order = { symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1' } as const;
    await run(clock, client.createOrder({ ...order, price: '0.0100000' }));
    await clock.advance(1_000);
    exchange.sockets.cutAll();
    await clock.advance(60_000);
    await run(clock, client.createOrder({ ...order, price: '0.0200000' }));
    await clock.advance(1_000);
    expect(seen).toEqual(['NEW', 'NEW', 'TRADE']);
    await run(clock, manager.close());
    await clock.advance(0);
    expect(calls()).toBeGreaterThan(0);
    expect(warnings.filter((warning) => warning.startsWith('user: Error: call'))).toHaveLength(calls());
    client.close();
  });
});
