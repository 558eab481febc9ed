import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import { ReconnectingSocket } from './reconnecting-socket.js';
import type { Session, SessionOwner } from './session.js';

describe('ReconnectingSocket', () => {
  /**
   * Returns a connection whose sessions are ready at once. Each renewal first waits for `prepareRenewal`. `probes`
   * collects the sessions over which a probe was sent. With `keepsOld`, a renewal never closes the old socket.
   * `notified` is called at each change of the connection and at the end of each session.
   */
  function connect(
    prepareRenewal: () => Promise<void>,
    options: {
      readonly showsPings?: boolean;
      readonly keepsOld?: boolean;
      readonly notified?: (what: 'changed' | 'lost') => void;
    } = {},
  ) {
    const { notified = () => undefined } = options;
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock, options);
    const reports: unknown[] = [];
    const probes: Session[] = [];
    const session: Session = {
      url: 'wss://fake/stream',
      opened: (_socket, ready) => ready(),
      message: () => undefined,
      control: () => undefined,
      lost: () => notified('lost'),
      probe() {
        probes.push(this);
      },
    };
    const owner: SessionOwner<Session> = {
      createSession: () => ({ ...session }),
      prepareRenewal,
      changed: () => notified('changed'),
      handOver: (_current, _next, done) => void (options.keepsOld || done()),
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
    return { clock, exchange, reports, probes, socket };
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

  it('error: left a timer after the connection was closed if the code of two renewals could not be loaded', async () => {
    const { clock, reports, socket } = connect(() => Promise.reject(new Error('offline')));
    await clock.advance(10);
    for (const reason of ['one', 'two']) void socket.renew(reason);
    await clock.advance(10);
    expect(reports).toHaveLength(2);
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

  it('does not renew the next connection if the code could not be loaded before the last one was lost', async () => {
    const loads: ((error: Error) => void)[] = [];
    const { clock, exchange, reports, socket } = connect(() => new Promise((_, reject) => loads.push(reject)));
    await clock.advance(10);
    void socket.renew('one');
    exchange.cutAll();
    await clock.advance(10_000);
    loads[0]?.(new Error('offline'));
    for (let second = 0; second < 90; second++) {
      exchange.last.deliver('{}');
      await clock.advance(1_000);
    }
    expect([exchange.all.length, loads.length, reports]).toEqual([2, 1, []]);
    socket.close();
    expect(clock.timers.size).toBe(0);
  });

  it.each<['changed' | 'lost', boolean, string]>([
    ['changed', false, 'it begins to connect'],
    ['lost', false, 'a renewal ends'],
    ['lost', true, 'the old socket of a renewal is lost'],
  ])(
    'stays closed if it is closed in its notification "%s", with %s as `keepsOld`, when %s',
    async (what, keepsOld) => {
      let closes = false;
      const { clock, exchange, socket } = connect(async () => undefined, {
        keepsOld,
        notified: (each) => {
          if (closes && each === what && (each === 'lost' || socket.state === 'connecting')) socket.close();
        },
      });
      await clock.advance(10);
      if (what === 'changed') socket.close();
      closes = true;
      if (what === 'changed') socket.start();
      else await socket.renew('renewed by age');
      await clock.advance(10);
      if (keepsOld) exchange.all[0]?.cut();
      await clock.advance(60_000);
      expect([socket.state, exchange.open.size, clock.timers.size]).toEqual(['idle', 0, 0]);
      expect(exchange.all).toHaveLength(what === 'changed' ? 1 : 2);
    },
  );

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

  it('renews a minute after it opened if the exchange announced the end of its socket before', async () => {
    const { clock, exchange, socket } = connect(async () => undefined);
    socket.endsSoon(socket.session as Session, 'announced early');
    await clock.advance(10);
    expect([socket.state, socket.reason]).toEqual(['open', 'started']);
    const receive = async (seconds: number): Promise<void> => {
      for (let second = 0; second < seconds; second++) {
        exchange.last.deliver('{}');
        await clock.advance(1_000);
      }
    };
    await receive(59);
    expect(exchange.all).toHaveLength(1);
    await receive(2);
    expect([exchange.all.length, exchange.open.size, socket.reason]).toEqual([2, 1, 'announced early']);
    // The exchange has not announced the end of the second socket, so this socket is not renewed before its usual age.
    await receive(120);
    expect(exchange.all).toHaveLength(2);
    socket.close();
    expect(clock.timers.size).toBe(0);
  });

  it('ignores the announcement of a session that it no longer has', async () => {
    const { clock, exchange, socket } = connect(async () => undefined);
    await clock.advance(10);
    const old = socket.session as Session;
    exchange.cutAll();
    await clock.advance(5_000);
    const { length } = exchange.all;
    socket.endsSoon(old, 'announced late');
    socket.reconnect(old, 'lost late');
    for (let second = 0; second < 90; second++) {
      exchange.last.deliver('{}');
      await clock.advance(1_000);
    }
    expect([exchange.all.length - length, socket.state]).toEqual([0, 'open']);
    socket.close();
  });

  it.each(['close', 'renewal'])('sends a close frame before it cuts a working socket: %s', async (end) => {
    const { clock, exchange, socket } = connect(async () => undefined, { showsPings: true });
    await clock.advance(10);
    const { last } = exchange;
    const calls: unknown[] = [];
    for (const name of ['close', 'terminate'] as const) {
      const original = last[name]?.bind(last) as (code?: number) => void;
      last[name] = (code?: number) => {
        calls.push([name, code]);
        original(code);
      };
    }
    if (end === 'close') socket.close();
    else {
      await socket.renew('renewed by age');
      await clock.advance(10);
      socket.close();
    }
    expect(calls).toEqual([
      ['close', 1_000],
      ['terminate', undefined],
    ]);
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

  it('waits longer after each loss while no connection lasts for 10 s, although each one receives a frame', async () => {
    const { clock, exchange, socket } = connect(async () => undefined);
    const waits: number[] = [];
    for (let life = 0; life < 3; life++) {
      while (exchange.open.size === 0) await clock.advance(10);
      exchange.last.deliver('{}');
      await clock.advance(5_000);
      exchange.cutAll();
      const [lostAt, { length }] = [clock.monotonic(), exchange.attempts];
      while (exchange.attempts.length === length) await clock.advance(10);
      waits.push((exchange.attempts.at(-1) ?? 0) - lostAt);
    }
    const [first = 0, second = 0, third = 0] = waits;
    expect(first).toBeLessThanOrEqual(3_000);
    expect(second).toBeGreaterThan(first);
    expect(third).toBeGreaterThan(second);
    socket.close();
  });

  it('begins each renewal at once, although attempts of an earlier renewal failed', async () => {
    const { clock, exchange, socket } = connect(async () => undefined);
    await clock.advance(10);
    exchange.nextAttempt = 'refuse';
    void socket.renew('first');
    for (let second = 0; second < 20; second++) {
      exchange.all[0]?.deliver('{}');
      await clock.advance(1_000);
    }
    exchange.nextAttempt = 'accept';
    while (exchange.last.readyState !== 1) await clock.advance(100);
    await clock.advance(1_000);
    const { length } = exchange.attempts;
    expect(length).toBeGreaterThan(3);
    void socket.renew('second');
    await clock.advance(10);
    expect([exchange.attempts.length, socket.reason]).toEqual([length + 1, 'second']);
    socket.close();
  });

  it('probes both sockets of a renewal after the machine woke', async () => {
    const { clock, exchange, probes, socket } = connect(async () => undefined, { keepsOld: true });
    await clock.advance(10);
    void socket.renew('renewed by age');
    await clock.advance(10);
    expect([exchange.open.size, probes]).toEqual([2, []]);
    socket.wake();
    expect(new Set(probes)).toEqual(new Set([socket.session, socket.nextSession]));
    socket.close();
    expect(clock.timers.size).toBe(0);
  });

  it('opens no socket after it was closed, and gives back its attempts, if a renewal had not opened one yet', async () => {
    const { clock, exchange, socket } = connect(async () => undefined);
    // The budget allows 120 attempts at once. Each of the 100 rounds uses one attempt, and gives back the attempt that
    // its renewal has reserved.
    for (let life = 0; life < 100; life++) {
      await clock.advance(10);
      expect([socket.state, exchange.all.length]).toEqual(['open', life + 1]);
      await socket.renew('renewed by age');
      expect(socket.nextSession).toBeDefined();
      socket.close();
      await clock.advance(0);
      expect([exchange.all.length, clock.timers.size]).toEqual([life + 1, 0]);
      socket.start();
    }
    socket.close();
  });
});
