import { describe, expect, it } from 'vitest';
import { Faults } from '../faults/faults.js';
import type { Connection } from '../protocol/connection.js';
import { createRandom } from '../random/seeded-random.js';
import { VirtualClock } from '../time/virtual-clock.js';
import { createWebSocket } from './memory/web-socket.js';
import { type SocketExchange, Sockets } from './sockets.js';

/** Sets up sockets with a service that sends each message back. */
function setUp(limits: ConstructorParameters<typeof Sockets>[1] = {}) {
  const clock = new VirtualClock();
  const random = createRandom(1);
  const faults = new Faults(clock, random);
  const connections: Connection[] = [];
  const closed: Connection[] = [];
  const open: SocketExchange['streams']['open'] = (connection) => {
    connections.push(connection);
    return {
      receive: (text) => connection.send(`echo ${text}`),
      announceShutdown: () => connection.send('shutdown'),
      closed: () => void closed.push(connection),
    };
  };
  const sockets = new Sockets(
    { clock, random, faults, streams: { open }, wsApi: { open, refuse: () => undefined } },
    limits,
  );
  const WebSocket = createWebSocket(sockets);
  const connect = (path = '/ws') => {
    const log: string[] = [];
    const socket = new WebSocket(`ws://exchange${path}`);
    socket.onopen = () => log.push('open');
    socket.onmessage = ({ data }) => log.push(String(data));
    socket.onerror = () => log.push('error');
    socket.onclose = ({ code, reason, wasClean }) => log.push(`close ${code} ${reason} ${wasClean}`.trimEnd());
    return { socket, log };
  };
  return { clock, faults, sockets, connections, closed, connect, WebSocket };
}

describe('createWebSocket', () => {
  it('opens, carries text in both directions in order, and closes with its code', async () => {
    const { clock, connect, closed } = setUp();
    const { socket, log } = connect('/ws/bnbbtc@trade');
    expect(socket.readyState).toBe(0);
    expect(() => socket.send('too soon')).toThrow('CONNECTING');
    await clock.advance(0);
    expect(socket.readyState).toBe(1);
    socket.send('one');
    socket.send('two');
    await clock.advance(0);
    socket.close(3001, 'enough');
    expect(socket.readyState).toBe(2);
    await clock.advance(0);
    expect(socket.readyState).toBe(3);
    expect(log).toEqual(['open', 'echo one', 'echo two', 'close 3001 enough true']);
    expect(closed).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('supports event listeners like the DOM', async () => {
    const { clock, connect } = setUp();
    const { socket } = connect();
    const received: unknown[] = [];
    const listener = (event: MessageEvent): void =>
      void received.push([event.type, event.data, event.target === socket]);
    socket.addEventListener('message', listener);
    socket.addEventListener('message', { handleEvent: () => received.push('object') });
    socket.addEventListener('open', () => received.push('once'), { once: true });
    await clock.advance(0);
    socket.send('a');
    await clock.advance(0);
    socket.removeEventListener('message', listener);
    socket.send('b');
    await clock.advance(0);
    expect(received).toEqual(['once', ['message', 'echo a', true], 'object', 'object']);
  });

  it('error: arguments that the DOM refuses', async () => {
    const { clock, connect, WebSocket } = setUp();
    expect(() => new WebSocket('nonsense')).toThrow(DOMException);
    expect(() => new WebSocket('https://exchange')).toThrow(DOMException);
    const { socket } = connect();
    await clock.advance(0);
    expect(() => socket.close(1001)).toThrow(DOMException);
    expect(() => socket.close(3000, 'x'.repeat(124))).toThrow(DOMException);
  });

  it('error: an unknown path', async () => {
    const { clock, connect } = setUp();
    const { log } = connect('/nowhere');
    await clock.advance(0);
    expect(log).toEqual(['error', 'close 1006  false']);
  });

  it('may be closed before it is open', async () => {
    const { clock, connect, connections } = setUp();
    const { socket, log } = connect();
    socket.close();
    await clock.advance(0);
    expect(log).toEqual(['error', 'close 1006  false']);
    expect(connections).toEqual([]);
  });
});

describe('Sockets', () => {
  it('pings every 20 s and stays open while pongs arrive, for at most 24 hours', async () => {
    const { clock, connect, sockets } = setUp();
    const { log } = connect();
    await clock.advance(24 * 3_600_000 - 1);
    expect(sockets.size).toBe(1);
    await clock.advance(1);
    expect(log).toEqual(['open', 'close 1000  true']);
    expect(clock.pending).toBe(0);
  });

  it('closes a socket that has not sent a pong for a minute', async () => {
    const { clock, connect, faults, sockets } = setUp();
    connect();
    await clock.advance(10_000);
    faults.script({ kind: 'halfOpen', direction: 'toExchange' });
    await clock.advance(69_000);
    expect(sockets.size).toBe(1);
    await clock.advance(1_001);
    expect(sockets.size).toBe(0);
  });

  it('accepts only a copy of a ping as its pong; other pongs are allowed but do not keep the socket open', async () => {
    const { clock, sockets } = setUp();
    const pings: string[] = [];
    const wire = {
      ip: '1.1.1.1',
      url: '/ws',
      bufferedAmount: 0,
      send: () => undefined,
      ping: (payload: string) => void pings.push(payload),
      close: () => undefined,
      terminate: () => undefined,
      lose: () => undefined,
    };
    const events = sockets.accept(wire);
    await clock.advance(40_000);
    expect(pings).toHaveLength(2);
    // The pong for the first ping arrives after the second ping was sent. The second ping is never answered, so the
    // exchange closes the socket one minute after this ping.
    events.pong(pings[0] as string);
    for (let second = 0; second < 60; second++) {
      expect(sockets.size).toBe(1);
      await clock.advance(999);
      events.pong('');
      await clock.advance(1);
    }
    expect(sockets.size).toBe(0);
  });

  it('closes a stream socket that sends more than 5 messages in a second, but not a WebSocket API socket', async () => {
    const { clock, connect, sockets } = setUp();
    const streams = connect('/stream');
    const api = connect('/ws-api/v3');
    await clock.advance(0);
    for (const { socket } of [streams, api]) for (let count = 0; count < 5; count++) socket.send(String(count));
    await clock.advance(0);
    expect(sockets.size).toBe(2);
    for (const { socket } of [streams, api]) socket.send('sixth');
    await clock.advance(0);
    expect(streams.log.at(-1)).toBe('close 1008 Too many requests true');
    expect(api.log.at(-1)).toBe('echo sixth');
    const { socket } = connect();
    for (let second = 0; second < 10; second++) {
      await clock.advance(1000);
      for (let count = 0; count < 5; count++) socket.send(String(count));
    }
    await clock.advance(0);
    expect(sockets.size).toBe(2);
  });

  it('refuses the 301st connection attempt of an IP address within five minutes', async () => {
    const { clock, sockets } = setUp();
    for (let attempt = 0; attempt < 300; attempt++) expect(sockets.refuse('1.1.1.1', '/ws')).toBeUndefined();
    expect(sockets.refuse('1.1.1.1', '/ws')?.status).toBe(429);
    expect(sockets.refuse('2.2.2.2', '/ws')).toBeUndefined();
    await clock.advance(5 * 60_000);
    expect(sockets.refuse('1.1.1.1', '/ws')).toBeUndefined();
  });

  it('accepts an IP address again after the seconds that Retry-After names', async () => {
    const { clock, sockets } = setUp();
    for (let attempt = 0; attempt < 300; attempt++) {
      await clock.advance(900);
      sockets.refuse('1.1.1.1', '/ws');
    }
    for (const pause of [0, 500, 1500]) {
      await clock.advance(pause);
      sockets.refuse('1.1.1.1', '/ws');
    }
    const seconds = Number(sockets.refuse('1.1.1.1', '/ws')?.headers['retry-after']);
    await clock.advance(seconds * 1000);
    expect(sockets.refuse('1.1.1.1', '/ws')).toBeUndefined();
  });

  it('announces a shutdown and closes the sockets that were open at that time', async () => {
    const { clock, connect, sockets } = setUp();
    const { log } = connect();
    await clock.advance(0);
    sockets.announceShutdown(600);
    await clock.advance(100);
    const after = connect();
    await clock.advance(500);
    expect(log).toEqual(['open', 'shutdown', 'close 1001 Server shutdown true']);
    expect(after.log).toEqual(['open']);
  });

  it('ends every socket', async () => {
    const { clock, connect, sockets } = setUp();
    const logs = [connect().log, connect('/ws-api/v3').log];
    await clock.advance(0);
    sockets.cutAll();
    await clock.advance(0);
    for (const log of logs) expect(log).toEqual(['open', 'error', 'close 1006  false']);
    expect(sockets.size).toBe(0);
  });
});

describe('faults of sockets', () => {
  const echo = async (fault: Parameters<Faults['script']>[0], wait = 0): Promise<string[]> => {
    const { clock, connect, faults } = setUp();
    const { socket, log } = connect();
    await clock.advance(0);
    faults.script(fault);
    socket.send('hello');
    await clock.advance(wait);
    return log.slice(1);
  };

  it.each([
    ['duplicate', { kind: 'duplicate' }, ['echo hello', 'echo hello']],
    ['drop', { kind: 'drop' }, []],
    ['stall', { kind: 'stall' }, []],
    ['half-open', { kind: 'halfOpen' }, []],
    ['truncate', { kind: 'truncate', at: 0.5 }, ['echo ']],
    ['disconnect', { kind: 'disconnect', code: 1012, reason: 'restart' }, ['close 1012 restart true']],
    ['reset', { kind: 'reset' }, ['error', 'close 1006  false']],
    ['another scope', { kind: 'drop', scope: 'wsApi' }, ['echo hello']],
    ['another target', { kind: 'drop', target: '/stream' }, ['echo hello']],
    ['chance of nothing', { kind: 'drop', probability: 0 }, ['echo hello']],
  ] as const)('%s', async (_, fault, expected) => {
    expect(await echo(fault)).toEqual(expected);
  });

  it('pads a frame', async () => {
    const [frame] = await echo({ kind: 'oversize', bytes: 5000 });
    expect(frame).toHaveLength(5000);
  });

  it('let a new frame overtake delayed frames that were due at the same time', async () => {
    const { clock, faults, connections, connect } = setUp();
    const { socket, log } = connect();
    await clock.advance(0);
    const delay = faults.script({ kind: 'delay', ms: 100 });
    connections[0]?.send('one');
    connections[0]?.send('two');
    delay.stop();
    // The exchange sends another frame at the moment when the first delayed frame arrives. The new frame must not
    // overtake the second delayed frame.
    socket.addEventListener('message', ({ data }) => data === 'one' && connections[0]?.send('three'));
    await clock.advance(100);
    expect(log).toEqual(['open', 'one', 'two', 'three']);
  });

  it('let a later frame overtake frames that waited for a delayed one, because due times are rounded', async () => {
    const { clock, faults, connections, connect } = setUp();
    const { log } = connect();
    await clock.advance(0.1);
    const delay = faults.script({ kind: 'delay', ms: 700.7 });
    const names = Array.from({ length: 40 }, (_, at) => `frame ${at}`);
    for (const name of names) {
      connections[0]?.send(name);
      delay.stop();
      await clock.advance(0.7);
    }
    await clock.advance(7_000);
    expect(log).toEqual(['open', ...names]);
  });

  it('delays frames and keeps their order', async () => {
    const { clock, connect, faults } = setUp();
    const { socket, log } = connect();
    await clock.advance(0);
    const delay = faults.script({ kind: 'delay', ms: 100, direction: 'answer' });
    socket.send('slow');
    await clock.advance(50);
    delay.stop();
    socket.send('fast');
    await clock.advance(49);
    expect(log).toEqual(['open']);
    await clock.advance(1);
    expect(log).toEqual(['open', 'echo slow', 'echo fast']);
  });

  it('applies a fault only as often and as long as it is scripted', async () => {
    const { clock, connect, faults } = setUp();
    const { socket, log } = connect();
    await clock.advance(0);
    faults.script({ kind: 'drop', times: 1 });
    faults.script({ kind: 'duplicate', after: 1000, for: 1000 });
    for (const text of ['lost', 'once']) socket.send(text);
    await clock.advance(1000);
    socket.send('twice');
    await clock.advance(1000);
    socket.send('once more');
    await clock.advance(0);
    expect(log.slice(1)).toEqual(['echo once', 'echo twice', 'echo twice', 'echo once more']);
    expect(faults.active).toEqual([]);
    expect(faults.idle).toBe(true);
  });

  it('hides from the client that a half-open socket was dropped, until the client sends a message', async () => {
    const { clock, connect, faults, sockets } = setUp();
    const { socket, log } = connect();
    await clock.advance(0);
    const halfOpen = faults.script({ kind: 'halfOpen' });
    await clock.advance(600_000);
    expect(sockets.size).toBe(0);
    expect(log).toEqual(['open']);
    halfOpen.stop();
    socket.send('still there?');
    await clock.advance(0);
    expect(log).toEqual(['open', 'error', 'close 1006  false']);
  });

  it('keeps a half-open socket in the closing state until the exchange drops it', async () => {
    const { clock, connect, faults } = setUp();
    const { socket, log } = connect();
    await clock.advance(0);
    faults.script({ kind: 'halfOpen' });
    socket.close();
    await clock.advance(60_000);
    expect(socket.readyState).toBe(2);
    await clock.advance(40_000);
    expect(log.at(-1)).toMatch(/^close/);
    expect(clock.pending).toBe(0);
  });

  it('refuses the handshake of a socket', async () => {
    const { clock, connect, faults } = setUp();
    faults.script({ kind: 'status', status: 503, scope: 'stream' });
    const { log } = connect();
    await clock.advance(0);
    expect(log).toEqual(['error', 'close 1006  false']);
  });

  it('draws the same faults from the same seed', () => {
    const draw = (seed: number) => {
      const { faults } = setUp();
      faults.draw({ seed, ms: 60_000 });
      return faults.active;
    };
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
  });
});
