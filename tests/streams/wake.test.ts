import { createRandom } from '@pkg/simulator';
import { describe, expect, it } from 'vitest';
import { bookOnMachine } from './book-on-machine.js';

const MINUTE = 60_000;
const SHUTDOWN = '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}';

describe('a book on a machine that slept', () => {
  for (const stopsMonotonic of [false, true]) {
    const clocks = stopsMonotonic ? 'monotonic time stood still' : 'monotonic time went on';
    for (const showsPings of [false, true]) {
      const where = `${showsPings ? 'Node' : 'a browser'}, ${clocks}`;

      it(`is stale at the first read, before a timer runs, and live again without a new snapshot: ${where}`, async () => {
        const machine = await bookOnMachine({ stopsMonotonic, showsPings });
        const requests = machine.exchange.last.requests.length;
        await machine.sleep(MINUTE);
        expect([machine.book.status, machine.book.reason]).toEqual(['stale', 'woke']);
        // Reading the status sends no request and calls no listener.
        expect([machine.statuses, machine.exchange.last.requests.length]).toEqual([[], requests]);
        machine.book.check();
        expect(machine.statuses).toEqual([['stale', 'woke']]);
        machine.fireTimers();
        await machine.clock.advance(2);
        expect(machine.book.status).toBe('live');
        machine.update();
        await machine.clock.advance(MINUTE / 4);
        expect(machine.book).toMatchObject({ status: 'live', lastUpdateId: 101 });
        expect(machine.statuses).toEqual([
          ['stale', 'woke'],
          ['live', undefined],
        ]);
        expect(machine.snapshots()).toBe(1);
        // The client may have renewed the connection once, because the stream has no events.
        expect(machine.exchange.all.length).toBeLessThanOrEqual(2);
        await machine.end();
      });

      it(`is stale before the first frame after the sleep is applied: ${where}`, async () => {
        const machine = await bookOnMachine({ stopsMonotonic, showsPings });
        await machine.sleep(MINUTE);
        machine.update();
        expect(machine.statuses).toEqual([['stale', 'woke']]);
        expect(machine.book).toMatchObject({ status: 'stale', lastUpdateId: 101 });
        machine.fireTimers();
        await machine.clock.advance(2);
        expect(machine.book).toMatchObject({ status: 'live', lastUpdateId: 101 });
        expect(machine.snapshots()).toBe(1);
        // The client may have renewed the connection once, because the stream has no events.
        expect(machine.exchange.all.length).toBeLessThanOrEqual(2);
        await machine.end();
      });

      it(`is not live because of frames from before the sleep if the socket died: ${where}`, async () => {
        const machine = await bookOnMachine({ stopsMonotonic, showsPings });
        const [early, late] = [machine.frame(), machine.frame()];
        await machine.sleep(MINUTE);
        machine.exchange.last.deliverNow(early);
        machine.exchange.last.deliverNow(late);
        machine.exchange.last.frozen = true;
        machine.fireTimers();
        expect(machine.book).toMatchObject({ status: 'stale', lastUpdateId: 102 });
        // The frames `early` and `late` were sent before the sleep, so they do not answer the probe that follows the
        // sleep. The book stays stale, and the client closes the socket after 2 s, just as if no frames had arrived.
        await machine.clock.advance(2_010);
        expect(machine.sockets.status).toBe('reconnecting');
        while (machine.exchange.all.length < 2) {
          await machine.clock.advance(10);
          expect(machine.book.status).toBe('stale');
        }
        await machine.clock.advance(5_000);
        expect(machine.book.status).toBe('live');
        expect(machine.statuses).toEqual([
          ['stale', 'woke'],
          ['live', undefined],
        ]);
        await machine.end();
      });
    }

    it(`is not live when its first snapshot arrives before a timer runs or a frame arrives: ${clocks}`, async () => {
      let answer = (): void => undefined;
      const answered = new Promise<void>((resolve) => {
        answer = resolve;
      });
      const machine = await bookOnMachine({ stopsMonotonic, answered });
      machine.update();
      const ready = machine.books.ready().then(() => machine.book.status);
      await machine.sleep(MINUTE);
      answer();
      await new Promise(setImmediate);
      expect(machine.statuses).toEqual([['stale', 'woke']]);
      machine.fireTimers();
      await machine.clock.advance(2);
      expect(await ready).toBe('live');
      await machine.end();
    });

    it(`closes a dead socket within 2 s after a check, and is live on the next socket: ${clocks}`, async () => {
      const machine = await bookOnMachine({ stopsMonotonic });
      machine.exchange.last.frozen = true;
      await machine.sleep(10 * MINUTE);
      expect(machine.book.status).toBe('stale');
      machine.book.check();
      machine.fireTimers();
      await machine.clock.advance(2_010);
      expect(machine.sockets.status).toBe('reconnecting');
      await machine.clock.advance(5_000);
      expect(machine.book.status).toBe('live');
      expect(machine.exchange.all).toHaveLength(2);
      await machine.end();
    });
  }

  it('resyncs if updates were missed', async () => {
    const machine = await bookOnMachine();
    await machine.sleep(MINUTE);
    machine.frame();
    machine.update();
    expect(machine.book.status).toBe('stale');
    machine.fireTimers();
    await machine.clock.advance(1_000);
    expect(machine.book).toMatchObject({ status: 'live', lastUpdateId: 102 });
    expect(machine.snapshots()).toBe(2);
    expect(machine.statuses.map(([status]) => status)).toEqual(['stale', 'live']);
    await machine.end();
  });

  it('is stale until the exchange has answered, whatever frames arrive first, if it follows a partial stream', async () => {
    const machine = await bookOnMachine({ levels: 20 });
    await machine.sleep(MINUTE);
    machine.exchange.last.deliverNow(
      '{"stream":"bnbbtc@depth20@100ms","data":{"lastUpdateId":101,"bids":[["9.1","1"]],"asks":[["11","1"]]}}',
    );
    expect(machine.book).toMatchObject({ status: 'stale', lastUpdateId: 101 });
    machine.fireTimers();
    await machine.clock.advance(2);
    expect(machine.book.status).toBe('live');
    await machine.end();
  });

  it('does not accept the response to an earlier probe', async () => {
    const machine = await bookOnMachine({ stopsMonotonic: true });
    machine.exchange.latency = 500;
    await machine.clock.advance(20_100);
    const [asked] = machine.exchange.last.requests.filter(({ method }) => method === 'LIST_SUBSCRIPTIONS');
    expect(asked).toBeDefined();
    await machine.sleep(MINUTE);
    expect(machine.book.status).toBe('stale');
    machine.book.check();
    // Now the response to the probe from before the sleep arrives. The client must wait for the response to its new
    // probe.
    await machine.clock.advance(450);
    expect(machine.book.status).toBe('stale');
    await machine.clock.advance(500);
    expect(machine.book.status).toBe('live');
    await machine.end();
  });

  it('reconnects if frames arrive but no response does', async () => {
    const machine = await bookOnMachine();
    await machine.sleep(MINUTE);
    machine.exchange.last.send = () => undefined;
    machine.fireTimers();
    for (let second = 0; second < 20; second++) {
      if (machine.exchange.all.length === 1) expect(machine.book.status).toBe('stale');
      machine.update();
      await machine.clock.advance(1_000);
    }
    expect(machine.exchange.all).toHaveLength(2);
    expect(machine.book.status).toBe('live');
    await machine.end();
  });

  it('is live on the new socket after sleep in the middle of a renewal, and notices when that socket dies', async () => {
    for (const dies of ['old', 'none', 'both'] as const) {
      const machine = await bookOnMachine();
      const old = machine.exchange.last;
      old.deliverNow(SHUTDOWN);
      await machine.clock.advance(500);
      const renewed = machine.exchange.last;
      expect(renewed).not.toBe(old);
      if (dies !== 'none') old.frozen = true;
      if (dies === 'both') renewed.frozen = true;
      await machine.sleep(MINUTE);
      expect(machine.book.status).toBe('stale');
      machine.fireTimers();
      await machine.clock.advance(20_000);
      expect(machine.book.status, dies).toBe('live');
      const dials = machine.exchange.all.length;
      machine.exchange.last.frozen = true;
      await machine.clock.advance(40_000);
      // The client replaces the frozen socket. It may also renew the connection once, because the stream has no events.
      expect(machine.exchange.all.length - dials, dies).toBeOneOf([1, 2]);
      expect(machine.book.status, dies).toBe('live');
      await machine.end();
    }
  });

  it('leaves no socket or timer behind when a listener of the stale status closes it', async () => {
    const machine = await bookOnMachine();
    machine.books.onStatus(() => void Promise.all([machine.books.close(), machine.sockets.close()]));
    await machine.sleep(MINUTE);
    machine.update();
    await machine.end();
    machine.fireTimers();
    await machine.clock.advance(MINUTE);
    await machine.end();
  });

  it('is live again when the dead old socket of a renewal is closed, not by a response on the new socket', async () => {
    const machine = await bookOnMachine({ stopsMonotonic: true });
    const old = machine.exchange.last;
    old.deliverNow(SHUTDOWN);
    await machine.clock.advance(500);
    old.frozen = true;
    await machine.sleep(MINUTE);
    expect(machine.book.status).toBe('stale');
    machine.book.check();
    await machine.clock.advance(100);
    expect(machine.book.status).toBe('stale');
    // Events of the old socket may be lost. So the book waits for an event that directly follows its last update id, or
    // for a snapshot.
    await machine.clock.advance(6_000);
    expect([...machine.exchange.open].filter(({ frozen }) => !frozen)).toEqual([machine.exchange.last]);
    expect(machine.book.status).toBe('live');
    await machine.end();
  });

  it('is live again by the first frame of the next socket, if it follows a partial stream', async () => {
    const machine = await bookOnMachine({ levels: 20 });
    machine.exchange.last.frozen = true;
    await machine.sleep(MINUTE);
    expect(machine.book.status).toBe('stale');
    machine.fireTimers();
    await machine.clock.advance(5_000);
    expect([machine.exchange.all.length, machine.book.status]).toEqual([2, 'stale']);
    machine.exchange.last.deliverNow(
      '{"stream":"bnbbtc@depth20@100ms","data":{"lastUpdateId":90,"bids":[["9.1","1"]],"asks":[["11","1"]]}}',
    );
    expect(machine.book).toMatchObject({ status: 'live', lastUpdateId: 90 });
    await machine.end();
  });

  for (const showsPings of [true, false]) {
    const where = showsPings ? 'Node' : 'a browser';
    it(`leaves a socket that died during sleep within 8 s, without a call of check: ${where}`, async () => {
      const machine = await bookOnMachine({ stopsMonotonic: true, showsPings });
      machine.exchange.last.frozen = true;
      await machine.sleep(10 * MINUTE);
      for (let second = 0; second < 8; second++) {
        if (machine.exchange.all.length === 1) expect(machine.book.status).toBe('stale');
        await machine.clock.advance(1_000);
      }
      expect(machine.sockets.status).not.toBe('open');
      expect(machine.statuses).toEqual([['stale', 'woke']]);
      await machine.clock.advance(5_000);
      expect([machine.book.status, machine.exchange.all.length]).toEqual(['live', 2]);
      await machine.end();
    });
  }

  it('is stale even if the wall clock was set back during the sleep', async () => {
    const machine = await bookOnMachine();
    await machine.sleep(MINUTE);
    machine.clock.step(-MINUTE);
    expect(machine.book.status).toBe('stale');
    machine.fireTimers();
    await machine.clock.advance(2);
    expect(machine.book.status).toBe('live');
    await machine.end();
  });
});

describe('a book at a wake event', () => {
  it('is stale at once when the socket was silent for 10 s, and live again without a snapshot', async () => {
    const machine = await bookOnMachine();
    await machine.clock.advance(12_000);
    machine.wake();
    expect(machine.statuses).toEqual([['stale', 'woke']]);
    await machine.clock.advance(2);
    expect(machine.statuses.at(-1)).toEqual(['live', undefined]);
    expect(machine.snapshots()).toBe(1);
    // The client may have renewed the connection once, because the stream has no events.
    expect(machine.exchange.all.length).toBeLessThanOrEqual(2);
    await machine.end();
  });

  it('stays live when the user leaves the tab for a few seconds, in a quiet or busy market', async () => {
    const machine = await bookOnMachine();
    for (let second = 0; second < 5; second++) await machine.clock.advance(1_000);
    machine.wake();
    expect(machine.book.status).toBe('live');
    for (let i = 0; i < 50; i++) {
      machine.update();
      await machine.clock.advance(100);
    }
    machine.wake();
    await machine.clock.advance(3_000);
    expect(machine.statuses).toEqual([]);
    expect(machine.snapshots()).toBe(1);
    await machine.end();
  });

  it('stays live while the tab is hidden for 10 minutes and data arrives, although timers are delayed', async () => {
    const machine = await bookOnMachine();
    for (let minute = 0; minute < 10; minute++) {
      // A hidden tab's timers fire once a minute.
      for (let i = 0; i < 60; i++) {
        machine.update();
        await machine.sleep(1_000);
      }
      machine.fireTimers();
      expect(machine.book.status).toBe('live');
    }
    machine.wake();
    await machine.clock.advance(5_000);
    expect(machine.statuses).toEqual([]);
    expect(machine.snapshots()).toBe(1);
    // The client may have renewed the connection once, because the stream has no events.
    expect(machine.exchange.all.length).toBeLessThanOrEqual(2);
    await machine.end();
  });
});

describe('an event loop that is idle', () => {
  for (const showsPings of [true, false]) {
    it(`keeps its book live for an hour of a quiet market, ${showsPings ? 'in Node' : 'in a browser'}`, async () => {
      const machine = await bookOnMachine({ showsPings });
      for (let second = 0; second < 3_600; second += 20) {
        await machine.clock.advance(20_000);
        machine.exchange.last.ping();
        expect(machine.book.status).toBe('live');
      }
      expect(machine.statuses).toEqual([]);
      expect(machine.snapshots()).toBe(1);
      // The client may have renewed the connection once, because the stream has no events.
      expect(machine.exchange.all.length).toBeLessThanOrEqual(2);
      await machine.end();
    });
  }
});

describe('a book through random sleeps, losses and renewals', () => {
  it('is not live at the first read after sleep, equals the exchange in the end, and leaves no socket or timer behind', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = createRandom(seed);
      const machine = await bookOnMachine({ stopsMonotonic: seed % 2 === 0, showsPings: seed % 4 < 2 });
      const { clock, exchange, book } = machine;
      const happenings: readonly (() => unknown)[] = [
        async () => {
          for (let i = 0; i < 10; i++) {
            machine.update();
            await clock.advance(100);
          }
        },
        async () => {
          await machine.sleep(31_000 + random.next() * 600_000);
          expect(book.status, `seed ${seed}`).not.toBe('live');
          machine.fireTimers();
        },
        () => exchange.cutAll(),
        () => {
          exchange.last.frozen = true;
        },
        () => exchange.last.deliverNow(SHUTDOWN),
        () => machine.wake(),
      ];
      for (let step = 0; step < 40; step++) {
        await happenings[Math.floor(random.next() * happenings.length)]?.();
        await clock.advance(random.next() * 3_000);
      }
      for (let second = 0; second < 90; second++) {
        machine.update();
        await clock.advance(1_000);
      }
      const last = JSON.parse(machine.frame()).data.u - 1;
      expect(book, `seed ${seed}`).toMatchObject({ status: 'live', lastUpdateId: last });
      await machine.end();
    }
  });
});
