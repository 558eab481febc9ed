import { createRandom } from '@pkg/simulator';
import { describe, expect, it } from 'vitest';
import { bookOnHost } from './book-on-host.js';

const MINUTE = 60_000;
const SHUTDOWN = '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}';

describe('a book on a host that slept', () => {
  for (const stopsMonotonic of [false, true]) {
    const clocks = stopsMonotonic ? 'monotonic time stood still' : 'monotonic time went on';
    for (const showsPings of [false, true]) {
      const where = `${showsPings ? 'Node' : 'a browser'}, ${clocks}`;

      it(`is stale at the first read, before any timer, and live again without a snapshot: ${where}`, async () => {
        const it = await bookOnHost({ stopsMonotonic, showsPings });
        const requests = it.exchange.last.requests.length;
        await it.sleep(MINUTE);
        expect(it.book.status).toBe('stale');
        // A read sends nothing and notifies nobody.
        expect([it.told, it.exchange.last.requests.length]).toEqual([[], requests]);
        it.book.check();
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
        const it = await bookOnHost({ stopsMonotonic, showsPings });
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
        const it = await bookOnHost({ stopsMonotonic, showsPings });
        const [early, late] = [it.frame(), it.frame()];
        await it.sleep(MINUTE);
        it.exchange.last.deliverNow(early);
        it.exchange.last.deliverNow(late);
        it.exchange.last.frozen = true;
        it.fireTimers();
        expect(it.book).toMatchObject({ status: 'stale', lastUpdateId: 102 });
        // They are no answer: the line is as doubtful as before them, and given up as soon.
        await it.clock.advance(2_010);
        expect(it.sockets.status).toBe('reconnecting');
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

    it(`leaves a dead connection within 2 s of a check, and is live on the next one: ${clocks}`, async () => {
      const it = await bookOnHost({ stopsMonotonic });
      it.exchange.last.frozen = true;
      await it.sleep(10 * MINUTE);
      expect(it.book.status).toBe('stale');
      it.book.check();
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
    const it = await bookOnHost();
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
    const it = await bookOnHost({ levels: 20 });
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
    const it = await bookOnHost({ stopsMonotonic: true });
    it.exchange.latency = 500;
    await it.clock.advance(20_100);
    const [asked] = it.exchange.last.requests.filter(({ method }) => method === 'LIST_SUBSCRIPTIONS');
    expect(asked).toBeDefined();
    await it.sleep(MINUTE);
    expect(it.book.status).toBe('stale');
    it.book.check();
    // Its answer comes now; that to the question after the sleep comes later.
    await it.clock.advance(450);
    expect(it.book.status).toBe('stale');
    await it.clock.advance(500);
    expect(it.book.status).toBe('live');
    await it.end();
  });

  it('moves to another connection where frames flow and no answer comes', async () => {
    const it = await bookOnHost();
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
      const it = await bookOnHost();
      const old = it.exchange.last;
      old.deliverNow(SHUTDOWN);
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
    const it = await bookOnHost();
    it.books.onStatus(() => void Promise.all([it.books.close(), it.sockets.close()]));
    await it.sleep(MINUTE);
    it.update();
    await it.end();
    it.fireTimers();
    await it.clock.advance(MINUTE);
    await it.end();
  });

  it('is proven by the line that a renewal leaves, not by the one that is dialled beside it', async () => {
    const it = await bookOnHost({ stopsMonotonic: true });
    const old = it.exchange.last;
    old.deliverNow(SHUTDOWN);
    await it.clock.advance(500);
    old.frozen = true;
    await it.sleep(MINUTE);
    expect(it.book.status).toBe('stale');
    it.book.check();
    await it.clock.advance(100);
    expect(it.book.status).toBe('stale');
    await it.clock.advance(3_000);
    expect([...it.exchange.open].filter(({ frozen }) => !frozen)).toEqual([it.exchange.last]);
    expect(it.book.status).toBe('live');
    await it.end();
  });

  it('of a partial stream is live again by the first frame of the next connection', async () => {
    const it = await bookOnHost({ levels: 20 });
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

  it('comes right without a call of check, by the next timer, after a connection that died in its sleep', async () => {
    const it = await bookOnHost({ stopsMonotonic: true, showsPings: true });
    it.exchange.last.frozen = true;
    await it.sleep(10 * MINUTE);
    for (let second = 0; second < 48; second++) {
      if (it.exchange.all.length === 1) expect(it.book.status).toBe('stale');
      await it.clock.advance(1_000);
    }
    await it.clock.advance(5_000);
    expect([it.book.status, it.exchange.all.length]).toEqual(['live', 2]);
    await it.end();
  });

  it('is stale though the wall clock was set back meanwhile', async () => {
    const it = await bookOnHost();
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
    const it = await bookOnHost();
    await it.clock.advance(12_000);
    it.wake();
    expect(it.told).toEqual([['stale', 'woke']]);
    await it.clock.advance(2);
    expect(it.told.at(-1)).toEqual(['live', undefined]);
    expect([it.snapshots(), it.exchange.all.length]).toEqual([1, 1]);
    await it.end();
  });

  it('changes nothing where a tab was switched for a few seconds, in a quiet market or a busy one', async () => {
    const it = await bookOnHost();
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
    const it = await bookOnHost();
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
      const it = await bookOnHost({ showsPings });
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
      const it = await bookOnHost({ stopsMonotonic: seed % 2 === 0, showsPings: seed % 4 < 2 });
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
        () => exchange.last.deliverNow(SHUTDOWN),
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
