import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BinanceSocketManager, topic } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { FakeExchange } from '../../packages/streams/test/fake-exchange.js';
import { caseCount } from '../support/case-count.js';
import { tableSizes } from '../support/tables.js';
import { run, setUpExchange, socketClient } from './support.js';

const MINUTE = 60_000;
/** The names of the fakes and of the simulator's classes, whose memory is not counted. */
const TEST_DOUBLES = ['ManualClock', 'FakeExchange', 'FakeSocket', 'ExchangeSocket', 'VirtualClock', 'Exchange'];
/** The name that `tableSizes` gives to the list of frame times in a `FrameThrottle`. */
const FRAME_TIMES = 'FrameThrottle.#arrived';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapAfterCollection(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

describe('memory', () => {
  const [hours, symbols] = [caseCount(6, 72), caseCount(50, 500)];

  it(`does not grow from hour 2 to hour ${hours}, with ${symbols} symbols and 3 reconnects an hour`, async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const manager = new BinanceSocketManager({ environment: exchange.environment, clock });
    let events = 0;
    const names = Array.from({ length: symbols }, (_, i) => topic(`s${i}@trade`));
    const options = { notice: () => undefined };
    await clock.run(Promise.all(names.map((name) => manager.subscribe(name, () => (events += 1), options))));
    let atHourTwo = 0;
    let timers = 0;
    let tables: Record<string, number> = {};
    for (let hour = 1; hour <= hours; hour++) {
      for (let third = 0; third < 3; third++) {
        for (let minute = 0; minute < 20; minute++) {
          const t = hour * 60 + third * 20 + minute;
          for (const name of names) {
            exchange.last.deliverNow(`{"stream":"${name}","data":{"e":"trade","E":${t},"s":"X","t":${t},"p":"1.0"}}`);
          }
          await clock.advance(MINUTE);
        }
        exchange.cutAll();
        await clock.advance(30_000);
        // The lists in which the fake exchange records all requests are not memory of the client.
        exchange.all.splice(0, exchange.all.length - 1);
        exchange.attempts.length = 0;
        exchange.last.received.length = 0;
        exchange.last.requests.length = 0;
      }
      if (hour === 2) {
        atHourTwo = heapAfterCollection();
        timers = clock.timers.size;
        tables = tableSizes(manager, TEST_DOUBLES);
      }
    }
    expect(events).toBe(hours * 60 * symbols);
    expect(heapAfterCollection() - atHourTwo).toBeLessThanOrEqual(5);
    expect(clock.timers.size).toBe(timers);
    expect(Object.keys(tables).length).toBeGreaterThan(10);
    expect(Object.values(tables)).toContain(symbols);
    expect(tableSizes(manager, TEST_DOUBLES)).toEqual(tables);
    await manager.close();
    expect(clock.timers.size).toBe(0);
  }, 600_000);

  it(`does not grow while the events of an account are read for ${hours} hours, with 3 losses an hour`, async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account);
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData();
    let eventCount = 0;
    user.listen({ event: () => (eventCount += 1) });
    await run(clock, user.ready());
    const fill = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) {
        exchange.setBook('BNBBTC', { bids: [['0.0100000', '1000.000']], asks: [['0.0200000', '1000.000']] });
        const side = i % 2 ? 'SELL' : 'BUY';
        await run(clock, client.createOrder({ symbol: 'BNBBTC', side, type: 'MARKET', quantity: '1' }));
      }
    };
    await fill(2_600);
    let tables: Record<string, number> = {};
    for (let hour = 1; hour <= hours; hour++) {
      for (let third = 0; third < 3; third++) {
        await fill(4);
        exchange.announceShutdown(0);
        await clock.advance(20 * MINUTE);
        await run(clock, user.ready());
      }
      if (hour === 2) tables = tableSizes(manager, TEST_DOUBLES);
    }
    expect(eventCount).toBeGreaterThan(2_600 * 3);
    // Only the table of ended orders grows. It keeps up to 10,000 entries.
    const ordersSince = (hours - 2) * 12;
    const grown = Object.entries(tableSizes(manager, TEST_DOUBLES)).flatMap(([name, size]) =>
      size === tables[name] ? [] : [size - (tables[name] ?? 0)],
    );
    expect(grown).toEqual([ordersSince]);
    await run(clock, manager.close());
    client.close();
    exchange.close();
  }, 600_000);

  const mounts = caseCount(2_000, 20_000);

  it(`does not grow with ${mounts} listeners that come and go, by each way to stop one, also while offline`, async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const { environment } = exchange;
    // All reconnects have the same delay, so that every round ends in the same state.
    const random = { next: () => 0.5, bytes: (length: number) => new Uint8Array(length) };
    const manager = new BinanceSocketManager({ environment, clock, random, onError: () => undefined });
    await clock.run(manager.subscribe(topic('kept@trade'), () => undefined, { notice: () => undefined }));
    // Ways in which components of a page start and stop a stream. Some of them stop the stream before its subscription
    // is confirmed.
    const ways: ((mount: number) => Promise<unknown>)[] = [
      async () => clock.run((await clock.run(manager.startTradeSocket('A', () => undefined)))()),
      async () => {
        await clock.run(manager.startKlineSocket('A', () => undefined, '1m'));
        await clock.run(manager.stopKlineSocket('A', '1m'));
      },
      async () => {
        const abort = new AbortController();
        await clock.run(manager.startDepthSocket('A', () => undefined, { signal: abort.signal }));
        abort.abort();
      },
      async () => {
        const abort = new AbortController();
        manager.subscribe(topic('a@trade'), () => undefined, { signal: abort.signal }).catch(() => undefined);
        abort.abort();
      },
      async () => clock.run((await clock.run(manager.consume(topic('kept@trade'), { event: () => undefined })))()),
      async () => manager.onStatus(() => undefined)(),
    ];
    const offline: (() => void)[] = [
      () => {
        const abort = new AbortController();
        const { signal } = abort;
        manager.startTradeSocket('A', () => undefined, { signal }).catch(() => undefined);
        abort.abort();
      },
      () => {
        manager.startTradeSocket('A', () => undefined).catch(() => undefined);
        void manager.stopTradeSocket('A');
      },
    ];
    const round = async (count: number): Promise<void> => {
      for (let mount = 0; mount < count; mount++) {
        await ways[mount % ways.length]?.(mount);
        // Lets time pass, so that the client does not reach its limit of frames per second.
        await clock.advance(300);
        exchange.last.requests.length = 0;
        exchange.last.received.length = 0;
      }
      exchange.nextAttempt = 'refuse';
      exchange.cutAll();
      for (let mount = 0; mount < count; mount++) {
        offline[mount % offline.length]?.();
        await clock.advance(1);
      }
      exchange.nextAttempt = 'accept';
      await clock.advance(60_000);
      exchange.all.splice(0, exchange.all.length - 1);
      exchange.attempts.length = 0;
    };
    await round(200);
    // The throttle of sent frames keeps the times of the last frames, at most 4. The number depends on the last
    // listeners of the round, so this table is checked separately.
    const sizes = (): Record<string, number> => {
      const { [FRAME_TIMES]: frames, ...others } = tableSizes(manager, TEST_DOUBLES);
      expect(frames).toBeGreaterThan(0);
      expect(frames).toBeLessThanOrEqual(4);
      return others;
    };
    const [before, tables] = [heapAfterCollection(), sizes()];
    await round(mounts / 2);
    expect(sizes()).toEqual(tables);
    // The heap may grow by 1 MiB, and by about 50 bytes for each listener.
    expect(heapAfterCollection() - before).toBeLessThanOrEqual(1 + mounts / 20_000);
    await manager.close();
    expect(clock.timers.size).toBe(0);
  }, 600_000);

  const managers = caseCount(1_000, 10_000);

  it(`does not grow with ${managers} managers that come and go, alone and beside one that keeps the connection`, async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const { environment } = exchange;
    const kept = new BinanceSocketManager({ environment, clock });
    let trades = 0;
    /** Each manager subscribes to the stream that the manager `kept` also has, and to another stream. */
    const round = async (count: number): Promise<void> => {
      for (let mount = 0; mount < count; mount++) {
        const manager = new BinanceSocketManager({ environment, clock });
        manager.on('gap', () => undefined);
        const confirmed = ['kept@trade', `s${mount % 3}@trade`].map((name) =>
          manager.subscribe(topic(name), () => undefined, { notice: () => undefined }),
        );
        // Every third manager is closed before its streams are confirmed.
        if (mount % 3 > 0) await clock.run(Promise.all(confirmed));
        await manager.close();
        trades += 1;
        exchange.emit('kept@trade', { e: 'trade', t: trades });
        await clock.advance(300);
        exchange.all.splice(0, exchange.all.length - 1);
        exchange.attempts.length = 0;
        for (const { requests, received } of exchange.all) {
          requests.length = 0;
          received.length = 0;
        }
      }
    };
    await round(50);
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
    await clock.run(kept.subscribe(topic('kept@trade'), () => undefined, { notice: () => undefined }));
    await round(50);
    const sizes = (): Record<string, number> => {
      const { [FRAME_TIMES]: _, ...others } = tableSizes(kept, TEST_DOUBLES);
      return others;
    };
    const [before, tables] = [heapAfterCollection(), sizes()];
    await round(managers);
    expect([...exchange.last.streams]).toEqual(['kept@trade']);
    expect(sizes()).toEqual(tables);
    // The heap may grow by 1 MiB, and by about 200 bytes for each manager. A manager takes about 3 kB, so the test
    // fails if managers stay in memory.
    expect(heapAfterCollection() - before).toBeLessThanOrEqual(1 + managers / 5_000);
    await kept.close();
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
    const closed = heapAfterCollection();
    await round(managers);
    expect(heapAfterCollection() - closed).toBeLessThanOrEqual(1 + managers / 5_000);
  }, 600_000);
});
