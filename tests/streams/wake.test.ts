import type { ClientContext, Clock } from '@pkg/core';
import { createRandom } from '@pkg/simulator';
import { BinanceSocketManager, DepthCacheManager, type DepthStatus } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { FakeExchange } from '../../packages/streams/test/fake-exchange.js';

const MINUTE = 60_000;
const STREAM = 'bnbbtc@depth@100ms';

/** A host that can sleep: while it does, no timer fires. By its monotonic clock the sleep may not have been at all. */
function sleeper(clock: ManualClock, stopsMonotonic: boolean) {
  let isAsleep = false;
  const overdue = new Map<object, () => void>();
  const host: Clock = {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    setTimeout: (callback, ms) => {
      const timer: { inner?: unknown } = {};
      timer.inner = clock.setTimeout(() => (isAsleep ? overdue.set(timer, callback) : callback()), ms);
      return timer;
    },
    clearTimeout: (timer) => {
      overdue.delete(Object(timer));
      clock.clearTimeout(Object(timer).inner);
    },
  };
  return {
    host,
    async sleep(ms: number): Promise<void> {
      if (stopsMonotonic) return clock.step(ms);
      isAsleep = true;
      await clock.advance(ms);
      isAsleep = false;
    },
    /** What fell due meanwhile, where the platform fires it after the sleep. */
    fireTimers(): void {
      for (const [timer, callback] of [...overdue]) if (overdue.delete(timer)) callback();
    },
  };
}

type Setting = { stopsMonotonic?: boolean; showsPings?: boolean; levels?: 20 };

/** A live book over real sockets' code, with every status it has told. */
async function setUp({ stopsMonotonic = false, showsPings = false, levels }: Setting = {}) {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock, { showsPings });
  const { host, sleep, fireTimers } = sleeper(clock, stopsMonotonic);
  const wakers = new Set<() => void>();
  const sockets = new BinanceSocketManager({
    environment: exchange.environment,
    clock: host,
    random: { next: () => 0.5, bytes: (length) => new Uint8Array(length) },
    wake: (listener) => {
      wakers.add(listener);
      return () => wakers.delete(listener);
    },
  });
  let snapshots = 0;
  let id = 100;
  const client = {
    context: {
      clock: host,
      random: { next: () => 0.5, bytes: (length: number) => new Uint8Array(length) },
      logger: {},
      serverTime: { offset: undefined, timestamp: async () => 0, invalidate: () => undefined },
      timeUnit: 'millisecond',
      // Only what a depth cache reads of a context.
    } as unknown as ClientContext,
    getOrderBook: async () => {
      snapshots += 1;
      return { lastUpdateId: id, bids: [['9.0', '1.0'] as const], asks: [['11.0', '2.0'] as const] };
    },
  };
  const books = new DepthCacheManager(client, 'BNBBTC', undefined, { sockets, levels });
  const told: [DepthStatus, unknown][] = [];
  books.onStatus(({ status, reason }) => told.push([status, reason]));
  const frame = (): string => {
    id += 1;
    return JSON.stringify({
      stream: STREAM,
      data: { e: 'depthUpdate', E: id, s: 'BNBBTC', U: id, u: id, b: [], a: [] },
    });
  };
  if (levels) {
    const bids = [['9.0', '1.0']];
    await clock.advance(10);
    exchange.emit(`bnbbtc@depth${levels}@100ms`, { lastUpdateId: 100, bids, asks: [['11.0', '2.0']] });
  }
  await clock.run(books.ready());
  told.length = 0;
  return {
    ...{ clock, exchange, sockets, books, told, sleep, fireTimers, frame },
    book: books.getDepthCache(),
    wake: () => {
      for (const waker of wakers) waker();
    },
    /** The exchange's next update, over every line. */
    update: () => {
      const text = frame();
      for (const socket of [...exchange.open]) socket.deliverNow(text);
    },
    snapshots: () => snapshots,
    async end() {
      await Promise.all([books.close(), sockets.close()]);
      // One that died is not told of its end.
      const open = [...exchange.open].filter(({ frozen }) => !frozen);
      expect([open.length, clock.timers.size]).toEqual([0, 0]);
    },
  };
}

describe('a book on a host that slept', () => {
  for (const stopsMonotonic of [false, true]) {
    const clocks = stopsMonotonic ? 'monotonic time stood still' : 'monotonic time went on';
    for (const showsPings of [false, true]) {
      const where = `${showsPings ? 'Node' : 'a browser'}, ${clocks}`;

      it(`is stale at the first read, before any timer, and live again without a snapshot: ${where}`, async () => {
        const it = await setUp({ stopsMonotonic, showsPings });
        await it.sleep(MINUTE);
        expect(it.book.status).toBe('stale');
        expect(it.told).toEqual([['stale', 'woke']]);
        it.fireTimers();
        await it.clock.advance(2);
        expect(it.book.status).toBe('live');
        it.update();
        await it.clock.advance(MINUTE / 4);
        expect(it.book).toMatchObject({ status: 'live', lastUpdateId: 101 });
        expect(it.told).toEqual([
          ['stale', 'woke'],
          ['live', undefined],
        ]);
        expect([it.snapshots(), it.exchange.all.length]).toEqual([1, 1]);
        await it.end();
      });

      it(`is told as stale before the first frame is: ${where}`, async () => {
        const it = await setUp({ stopsMonotonic, showsPings });
        await it.sleep(MINUTE);
        it.update();
        expect(it.told).toEqual([['stale', 'woke']]);
        expect(it.book).toMatchObject({ status: 'stale', lastUpdateId: 101 });
        it.fireTimers();
        await it.clock.advance(2);
        expect(it.book).toMatchObject({ status: 'live', lastUpdateId: 101 });
        expect([it.snapshots(), it.exchange.all.length]).toEqual([1, 1]);
        await it.end();
      });

      it(`is not live by frames from before the sleep, where the line died meanwhile: ${where}`, async () => {
        const it = await setUp({ stopsMonotonic, showsPings });
        const [early, late] = [it.frame(), it.frame()];
        await it.sleep(MINUTE);
        it.exchange.last.deliverNow(early);
        it.exchange.last.deliverNow(late);
        it.exchange.last.frozen = true;
        it.fireTimers();
        expect(it.book).toMatchObject({ status: 'stale', lastUpdateId: 102 });
        while (it.exchange.all.length < 2) {
          await it.clock.advance(10);
          expect(it.book.status).toBe('stale');
        }
        await it.clock.advance(5_000);
        expect(it.book.status).toBe('live');
        expect(it.told).toEqual([
          ['stale', 'woke'],
          ['live', undefined],
        ]);
        await it.end();
      });
    }

    it(`is cut from a line that died within 2 s of the first read, and live by the next: ${clocks}`, async () => {
      const it = await setUp({ stopsMonotonic });
      it.exchange.last.frozen = true;
      await it.sleep(10 * MINUTE);
      expect(it.book.status).toBe('stale');
      it.fireTimers();
      await it.clock.advance(2_010);
      expect(it.sockets.status).toBe('reconnecting');
      await it.clock.advance(5_000);
      expect(it.book.status).toBe('live');
      expect(it.exchange.all).toHaveLength(2);
      await it.end();
    });
  }

  it('is fetched again where updates were missed all the same', async () => {
    const it = await setUp();
    await it.sleep(MINUTE);
    it.frame();
    it.update();
    expect(it.book.status).toBe('stale');
    it.fireTimers();
    await it.clock.advance(1_000);
    expect(it.book).toMatchObject({ status: 'live', lastUpdateId: 102 });
    expect(it.snapshots()).toBe(2);
    expect(it.told.map(([status]) => status)).toEqual(['stale', 'live']);
    await it.end();
  });

  it('of a partial stream is stale until the exchange has answered, whatever frames come first', async () => {
    const it = await setUp({ levels: 20 });
    await it.sleep(MINUTE);
    it.exchange.last.deliverNow(
      '{"stream":"bnbbtc@depth20@100ms","data":{"lastUpdateId":101,"bids":[["9.1","1"]],"asks":[["11","1"]]}}',
    );
    expect(it.book).toMatchObject({ status: 'stale', lastUpdateId: 101 });
    it.fireTimers();
    await it.clock.advance(2);
    expect(it.book.status).toBe('live');
    await it.end();
  });

  it('takes no answer to an earlier question for a proof', async () => {
    const it = await setUp();
    it.exchange.latency = 500;
    await it.clock.advance(20_100);
    const [asked] = it.exchange.last.requests.filter(({ method }) => method === 'LIST_SUBSCRIPTIONS');
    expect(asked).toBeDefined();
    await it.sleep(0);
    it.clock.step(MINUTE);
    expect(it.book.status).toBe('stale');
    // Its answer comes now; that to the question after the sleep comes later.
    await it.clock.advance(450);
    expect(it.book.status).toBe('stale');
    await it.clock.advance(500);
    expect(it.book.status).toBe('live');
    await it.end();
  });

  it('moves to another connection where frames flow and no answer comes', async () => {
    const it = await setUp();
    await it.sleep(MINUTE);
    it.exchange.last.send = () => undefined;
    it.fireTimers();
    for (let second = 0; second < 20; second++) {
      if (it.exchange.all.length === 1) expect(it.book.status).toBe('stale');
      it.update();
      await it.clock.advance(1_000);
    }
    expect(it.exchange.all).toHaveLength(2);
    expect(it.book.status).toBe('live');
    await it.end();
  });

  it('is live on the renewed connection, which is watched, where it slept in the middle of a renewal', async () => {
    for (const dies of ['old', 'none', 'both'] as const) {
      const it = await setUp();
      const old = it.exchange.last;
      old.deliverNow('{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}');
      await it.clock.advance(500);
      const renewed = it.exchange.last;
      expect(renewed).not.toBe(old);
      if (dies !== 'none') old.frozen = true;
      if (dies === 'both') renewed.frozen = true;
      await it.sleep(MINUTE);
      expect(it.book.status).toBe('stale');
      it.fireTimers();
      await it.clock.advance(20_000);
      expect(it.book.status, dies).toBe('live');
      const dials = it.exchange.all.length;
      it.exchange.last.frozen = true;
      await it.clock.advance(40_000);
      expect(it.exchange.all.length, dies).toBe(dials + 1);
      expect(it.book.status, dies).toBe('live');
      await it.end();
    }
  });

  it('leaves nothing behind where it is closed by who is told that it is stale', async () => {
    const it = await setUp();
    it.books.onStatus(() => void Promise.all([it.books.close(), it.sockets.close()]));
    await it.sleep(MINUTE);
    it.update();
    await it.end();
    it.fireTimers();
    await it.clock.advance(MINUTE);
    await it.end();
  });

  it('is proven by the line that a renewal leaves, not by the one that is dialled beside it', async () => {
    const it = await setUp({ stopsMonotonic: true });
    const old = it.exchange.last;
    old.deliverNow('{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}');
    await it.clock.advance(500);
    old.frozen = true;
    await it.sleep(MINUTE);
    expect(it.book.status).toBe('stale');
    await it.clock.advance(100);
    expect(it.book.status).toBe('stale');
    await it.clock.advance(3_000);
    expect([...it.exchange.open].filter(({ frozen }) => !frozen)).toEqual([it.exchange.last]);
    expect(it.book.status).toBe('live');
    await it.end();
  });

  it('of a partial stream is live again by the first frame of the next connection', async () => {
    const it = await setUp({ levels: 20 });
    it.exchange.last.frozen = true;
    await it.sleep(MINUTE);
    expect(it.book.status).toBe('stale');
    it.fireTimers();
    await it.clock.advance(5_000);
    expect([it.exchange.all.length, it.book.status]).toEqual([2, 'stale']);
    it.exchange.last.deliverNow(
      '{"stream":"bnbbtc@depth20@100ms","data":{"lastUpdateId":90,"bids":[["9.1","1"]],"asks":[["11","1"]]}}',
    );
    expect(it.book).toMatchObject({ status: 'live', lastUpdateId: 90 });
    await it.end();
  });

  it('is stale though the wall clock was set back meanwhile', async () => {
    const it = await setUp();
    await it.sleep(MINUTE);
    it.clock.step(-MINUTE);
    expect(it.book.status).toBe('stale');
    it.fireTimers();
    await it.clock.advance(2);
    expect(it.book.status).toBe('live');
    await it.end();
  });
});

describe('a book at a sign of waking', () => {
  it('is stale at once where the line has been silent for 10 s, and live again without a snapshot', async () => {
    const it = await setUp();
    await it.clock.advance(12_000);
    it.wake();
    expect(it.told).toEqual([['stale', 'woke']]);
    await it.clock.advance(2);
    expect(it.told.at(-1)).toEqual(['live', undefined]);
    expect([it.snapshots(), it.exchange.all.length]).toEqual([1, 1]);
    await it.end();
  });

  it('changes nothing where a tab was switched for a few seconds, in a quiet market or a busy one', async () => {
    const it = await setUp();
    for (let second = 0; second < 5; second++) await it.clock.advance(1_000);
    it.wake();
    expect(it.book.status).toBe('live');
    for (let i = 0; i < 50; i++) {
      it.update();
      await it.clock.advance(100);
    }
    it.wake();
    await it.clock.advance(3_000);
    expect(it.told).toEqual([]);
    expect(it.snapshots()).toBe(1);
    await it.end();
  });

  it('changes nothing where a tab was hidden for 10 minutes, its timers held back, while data flowed', async () => {
    const it = await setUp();
    for (let minute = 0; minute < 10; minute++) {
      // A hidden tab's timers fire once a minute.
      for (let i = 0; i < 60; i++) {
        it.update();
        await it.sleep(1_000);
      }
      it.fireTimers();
      expect(it.book.status).toBe('live');
    }
    it.wake();
    await it.clock.advance(5_000);
    expect(it.told).toEqual([]);
    expect([it.snapshots(), it.exchange.all.length]).toEqual([1, 1]);
    await it.end();
  });
});

describe('an event loop that is idle', () => {
  for (const showsPings of [true, false]) {
    it(`for an hour of a quiet market keeps its book live, ${showsPings ? 'in Node' : 'in a browser'}`, async () => {
      const it = await setUp({ showsPings });
      for (let second = 0; second < 3_600; second += 20) {
        await it.clock.advance(20_000);
        it.exchange.last.ping();
        expect(it.book.status).toBe('live');
      }
      expect(it.told).toEqual([]);
      expect([it.snapshots(), it.exchange.all.length]).toEqual([1, 1]);
      await it.end();
    });
  }
});

describe('a book through any life of sleeps, losses and renewals', () => {
  it('is not live at a first read after sleep, and right in the end, with nothing left behind', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = createRandom(seed);
      const it = await setUp({ stopsMonotonic: seed % 2 === 0, showsPings: seed % 4 < 2 });
      const { clock, exchange, book } = it;
      const happenings: readonly (() => unknown)[] = [
        async () => {
          for (let i = 0; i < 10; i++) {
            it.update();
            await clock.advance(100);
          }
        },
        async () => {
          await it.sleep(31_000 + random.next() * 600_000);
          expect(book.status, `seed ${seed}`).not.toBe('live');
          it.fireTimers();
        },
        () => exchange.cutAll(),
        () => {
          exchange.last.frozen = true;
        },
        () => exchange.last.deliverNow('{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}'),
        () => it.wake(),
      ];
      for (let step = 0; step < 40; step++) {
        await happenings[Math.floor(random.next() * happenings.length)]?.();
        await clock.advance(random.next() * 3_000);
      }
      for (let second = 0; second < 90; second++) {
        it.update();
        await clock.advance(1_000);
      }
      const last = JSON.parse(it.frame()).data.u - 1;
      expect(book, `seed ${seed}`).toMatchObject({ status: 'live', lastUpdateId: last });
      await it.end();
    }
  });
});
