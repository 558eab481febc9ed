import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Exchange } from '../exchange/exchange.js';
import type { ClientSocket } from '../network/client-socket.js';
import { deliverRest } from '../network/faulty-rest.js';
import type { SyntheticMarket } from '../sources/synthetic/synthetic-market.js';
import { systemClock } from '../time/system-clock.js';
import { VirtualClock } from '../time/virtual-clock.js';
import { refuseControl } from './control-access.js';
import { type Controlled, handleControl } from './control-routes.js';

export type ServeOptions = {
  /** Port to listen on; 0 selects a free one. @default 0 */
  readonly port?: number | undefined;
  /** Further ports, such as 9443, the second port of the live exchange. All ports serve the same. @default none */
  readonly morePorts?: readonly number[] | undefined;
  /** Address to listen on. @default 127.0.0.1 */
  readonly host?: string | undefined;
  /** Serves https and wss with this certificate. @default none, which serves http and ws */
  readonly tls?:
    | {
        /** Private key in PEM. */
        readonly key: string;
        /** Certificate in PEM. */
        readonly cert: string;
      }
    | undefined;
  /** Speed of the exchange's time. 1 is real time; at 0, only `/sim/advance` moves the time. @default 1 */
  readonly speed?: number | undefined;
  /** The market that the route `/sim/market` controls. @default none */
  readonly market?: SyntheticMarket | undefined;
  /**
   * The token that lets a request use the routes under `/sim/` from another machine, or with a `Host` header that does
   * not name this machine. It has at least 16 visible ASCII characters and no spaces.
   * @default a random one
   */
  readonly controlToken?: string | undefined;
};

/** A running server. */
export type Served = {
  /** The port that the server listens on. */
  readonly port: number;
  /** All ports that the server listens on: first `port`, then `morePorts`. */
  readonly ports: readonly number[];
  /** URL of the REST API. An `Environment` has the same fields `rest`, `streams` and `wsApi`. */
  readonly rest: string;
  /** URL of the market streams. */
  readonly streams: string;
  /** URL of the WebSocket API. */
  readonly wsApi: string;
  /**
   * The token that lets a request use the routes under `/sim/` from another machine, or with a `Host` header that does
   * not name this machine. The request sends it as `Authorization: Bearer`.
   */
  readonly controlToken: string;
  /** Stops the server and disconnects its clients. */
  close(): Promise<void>;
};

/** Largest accepted frame or body, in bytes. */
const MAX_BYTES = 1024 * 1024;
/** Largest accepted body of `PUT /sim/state`, in bytes. */
const MAX_STATE_BYTES = 256 * 1024 * 1024;

/**
 * Serves an exchange on this machine, for clients in any language: REST, `/ws`, `/stream`, `/ws-api/v3`, and the routes
 * under `/sim/` that control the exchange. Web pages may use everything except the routes under `/sim/`, because the
 * responses allow cross-origin requests. The live exchange does not allow cross-origin requests to signed routes.
 *
 * @throws {RangeError} if `speed` or `controlToken` is illegal
 */
export async function serve(exchange: Exchange, options: ServeOptions = {}): Promise<Served> {
  const { port = 0, morePorts = [], host = '127.0.0.1', tls, speed = 1, market } = options;
  const { controlToken = randomBytes(24).toString('hex') } = options;
  if (!/^[\x21-\x7e]{16,}$/.test(controlToken)) {
    throw new RangeError('controlToken: expected at least 16 visible ASCII characters without spaces');
  }
  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    const handled = isControl(request.url ?? '/')
      ? control({ exchange, market }, controlToken, request, response)
      : handle(exchange, request, response);
    handled.catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(String(error));
    });
  };
  const listeners: Listener[] = [];
  const closeAll = async (): Promise<void> => void (await Promise.all(listeners.map((listener) => listener.close())));
  try {
    for (const each of [port, ...morePorts]) listeners.push(await listen(exchange, { port: each, host, tls, respond }));
    if (exchange.clock instanceof VirtualClock) exchange.clock.follow(systemClock, speed);
  } catch (error) {
    await closeAll();
    throw error;
  }
  const ports = listeners.map((listener) => listener.port);
  const [bound] = ports as [number, ...number[]];
  const authority = `${host.includes(':') ? `[${host}]` : host}:${bound}`;
  const secure = tls ? 's' : '';
  return {
    port: bound,
    ports,
    rest: `http${secure}://${authority}`,
    streams: `ws${secure}://${authority}`,
    wsApi: `ws${secure}://${authority}/ws-api/v3`,
    controlToken,
    async close() {
      if (exchange.clock instanceof VirtualClock) exchange.clock.interrupt();
      exchange.sockets.cutAll(1001, '');
      if (exchange.clock instanceof VirtualClock) exchange.clock.follow(systemClock, 0);
      await closeAll();
    },
  };
}

type Listener = { readonly port: number; close(): Promise<void> };

/** Serves the exchange on one port. */
async function listen(
  exchange: Exchange,
  options: Pick<ServeOptions, 'tls'> & {
    readonly port: number;
    readonly host: string;
    readonly respond: (request: IncomingMessage, response: ServerResponse) => void;
  },
): Promise<Listener> {
  const { port, host, tls, respond } = options;
  const server = tls ? createHttpsServer({ ...tls }, respond) : createHttpServer(respond);
  // Clients close an idle connection before this time. If the server closed the connection first, a request that is on
  // its way would be lost.
  server.keepAliveTimeout = 75_000;
  // These limits end the connection of a client that sends its request very slowly.
  server.headersTimeout = 20_000;
  server.requestTimeout = 60_000;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_BYTES, clientTracking: false });
  const raw = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    // This listener can be called twice with the same socket, because the listener of `upgrade` below emits
    // `connection` again if it ignores an upgrade.
    if (raw.has(socket)) return;
    socket.setNoDelay(true);
    raw.add(socket);
    socket.once('close', () => raw.delete(socket));
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      socket.unshift(Buffer.concat([headWithoutUpgrade(request), head]));
      return void server.emit(tls ? 'secureConnection' : 'connection', socket);
    }
    const ip = addressOf(request);
    const url = request.url ?? '/';
    // Node has removed its own `error` listener from this socket. If the client disconnects, an `error` event without a
    // listener would end the process.
    socket.on('error', () => socket.destroy());
    const refusal = exchange.sockets.refuse(ip, url);
    if (refusal) return refuse(socket, refusal.status, refusal.headers, refusal.body);
    sockets.handleUpgrade(request, socket, head, (client) => accept(exchange, client, ip, url));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    port: bound,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of raw) socket.destroy();
      sockets.close();
      await closed;
    },
  };
}

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
  'access-control-allow-headers': '*, X-MBX-APIKEY, X-MBX-TIME-UNIT, Content-Type',
  'access-control-expose-headers': '*, Retry-After',
  'access-control-max-age': '86400',
  // Chromium requires this header before a public page may call a loopback address.
  'access-control-allow-private-network': 'true',
};

/** Splits a request's URL into the path and the query. */
function split(url: string): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

const isControl = (url: string): boolean => /^\/sim(?:\/|\?|$)/.test(url);

/** Answers a request to a route under `/sim/`. The answer has no headers that would let a foreign web page read it. */
async function control(
  controlled: Controlled,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = (status: number, text: string): void => {
    const length = Buffer.byteLength(text);
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': length, ...notForPages });
    response.end(text);
  };
  const { headers, method = 'GET', url = '/', socket } = request;
  const { remoteAddress, localAddress } = socket;
  const refused = refuseControl({ headers, remoteAddress, localAddress }, token);
  if (refused !== undefined) {
    request.resume();
    return answer(403, JSON.stringify({ error: refused }));
  }
  const { path, query } = split(url);
  const most = path === '/sim/state' ? MAX_STATE_BYTES : MAX_BYTES;
  const body = await read(request, most);
  if (body === undefined) return answer(413, JSON.stringify({ error: `body: expected at most ${most} bytes` }));
  const { status, body: text } = await handleControl(controlled, { method, path, query, body });
  answer(status, text);
}

const notForPages = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

async function handle(exchange: Exchange, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  if (method === 'OPTIONS') return void response.writeHead(204, cors).end();
  const { path, query } = split(url);
  const body = await read(request, MAX_BYTES);
  if (body === undefined) return void response.writeHead(413, cors).end();
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
  const delivery = await deliverRest(exchange, {
    method,
    path,
    query,
    body,
    headers,
    ip: addressOf(request),
  });
  if (delivery.kind === 'hang') return;
  if (delivery.kind === 'reset') return void request.socket.destroy();
  const { status, headers: responseHeaders, body: text } = delivery.response;
  response.writeHead(status, { ...cors, ...responseHeaders }).end(text);
}

function accept(exchange: Exchange, client: WebSocket, ip: string, url: string): void {
  const socket: ClientSocket = {
    ip,
    url,
    get bufferedAmount() {
      return client.bufferedAmount;
    },
    send: (text) => client.send(text),
    ping: (payload) => client.ping(payload),
    close: (code, reason) => client.close(code, reason),
    terminate: () => client.terminate(),
    // `lose` should drop the connection without the client noticing. TCP does not allow that, so the server ends the
    // connection.
    lose: () => client.terminate(),
  };
  const events = exchange.sockets.accept(socket);
  client.on('message', (data) => events.message(String(data)));
  client.on('ping', () => events.ping());
  client.on('pong', (payload) => events.pong(String(payload)));
  client.on('close', () => events.closed());
  // Emitted for an invalid frame or a lost connection. The event `close` follows.
  client.on('error', () => undefined);
}

/**
 * Returns the head of a request without the headers that offer an upgrade to another protocol. Java's HTTP client
 * offers `h2c` with every request. Without the upgrade, it gets a response in HTTP/1.1, which it also accepts.
 */
function headWithoutUpgrade({ method, url, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (!/^(?:upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${rawHeaders[at + 1]}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

function refuse(socket: Duplex, status: number, headers: Readonly<Record<string, string>>, body: string): void {
  if (status === 0) return void socket.destroy();
  const lines = [`HTTP/1.1 ${status} Refused`, 'Connection: close', `Content-Length: ${Buffer.byteLength(body)}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * Reads the body of a request. As soon as the body is larger than `max` bytes, returns undefined and ignores the rest.
 */
function read(request: IncomingMessage, max: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= max) return void chunks.push(chunk);
      chunks.length = 0;
      resolve(undefined);
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client closed the connection')));
  });
}

const addressOf = (request: IncomingMessage): string => request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
