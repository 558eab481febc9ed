import { WebSocket as NodeWebSocket } from 'ws';
import type { Exchange } from '../../src/index.js';
import { serve } from '../../src/node.js';
import { encode, type Params, type TestKey } from '../raw-client.js';

/** The URLs, the `fetch` and the `WebSocket` by which clients reach the exchange. */
export type Transport = {
  readonly rest: string;
  readonly sockets: string;
  readonly fetch: typeof fetch;
  readonly WebSocket: new (url: string) => WebSocket;
  close(): Promise<void>;
};

/** Functions that connect clients to an exchange, by name: `memory` uses no network, `loopback` uses a server. */
export const transports: Readonly<Record<string, (exchange: Exchange) => Promise<Transport>>> = {
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

export const B = 'BTCUSDT';
export const order: Params = {
  symbol: B,
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.1',
  price: '59000',
};

/** A test of one kind of fault. It injects the fault with `script`, calls the exchange, and checks the effect. */
export type Strike = (script: (fault: Record<string, unknown>) => void) => Promise<void>;

/** A REST request, and its result so far. */
export type Rest = { outcome: 'pending' | 'broken' | 'answered'; status: number; text: string; abort(): void };

export type Socket = { frames: string[]; closed: number | undefined; send(text: string): void };

/** The functions by which tests of faults call an exchange, without the client of this project. */
export type FaultClients = {
  readonly exchange: Exchange;
  /** Returns the number of open orders. */
  placed(): number;
  /** Sends a REST request and returns at once. When the request ends, its result is set in the returned object. */
  rest(route: string, params?: Params, isSigned?: boolean): Rest;
  /** Waits until a REST request has ended. */
  done(call: Rest): Promise<Rest>;
  /** Opens a socket to this path. */
  open(path: string): Promise<Socket>;
  /** Sends a request over the WebSocket API. */
  ask(socket: Socket, id: number, method: string, params?: Params, isSigned?: boolean): void;
  /** Places an order over the WebSocket API. */
  place(socket: Socket, id: number): void;
  /** Whether the socket has received the response to the request with this id. */
  has(socket: Socket, id: number): boolean;
  /** Sends a `time` request and waits for the response, which is then the last frame that the socket has received. */
  ping(socket: Socket, id: number): Promise<void>;
  /** Makes a trade at the best ask. */
  trade(quantity: string): void;
  /** Returns the trade events that a socket has received. */
  trades(socket: Socket): string[];
};

/** Waits until `test` returns true. Throws if that takes more than 20,000 rounds of the event loop. */
export async function until(test: () => boolean): Promise<void> {
  for (let round = 0; round < 20_000; round += 1) {
    if (test()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it did not happen');
}

export function createFaultClients(exchange: Exchange, transport: Transport, key: TestKey, uid: number): FaultClients {
  const placed = (): number => exchange.engine.openOrders(uid, B).length;

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
  async function ping(socket: Socket, id: number): Promise<void> {
    ask(socket, id, 'time');
    await until(() => has(socket, id));
  }
  const trade = (quantity: string): void => exchange.trade(B, { price: '60010', quantity });
  const trades = ({ frames }: Socket): string[] => frames.filter((text) => text.includes('"e":"trade"'));

  return { exchange, placed, rest, done, open, ask, place, has, ping, trade, trades };
}
