import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import { encode, hmacKey, type Params, type TestKey } from '../../test/raw-client.js';
import { type Fault, scopesOf } from '../faults/fault.js';
import { createExchange, type Exchange, type FaultKind, type FaultScope, VirtualClock } from '../index.js';
import { serve } from '../node.js';

/** A transport between clients and the exchange. */
type Transport = {
  readonly rest: string;
  readonly sockets: string;
  readonly fetch: typeof fetch;
  readonly WebSocket: new (url: string) => WebSocket;
  close(): Promise<void>;
};

const transports: Readonly<Record<string, (exchange: Exchange) => Promise<Transport>>> = {
  memory: async ({ environment }) => ({
    rest: environment.rest,
    sockets: environment.streams,
    fetch: environment.fetch as typeof fetch,
    WebSocket: environment.WebSocket as unknown as Transport['WebSocket'],
    close: async () => undefined,
  }),
  loopback: async (exchange) => {
    const { rest, streams: sockets, close } = await serve(exchange, { speed: 0 });
    return { rest, sockets, fetch, WebSocket: NodeWebSocket as unknown as Transport['WebSocket'], close };
  },
};

const B = 'BTCUSDT';
const order = { symbol: B, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '59000' };

/** Waits until `test` holds, at most some thousand rounds of the event loop. */
async function until(test: () => boolean): Promise<void> {
  for (let round = 0; round < 20_000; round += 1) {
    if (test()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it did not happen');
}

describe.each(Object.keys(transports))('faults over %s', (name) => {
  let exchange: Exchange;
  let transport: Transport;
  let key: TestKey;
  let uid: number;

  beforeEach(async () => {
    exchange = createExchange({ symbols: [B], clock: new VirtualClock({ start: 1_800_000_000_000 }) });
    exchange.setBook(B, { bids: [['59990', '2']], asks: [['60010', '2']] });
    const account = exchange.createAccount({ balances: { USDT: '100000' } });
    key = hmacKey(account);
    uid = account.uid;
    transport = await transports[name]!(exchange);
  });

  afterEach(async () => {
    await transport.close();
    exchange.close();
  });

  const placed = (): number => exchange.engine.openOrders(uid, B).length;

  type Rest = { outcome: 'pending' | 'broken' | 'answered'; status: number; text: string; abort(): void };

  /** Sends a REST request. The object reports what has become of it so far. */
  function rest(route: string, params: Params = {}, isSigned = false): Rest {
    const [method = '', path = ''] = route.split(' ');
    let query = encode(isSigned ? { ...params, timestamp: Math.floor(exchange.clock.now()) } : params);
    if (isSigned) query += `&signature=${key.sign(query)}`;
    const controller = new AbortController();
    const call: Rest = { outcome: 'pending', status: 0, text: '', abort: () => controller.abort() };
    transport
      .fetch(`${transport.rest}${path}?${query}`, {
        method,
        headers: { 'x-mbx-apikey': key.apiKey },
        signal: controller.signal,
      })
      .then(async (response) => {
        call.text = await response.text();
        call.status = response.status;
        call.outcome = 'answered';
      })
      .catch(() => {
        call.outcome = 'broken';
      });
    return call;
  }

  const done = async (call: Rest): Promise<Rest> => {
    await until(() => call.outcome !== 'pending');
    return call;
  };

  type Socket = { frames: string[]; closed: number | undefined; send(text: string): void };

  async function open(path: string): Promise<Socket> {
    const socket = new transport.WebSocket(transport.sockets + path);
    const seen: Socket = { frames: [], closed: undefined, send: (text) => socket.send(text) };
    let isOpen = false;
    socket.addEventListener('open', () => {
      isOpen = true;
    });
    socket.addEventListener('message', ({ data }) => void seen.frames.push(String(data)));
    socket.addEventListener('error', () => undefined);
    socket.addEventListener('close', ({ code }) => {
      seen.closed = code;
    });
    await until(() => isOpen || seen.closed !== undefined);
    return seen;
  }

  function ask(socket: Socket, id: number, method: string, params: Params = {}, isSigned = false): void {
    const sent: Record<string, unknown> = { ...params };
    if (isSigned) {
      Object.assign(sent, { apiKey: key.apiKey, timestamp: Math.floor(exchange.clock.now()) });
      const names = Object.keys(sent).sort();
      sent.signature = key.sign(names.map((each) => `${each}=${sent[each]}`).join('&'));
    }
    socket.send(JSON.stringify({ id, method, params: sent }));
  }

  const place = (socket: Socket, id: number): void => ask(socket, id, 'order.place', order, true);
  const has = (socket: Socket, id: number): boolean => socket.frames.some((text) => text.startsWith(`{"id":${id},`));
  /** Asks for the time and waits for the answer, which is the last frame then. */
  async function ping(socket: Socket, id: number): Promise<void> {
    ask(socket, id, 'time');
    await until(() => has(socket, id));
  }
  const trade = (quantity: string): void => exchange.trade(B, { price: '60010', quantity });
  const trades = ({ frames }: Socket): string[] => frames.filter((text) => text.includes('"e":"trade"'));

  type Strike = (script: (fault: Record<string, unknown>) => void) => Promise<void>;

  const rests: Partial<Record<FaultKind, Strike>> = {
    delay: async (script) => {
      script({ ms: 400 });
      const call = rest('POST /api/v3/order', order, true);
      await done(rest('GET /api/v3/ping'));
      await exchange.advance(199);
      expect(placed()).toBe(0);
      await exchange.advance(1);
      await until(() => placed() === 1);
      await exchange.advance(199);
      await done(rest('GET /api/v3/ping'));
      expect(call.outcome).toBe('pending');
      await exchange.advance(1);
      expect((await done(call)).status).toBe(200);
    },
    loseAnswer: async (script) => {
      script({});
      expect((await done(rest('POST /api/v3/order', order, true))).outcome).toBe('broken');
      expect(placed()).toBe(1);
    },
    reset: async (script) => {
      script({});
      expect((await done(rest('POST /api/v3/order', order, true))).outcome).toBe('broken');
      expect(placed()).toBe(0);
    },
    hang: async (script) => {
      script({ executed: true });
      const call = rest('POST /api/v3/order', order, true);
      await until(() => placed() === 1);
      await exchange.advance(3_600_000);
      expect(call.outcome).toBe('pending');
      call.abort();
      await done(call);
    },
    status: async (script) => {
      script({ status: 503, body: 'no', executed: true });
      expect(await done(rest('POST /api/v3/order', order, true))).toMatchObject({ status: 503, text: 'no' });
      expect(placed()).toBe(1);
    },
    truncate: async (script) => {
      script({ at: 0.5 });
      const { text } = await done(rest('POST /api/v3/order', order, true));
      expect(text).toMatch(/^\{"symbol":"BTCUSDT"/);
      expect(() => JSON.parse(text)).toThrow();
    },
    oversize: async (script) => {
      script({ bytes: 200_000 });
      const { text } = await done(rest('POST /api/v3/order', order, true));
      expect(text).toHaveLength(200_000);
      expect(JSON.parse(text)).toMatchObject({ symbol: B });
    },
    eventFirst: async (script) => {
      const socket = await open('/ws-api/v3');
      ask(socket, 1, 'userDataStream.subscribe.signature', {}, true);
      await until(() => has(socket, 1));
      script({ ms: 100 });
      const call = rest('POST /api/v3/order', order, true);
      await until(() => socket.frames.some((text) => text.includes('executionReport')));
      await exchange.advance(99);
      await done(rest('GET /api/v3/ping'));
      expect(call.outcome).toBe('pending');
      await exchange.advance(1);
      expect((await done(call)).status).toBe(200);
    },
    staleSnapshot: async (script) => {
      const depth = async () => JSON.parse((await done(rest('GET /api/v3/depth', { symbol: B }))).text).lastUpdateId;
      script({ ms: 5000, target: 'depth', times: 2 });
      const first = await depth();
      trade('0.1');
      expect(await depth()).toBe(first);
      expect(await depth()).toBeGreaterThan(first);
    },
    queryLag: async (script) => {
      const made = await done(rest('POST /api/v3/order', order, true));
      const { orderId } = JSON.parse(made.text);
      script({ ms: 1000, target: 'GET /api/v3/order' });
      const query = async () => (await done(rest('GET /api/v3/order', { symbol: B, orderId }, true))).text;
      expect(await query()).toContain('-2013');
      expect(await query()).toContain('"status":"NEW"');
    },
  };

  const rejected = { code: -2010, msg: 'Account has insufficient balance for requested action.' };
  rests.reject = async (script) => {
    script({ code: -2010 });
    const { status, text } = await done(rest('POST /api/v3/order', order, true));
    expect([status, JSON.parse(text), placed()]).toEqual([400, rejected, 0]);
    expect((await done(rest('POST /api/v3/order', order, true))).status).toBe(200);
  };

  const wsApis: Partial<Record<FaultKind, Strike>> = {
    delay: async (script) => {
      const socket = await open('/ws-api/v3');
      script({ ms: 400 });
      place(socket, 1);
      await done(rest('GET /api/v3/ping'));
      await exchange.advance(199);
      expect(placed()).toBe(0);
      await exchange.advance(1);
      await until(() => placed() === 1);
      await exchange.advance(199);
      expect(socket.frames).toEqual([]);
      await exchange.advance(1);
      await until(() => has(socket, 1));
      await ping(socket, 2);
    },
    loseAnswer: async (script) => {
      const socket = await open('/ws-api/v3');
      script({});
      place(socket, 1);
      await until(() => socket.closed !== undefined);
      expect([socket.closed, socket.frames.length, placed()]).toEqual([1006, 0, 1]);
    },
    reset: async (script) => {
      const socket = await open('/ws-api/v3');
      script({});
      place(socket, 1);
      await until(() => socket.closed !== undefined);
      expect([socket.closed, socket.frames.length, placed()]).toEqual([1006, 0, 0]);
    },
    hang: async (script) => {
      const socket = await open('/ws-api/v3');
      script({ times: 1 });
      place(socket, 1);
      await ping(socket, 2);
      expect([has(socket, 1), placed()]).toEqual([false, 0]);
      exchange.faults.script({ kind: 'hang', scope: 'wsApi', target: 'order.place', executed: true });
      place(socket, 3);
      await until(() => placed() === 1);
      await ping(socket, 4);
      expect(has(socket, 3)).toBe(false);
    },
    status: async (script) => {
      const socket = await open('/ws-api/v3');
      script({ status: 503, executed: true });
      place(socket, 1);
      await until(() => has(socket, 1) && placed() === 1);
      await ping(socket, 2);
      expect(socket.frames.map((text) => JSON.parse(text).status)).toEqual([503, 200]);
    },
    truncate: async (script) => {
      const socket = await open('/ws-api/v3');
      script({ at: 0.25 });
      place(socket, 1);
      await until(() => has(socket, 1));
      expect(() => JSON.parse(socket.frames[0] ?? '')).toThrow();
    },
    oversize: async (script) => {
      const socket = await open('/ws-api/v3');
      script({ bytes: 200_000 });
      place(socket, 1);
      await until(() => has(socket, 1));
      expect(socket.frames[0]).toHaveLength(200_000);
    },
    duplicate: async (script) => {
      const socket = await open('/ws-api/v3');
      script({});
      place(socket, 1);
      await until(() => has(socket, 1));
      await ping(socket, 2);
      expect(socket.frames.map((text) => JSON.parse(text).id)).toEqual([1, 1, 2]);
    },
    drop: async (script) => {
      const socket = await open('/ws-api/v3');
      script({});
      place(socket, 1);
      await until(() => placed() === 1);
      await ping(socket, 2);
      expect(socket.frames.map((text) => JSON.parse(text).id)).toEqual([2]);
    },
    disconnect: async (script) => {
      const socket = await open('/ws-api/v3');
      script({ code: 1012, reason: 'restart' });
      place(socket, 1);
      await until(() => socket.closed !== undefined);
      expect(socket.closed).toBe(1012);
    },
    halfOpen: async (script) => {
      const [socket, other] = [await open('/ws-api/v3'), await open('/ws-api/v3')];
      script({ direction: 'toClient', times: 1, target: undefined });
      place(socket, 1);
      await until(() => placed() === 1);
      await ping(other, 1);
      place(socket, 2);
      await until(() => placed() === 2);
      await ping(other, 2);
      expect(socket.frames).toEqual([]);
    },
    stall: async (script) => {
      const [socket, other] = [await open('/ws-api/v3'), await open('/ws-api/v3')];
      script({ times: 1, target: undefined });
      place(socket, 1);
      await until(() => placed() === 1);
      await ping(other, 1);
      ask(socket, 2, 'time');
      await ping(other, 2);
      expect(socket.frames).toEqual([]);
    },
    staleSnapshot: async (script) => {
      const socket = await open('/ws-api/v3');
      let id = 0;
      const depth = async (): Promise<number> => {
        id += 1;
        ask(socket, id, 'depth', { symbol: B });
        await until(() => has(socket, id));
        return JSON.parse(socket.frames.at(-1) ?? '').result.lastUpdateId;
      };
      script({ ms: 5000, target: 'depth', times: 2 });
      const first = await depth();
      trade('0.1');
      expect(await depth()).toBe(first);
      expect(await depth()).toBeGreaterThan(first);
    },
    queryLag: async (script) => {
      const socket = await open('/ws-api/v3');
      place(socket, 1);
      await until(() => has(socket, 1));
      const { orderId } = JSON.parse(socket.frames[0] ?? '').result;
      script({ ms: 1000, target: 'order.status' });
      ask(socket, 2, 'order.status', { symbol: B, orderId }, true);
      await until(() => has(socket, 2));
      expect(socket.frames.at(-1)).toContain('-2013');
      ask(socket, 3, 'order.status', { symbol: B, orderId }, true);
      await until(() => has(socket, 3));
      expect(socket.frames.at(-1)).toContain('"status":"NEW"');
    },
    eventFirst: async (script) => {
      const socket = await open('/ws-api/v3');
      ask(socket, 1, 'userDataStream.subscribe.signature', {}, true);
      await until(() => has(socket, 1));
      script({ ms: 100 });
      place(socket, 2);
      await until(() => socket.frames.some((text) => text.includes('executionReport')));
      await exchange.advance(99);
      await ping(socket, 3);
      expect(has(socket, 2)).toBe(false);
      await exchange.advance(1);
      await until(() => has(socket, 2));
    },
  };

  wsApis.reject = async (script) => {
    const socket = await open('/ws-api/v3');
    script({ code: -2010, target: undefined });
    await ping(socket, 1);
    place(socket, 2);
    await until(() => has(socket, 2));
    expect(JSON.parse(socket.frames.at(-1) ?? '')).toMatchObject({ status: 400, error: rejected });
    expect(placed()).toBe(0);
    place(socket, 3);
    await until(() => placed() === 1);
  };

  const PATH = '/ws/btcusdt@trade';
  const streams: Partial<Record<FaultKind, Strike>> = {
    delay: async (script) => {
      const socket = await open(PATH);
      script({ ms: 400 });
      trade('0.1');
      trade('0.2');
      await exchange.advance(399);
      expect(socket.frames).toEqual([]);
      await exchange.advance(1);
      await until(() => trades(socket).length === 2);
      expect(trades(socket).map((text) => JSON.parse(text).q)).toEqual(['0.10000000', '0.20000000']);
    },
    reset: async (script) => {
      const socket = await open(PATH);
      script({});
      trade('0.1');
      await until(() => socket.closed !== undefined);
      expect([socket.closed, socket.frames.length]).toEqual([1006, 0]);
    },
    status: async (script) => {
      script({ status: 503 });
      expect((await open(PATH)).closed).toBe(1006);
      expect((await open(PATH)).closed).toBeUndefined();
    },
    truncate: async (script) => {
      const socket = await open(PATH);
      script({ at: 0.25 });
      trade('0.1');
      trade('0.1');
      await until(() => socket.frames.length === 2);
      expect(() => JSON.parse(socket.frames[0] ?? '')).toThrow();
    },
    oversize: async (script) => {
      const socket = await open(PATH);
      script({ bytes: 200_000 });
      trade('0.1');
      await until(() => socket.frames.length === 1);
      expect(socket.frames[0]).toHaveLength(200_000);
    },
    duplicate: async (script) => {
      const socket = await open(PATH);
      script({});
      trade('0.1');
      trade('0.1');
      await until(() => socket.frames.length === 3);
      expect(socket.frames[1]).toBe(socket.frames[0]);
    },
    drop: async (script) => {
      const socket = await open(PATH);
      script({});
      trade('0.1');
      trade('0.2');
      await until(() => socket.frames.length === 1);
      expect(JSON.parse(socket.frames[0] ?? '').q).toBe('0.20000000');
    },
    disconnect: async (script) => {
      const socket = await open(PATH);
      script({ code: 1001 });
      trade('0.1');
      await until(() => socket.closed !== undefined);
      expect(socket.closed).toBe(1001);
    },
    halfOpen: async (script) => {
      const [socket] = [await open(PATH)];
      script({ times: 1 });
      trade('0.1');
      const other = await open(PATH);
      trade('0.1');
      await until(() => other.frames.length === 1);
      socket.send('{"method":"LIST_SUBSCRIPTIONS","id":1}');
      trade('0.1');
      await until(() => other.frames.length === 2);
      expect([socket.frames, socket.closed]).toEqual([[], undefined]);
    },
    stall: async (script) => {
      const socket = await open(PATH);
      script({ times: 1, for: 5000 });
      trade('0.1');
      trade('0.1');
      await exchange.advance(4999);
      trade('0.1');
      await exchange.advance(1);
      trade('0.4');
      await until(() => socket.frames.length === 1);
      expect(JSON.parse(socket.frames[0] ?? '').q).toBe('0.40000000');
    },
  };

  const targets = { rest: 'POST /api/v3/order', wsApi: 'order.place', stream: '' } as const;
  const strikes = { rest: rests, wsApi: wsApis, stream: streams } as const;
  const pairs = (Object.keys(scopesOf) as FaultKind[]).flatMap((kind) =>
    (scopesOf[kind] as readonly FaultScope[]).map((scope) => ({ kind, scope })),
  );

  it.each(pairs)('$kind strikes $scope once, with times: 1', async ({ kind, scope }) => {
    const scripted: { hits: number; most: number }[] = [];
    await strikes[scope][kind]!((fields) => {
      const fault = { kind, scope, target: targets[scope], times: 1, ...fields };
      const handle = exchange.faults.script(fault as unknown as Fault);
      scripted.push({
        most: fault.times,
        get hits() {
          return handle.hits;
        },
      });
    });
    expect(scripted).toHaveLength(1);
    for (const { hits, most } of scripted) expect(hits).toBe(most);
    expect(exchange.failures).toEqual([]);
  });

  it.each(
    (Object.keys(scopesOf) as FaultKind[]).flatMap((kind) =>
      (['rest', 'wsApi', 'stream'] as const)
        .filter((scope) => !(scopesOf[kind] as readonly FaultScope[]).includes(scope))
        .map((scope) => ({ kind, scope })),
    ),
  )('error: $kind cannot strike $scope', ({ kind, scope }) => {
    const fault = { kind, scope, ms: 1, code: -2010 };
    const fields = { staleSnapshot: ['ms'], queryLag: ['ms'], reject: ['code'] }[kind as string] ?? [];
    const written = Object.fromEntries(
      Object.entries(fault).filter(([field]) => ['kind', 'scope', ...fields].includes(field)),
    ) as unknown as Fault;
    expect(() => exchange.faults.script(written)).toThrow(`${kind}: scope: expected`);
  });
});
