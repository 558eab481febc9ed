import { createSpotClient } from '@pkg/core';
import { afterEach, describe, expect, it } from 'vitest';
import { rest } from '../../test/raw-client.js';
import { createExchange, SyntheticMarket, VirtualClock } from '../index.js';
import { settle } from '../time/settle.js';
import { connectPort, PacedTime, servePort } from '../worker.js';

const B = 'BTCUSDT';
const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Serves an exchange at one end of a channel, and connects to it at the other end. */
async function connected(seed = 7) {
  const exchange = createExchange({ seed, symbols: [B] });
  exchange.setBook(B, { bids: [['59900', '1']], asks: [['60100', '1']] });
  const account = exchange.createAccount({ balances: { USDT: '100000' } });
  const { port1, port2 } = new MessageChannel();
  const stop = servePort(exchange, port1, { details: { apiKey: account.apiKey } });
  const page = await connectPort(port2);
  closers.push(() => {
    page.close();
    stop();
    port1.close();
    port2.close();
  });
  return { exchange, account, page };
}

describe('an exchange behind a port', () => {
  it('serves REST, with the refusals of the exchange', async () => {
    const { page } = await connected();
    const client = createSpotClient({ environment: page.environment });
    closers.push(() => client.close());
    expect((await client.getOrderBook({ symbol: B, limit: 5 })).bids).toEqual([['59900.00000000', '1.00000000']]);
    await expect(client.getOrderBook({ symbol: 'NOSUCH' })).rejects.toThrow('-1121');
  });

  it('places a signed order with the key that is passed as details', async () => {
    const { exchange, account, page } = await connected();
    expect(page.details).toEqual({ apiKey: account.apiKey });
    const { apiKey, apiSecret } = account;
    const client = createSpotClient({ environment: page.environment, apiKey, apiSecret });
    closers.push(() => client.close());
    const order = {
      symbol: B,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.5',
      price: '59000',
    } as const;
    const { orderId } = await client.createOrder(order);
    expect(exchange.engine.order(account.uid, { symbol: B, orderId })).toMatchObject({ status: 'NEW' });
  });

  it('carries the frames of a socket both ways, and its end', async () => {
    const { exchange, page } = await connected();
    const WebSocketOfPort = page.environment.WebSocket as typeof WebSocket;
    const socket = new WebSocketOfPort(`${page.environment.streams}/ws/btcusdt@trade`);
    const seen: string[] = [];
    socket.onmessage = ({ data }) => seen.push(String(data));
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    const replied = new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
    socket.send('{"method":"LIST_SUBSCRIPTIONS","id":1}');
    await replied;
    expect(JSON.parse(seen[0] as string)).toEqual({ result: ['btcusdt@trade'], id: 1 });
    const ended = new Promise<CloseEvent>((resolve) => {
      socket.onclose = resolve;
    });
    exchange.sockets.cutAll();
    expect(await ended).toMatchObject({ code: 1006, wasClean: false });
    expect(socket.readyState).toBe(3);
    expect(exchange.sockets.size).toBe(0);
  });

  it('calls the handlers of a socket as a browser does: once per event, and never for an event that was stopped', async () => {
    const { page } = await connected();
    const WebSocketOfPort = page.environment.WebSocket as typeof WebSocket;
    const socket = new WebSocketOfPort(`${page.environment.streams}/ws/btcusdt@trade`);
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    const seen: unknown[] = [];
    socket.onmessage = ({ data }) => seen.push(data);
    socket.addEventListener('message', (event) => event.data === 'stopped' && event.stopImmediatePropagation());
    for (const data of ['stopped', 'one', 'two']) socket.dispatchEvent(new MessageEvent('message', { data }));
    expect(seen).toEqual(['one', 'two']);
  });

  it('refuses to close a socket with a code or a reason that a browser refuses', async () => {
    const { page } = await connected();
    const WebSocketOfPort = page.environment.WebSocket as typeof WebSocket;
    const socket = new WebSocketOfPort(`${page.environment.streams}/ws/btcusdt@trade`);
    const closed = new Promise<CloseEvent>((resolve) => {
      socket.onclose = resolve;
    });
    const error = (name: string) => expect.objectContaining({ name });
    expect(() => socket.close(1001)).toThrow(error('InvalidAccessError'));
    expect(() => socket.close(1000, 'é'.repeat(62))).toThrow(error('SyntaxError'));
    expect(socket.readyState).toBe(socket.CONNECTING);
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    socket.close(4000, 'é'.repeat(61));
    expect(await closed).toMatchObject({ code: 4000, wasClean: true });
  });

  it('calls the control routes, and throws their refusals', async () => {
    const { exchange, page } = await connected();
    await page.control('POST /sim/trade', { symbol: B, price: '60000', quantity: '0.5' });
    expect(exchange.engine.lastPrice(B)).toBe(6_000_000_000_000n);
    await expect(page.control('POST /sim/trade', { symbol: B })).rejects.toThrow(RangeError);
  });

  it('refuses a socket whose URL a browser refuses', async () => {
    const { page } = await connected();
    const WebSocketOfPort = page.environment.WebSocket as typeof WebSocket;
    for (const url of ['http://exchange.simulated/ws', 'no url']) {
      expect(() => new WebSocketOfPort(url)).toThrow(expect.objectContaining({ name: 'SyntaxError' }));
    }
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a speed of %d', async (speed) => {
    const { page } = await connected();
    const message = `speed: expected a number that is not negative, got ${speed}`;
    expect(() => page.setSpeed(speed)).toThrow(new RangeError(message));
  });

  it('throws the error of a control route that cannot be called', async () => {
    const exchange = createExchange();
    const time = new PacedTime(exchange.clock as VirtualClock, new VirtualClock());
    const { port1, port2 } = new MessageChannel();
    closers.push(
      servePort(exchange, port1, { time }),
      () => port1.close(),
      () => port2.close(),
    );
    const page = await connectPort(port2);
    await expect(page.control('POST /sim/fund', { balances: 1n })).rejects.toThrow('BigInt');
    (exchange.clock as VirtualClock).hold(Promise.reject(new Error('disk')));
    await expect(page.control('GET /sim/')).rejects.toThrow('disk');
    expect(await page.control('GET /sim/')).toMatchObject({ sockets: 0 });
  });

  it('ends the sockets of a page that closes its connection at the exchange too, and opens no others', async () => {
    const exchange = createExchange();
    const { port1, port2 } = new MessageChannel();
    closers.push(
      servePort(exchange, port1),
      () => port1.close(),
      () => port2.close(),
    );
    const sent: string[] = [];
    const page = await connectPort({
      postMessage: (message) => {
        sent.push((message as { kind: string }).kind);
        port2.postMessage(message);
      },
      addEventListener: (type, listener) => port2.addEventListener(type, listener),
      removeEventListener: (type, listener) => port2.removeEventListener(type, listener),
      start: () => port2.start(),
    });
    const WebSocketOfPort = page.environment.WebSocket as typeof WebSocket;
    const open = () => new WebSocketOfPort(`${page.environment.streams}/ws`);
    const socket = open();
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    expect(exchange.sockets.size).toBe(1);
    page.close();
    open();
    expect(sent).toEqual(['open', 'close']);
    while (exchange.sockets.size > 0) await settle();
  });

  it('leaves no listener on the port if the exchange could not start', async () => {
    const listeners = new Set<(event: MessageEvent) => void>();
    const connecting = connectPort({
      postMessage: () => undefined,
      addEventListener: (_, listener) => listeners.add(listener),
      removeEventListener: (_, listener) => listeners.delete(listener),
    });
    for (const listener of listeners) listener({ data: { kind: 'failed', message: 'no memory' } } as MessageEvent);
    await expect(connecting).rejects.toThrow('no memory');
    expect(listeners.size).toBe(0);
  });

  it('rejects a request when its signal aborts, and a later answer does nothing', async () => {
    const { exchange, page } = await connected();
    exchange.faults.script({ kind: 'hang', scope: 'rest' });
    const abort = new AbortController();
    const fetch = page.environment.fetch as typeof globalThis.fetch;
    const asked = fetch(`${page.environment.rest}/api/v3/ping`, { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  });

  it('ends everything that is open when the page closes the connection, and everything that begins later', async () => {
    const { page } = await connected();
    const { environment } = page;
    const fetch = environment.fetch as typeof globalThis.fetch;
    const begin = () => [
      fetch(`${environment.rest}/api/v3/ping`),
      fetch(`${environment.rest}/api/v3/order`, { method: 'POST', body: 'symbol=BTCUSDT' }),
      page.control('POST /sim/trade', { symbol: B, price: '60000', quantity: '0.5' }),
      new Promise((_, reject) => {
        const WebSocketOfPort = environment.WebSocket as typeof WebSocket;
        new WebSocketOfPort(`${environment.streams}/ws`).onclose = ({ code }) => reject(code);
      }),
    ];
    const open = begin();
    page.close();
    for (const calls of [open, begin()]) {
      expect(await Promise.allSettled(calls)).toMatchObject([
        { status: 'rejected', reason: new TypeError('fetch failed') },
        { status: 'rejected', reason: new TypeError('fetch failed') },
        { status: 'rejected', reason: new Error('control: the connection to the exchange is closed') },
        { status: 'rejected', reason: 1006 },
      ]);
    }
  });
});

describe('PacedTime', () => {
  it('runs timers at exactly their times, at any speed, and stands still at 0', async () => {
    const [clock, wall] = [new VirtualClock({ start: 0 }), new VirtualClock({ start: 0 })];
    const time = new PacedTime(clock, wall);
    const ran: number[] = [];
    clock.setTimeout(() => ran.push(clock.monotonic()), 333.25);
    time.speed = 60;
    await wall.advance(16);
    // Waits until the step that is running is complete.
    await time.advance(0);
    expect(time.state).toEqual({ time: 960, elapsed: 960, speed: 60 });
    expect(ran).toEqual([333.25]);
    time.speed = 0;
    await wall.advance(1000);
    expect(time.state.elapsed).toBe(960);
    expect(() => {
      time.speed = -1;
    }).toThrow('speed: expected a number that is not negative, got -1');
  });

  it('goes on after a timer has thrown, and lets the clock of the machine throw the error', async () => {
    const [clock, wall] = [new VirtualClock({ start: 0 }), new VirtualClock({ start: 0 })];
    const time = new PacedTime(clock, wall);
    const ran: number[] = [];
    clock.setTimeout(() => {
      throw new Error('a timer');
    }, 10);
    clock.setTimeout(() => ran.push(clock.monotonic()), 40);
    time.speed = 1;
    await wall.advance(16);
    // Waits until the step that is running is complete.
    await time.advance(0);
    await expect(wall.advance(1)).rejects.toThrow('a timer');
    for (let step = 0; step < 3; step += 1) {
      await wall.advance(16);
      await time.advance(0);
    }
    expect(ran).toEqual([40]);
    time.speed = 0;
  });

  it('goes on after a listener has thrown, and calls the other listeners', async () => {
    const [clock, wall] = [new VirtualClock({ start: 0 }), new VirtualClock({ start: 0 })];
    const time = new PacedTime(clock, wall);
    time.speed = 1;
    let calls = 0;
    time.onChange(() => {
      if (calls === 0) throw new Error('a listener');
    });
    time.onChange(() => {
      calls += 1;
    });
    const thrown: unknown[] = [];
    for (let step = 0; step < 40; step += 1) {
      await wall.advance(16).catch((error: Error) => thrown.push(error.message));
      // Waits until the step that is running is complete.
      await clock.advance(0);
    }
    expect({ thrown, calls }).toEqual({ thrown: ['a listener'], calls: 2 });
    expect(clock.monotonic()).toBeGreaterThanOrEqual(600);
    time.speed = 0;
  });

  it('stops at exactly the time that was set', async () => {
    const [clock, wall] = [new VirtualClock({ start: 0 }), new VirtualClock({ start: 0 })];
    const time = new PacedTime(clock, wall);
    time.pauseAt(777);
    const stopped = new Promise<void>((resolve) => time.onChange(({ speed }) => speed === 0 && resolve()));
    time.speed = 60;
    await wall.advance(200);
    await stopped;
    expect(time.state).toEqual({ time: 777, elapsed: 777, speed: 0 });
  });

  it('reports where time stands still if it was stopped during a step', async () => {
    const [clock, wall] = [new VirtualClock({ start: 0 }), new VirtualClock({ start: 0 })];
    const time = new PacedTime(clock, wall);
    const reported: number[] = [];
    time.onChange(({ elapsed }) => reported.push(elapsed));
    clock.setTimeout(() => {
      time.speed = 0;
    }, 33.25);
    time.speed = 10;
    await wall.advance(16);
    await clock.advance(0);
    expect(time.state.elapsed).toBe(160);
    expect(reported.at(-1)).toBe(160);
  });

  it('runs an action between two steps, at a whole number of ms', async () => {
    const [clock, wall] = [new VirtualClock({ start: 0 }), new VirtualClock({ start: 0 })];
    await clock.advance(500.5);
    const time = new PacedTime(clock, wall);
    clock.setTimeout(() => undefined, 20.25);
    time.speed = 1.5;
    const stepped = wall.advance(17);
    const reported: number[] = [];
    time.onChange(({ elapsed }) => reported.push(elapsed));
    expect(await time.run(() => 'done')).toBe('done');
    await stepped;
    await time.run(() => undefined);
    expect(reported.at(-1)).toBe(24);
    expect(time.state.time).toBe(524.5);
  });

  it('makes a run repeatable: the same seed and time give the same book, however time was paced', async () => {
    const book = async (pace: (time: PacedTime, wall: VirtualClock) => Promise<void>): Promise<unknown> => {
      const [clock, wall] = [new VirtualClock({ start: 0 }), new VirtualClock({ start: 0 })];
      const exchange = createExchange({ seed: 3, clock, symbols: [B] });
      const market = new SyntheticMarket(exchange);
      market.start();
      const time = new PacedTime(clock, wall);
      await pace(time, wall);
      await time.advance(9_600 - time.state.elapsed);
      market.close();
      return (await rest(exchange, 'GET /api/v3/depth', { symbol: B, limit: 100 })).body;
    };
    const slowly = book(async (time, wall) => {
      time.speed = 1;
      await wall.advance(4_000);
    });
    const quickly = book(async (time, wall) => {
      time.speed = 7;
      await wall.advance(1_111);
    });
    expect(await quickly).toEqual(await slowly);
    expect(await quickly).toEqual(await book(async () => undefined));
  });
});
