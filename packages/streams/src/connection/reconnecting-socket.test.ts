import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import { ReconnectingSocket } from './reconnecting-socket.js';
import type { Session, SessionOwner } from './session.js';

describe('ReconnectingSocket', () => {
  /** Returns a connection whose sessions are ready at once. Each renewal waits for `prepareRenewal`. */
  function connect(prepareRenewal: () => Promise<void>) {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const reports: unknown[] = [];
    const session: Session = {
      url: 'wss://fake/stream',
      opened: (_socket, ready) => ready(),
      message: () => undefined,
      control: () => undefined,
      probe: () => undefined,
      lost: () => undefined,
    };
    const owner: SessionOwner<Session> = {
      createSession: () => ({ ...session }),
      prepareRenewal,
      changed: () => undefined,
      handOver: (_current, _next, done) => done(),
    };
    const socket = new ReconnectingSocket(
      {
        ...{ clock, environment: exchange.environment, origin: 'wss://fake', random: { next: () => 0.5 } },
        ...{ renewal: undefined, maxFrameBytes: undefined, woke: () => undefined },
        dropped: (error) => reports.push(error),
        redact: (text) => text,
        report: (error) => reports.push(error),
      },
      owner,
    );
    socket.start();
    return { clock, exchange, reports, socket };
  }

  it('renews a minute later if the code of a renewal could not be loaded', async () => {
    let loads = 0;
    const { clock, exchange, reports, socket } = connect(async () => {
      loads += 1;
      if (loads === 1) throw new Error('offline');
    });
    await clock.advance(10);
    void socket.renew('renewed by age');
    for (let second = 0; second < 59; second++) {
      exchange.last.deliver('{}');
      await clock.advance(1_000);
    }
    expect([exchange.all.length, reports]).toEqual([1, [new Error('offline')]]);
    await clock.advance(2_000);
    expect([exchange.all.length, exchange.open.size, socket.reason]).toEqual([2, 1, 'renewed by age']);
    socket.close();
    expect(clock.timers.size).toBe(0);
  });

  it('opens one second socket, however often a renewal is asked for while its code is loaded', async () => {
    const loaded: (() => void)[] = [];
    const { clock, exchange, socket } = connect(() => new Promise((resolve) => loaded.push(resolve)));
    await clock.advance(10);
    for (const reason of ['one', 'two', 'three']) void socket.renew(reason);
    for (const resolve of loaded) resolve();
    await clock.advance(1_000);
    expect([exchange.all.length, exchange.open.size]).toEqual([2, 1]);
    socket.close();
  });

  it('does not renew a connection that was closed or lost while the code was loaded', async () => {
    const loaded: (() => void)[] = [];
    const { clock, exchange, socket } = connect(() => new Promise((resolve) => loaded.push(resolve)));
    await clock.advance(10);
    void socket.renew('one');
    exchange.cutAll();
    await clock.advance(10_000);
    expect(exchange.all).toHaveLength(2);
    loaded[0]?.();
    await clock.advance(1_000);
    expect(exchange.all).toHaveLength(2);
    void socket.renew('two');
    socket.close();
    loaded[1]?.();
    await clock.advance(1_000);
    expect([exchange.all.length, exchange.open.size, clock.timers.size]).toEqual([2, 0, 0]);
  });

  it('gives back the attempt of a retry when it is closed before', async () => {
    const { clock, exchange, socket } = connect(async () => undefined);
    socket.close();
    exchange.nextAttempt = 'refuse';
    for (let life = 0; life < 100; life++) {
      socket.start();
      await clock.advance(10);
      expect(socket.state).toBe('waiting');
      socket.close();
    }
    expect(exchange.attempts.length).toBeLessThanOrEqual(101);
    exchange.nextAttempt = 'accept';
    // Another attempt is allowed at once: of the 120 that the budget allows, about 100 were made.
    socket.start();
    await clock.advance(10);
    expect(socket.state).toBe('open');
    socket.close();
  });

  it('waited for up to 30 s if it was lost soon after a renewal, although it had worked before', async () => {
    const { clock, exchange, socket } = connect(async () => undefined);
    exchange.nextAttempt = 'refuse';
    await clock.advance(10);
    exchange.cutAll();
    await clock.advance(5 * 60_000);
    exchange.nextAttempt = 'accept';
    while (socket.state !== 'open') await clock.advance(1_000);
    for (let second = 0; second < 60; second++) {
      exchange.last.deliver('{}');
      await clock.advance(1_000);
    }
    const old = socket.session;
    void socket.renew('renewed by age');
    while (socket.session === old) await clock.advance(100);
    const { length } = exchange.attempts;
    exchange.cutAll();
    // The first delay is between 0.5 s and 3 s.
    await clock.advance(3_001);
    expect(exchange.attempts).toHaveLength(length + 1);
    socket.close();
  });

  it('makes at most 40 attempts in ten minutes to renew itself, and keeps its socket meanwhile', async () => {
    const { clock, exchange, socket } = connect(async () => undefined);
    await clock.advance(10);
    const { session } = socket;
    const { length } = exchange.attempts;
    exchange.nextAttempt = 'refuse';
    void socket.renew('renewed by age');
    for (let second = 0; second < 10 * 60; second++) {
      exchange.all[0]?.deliver('{}');
      await clock.advance(1_000);
    }
    const attempts = exchange.attempts.length - length;
    expect(attempts).toBeGreaterThan(5);
    expect(attempts).toBeLessThanOrEqual(40);
    expect([socket.state, socket.session === session]).toEqual(['open', true]);
    socket.close();
  });

  it('starts anew with short delays after the machine woke', async () => {
    const { clock, exchange, socket } = connect(async () => undefined);
    exchange.nextAttempt = 'refuse';
    await clock.advance(10);
    exchange.cutAll();
    // During these five minutes, the delays between attempts grow up to half a minute.
    await clock.advance(5 * 60_000);
    const { length } = exchange.attempts;
    const now = clock.monotonic();
    socket.wake();
    await clock.advance(5_000);
    const delays = exchange.attempts.slice(length).map((at) => at - now);
    expect(delays[0]).toBe(0);
    // After a wake, the first delay is again between 0.5 s and 3 s.
    expect(delays[1]).toBeLessThanOrEqual(3_001);
    socket.close();
  });
});
