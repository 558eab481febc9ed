import type { Environment } from '@pkg/core';
import { HttpResponse, http, type RequestHandler, type WebSocketHandler, ws } from 'msw';
import type { Exchange } from './exchange/exchange.js';
import type { ClientSocket } from './network/client-socket.js';
import { exchangeHosts, exchangePorts } from './network/hosts.js';
import { type ClientAddress, createFetch } from './network/memory/fetch.js';

/** Options of {@link handlers}. */
export type HandlersOptions = ClientAddress & {
  /**
   * The URLs of an environment. If given, only requests and sockets to these URLs reach the simulated exchange.
   *
   * @default all hosts of the live exchange, its testnet, its demo mode, its public market data and the REST APIs of
   * its other products, on the ports 443 and 9443
   */
  readonly environment?: Pick<Environment, 'rest' | 'streams' | 'wsApi'> | undefined;
  /**
   * Whether msw also takes over sockets. With `false`, there is no warning if the runtime has no global `WebSocket`.
   *
   * @default true
   */
  readonly sockets?: boolean | undefined;
  /** Receives a warning about sockets that msw cannot take over, with advice what to do. @default `console.warn` */
  readonly warn?: ((message: string) => void) | undefined;
};

/**
 * Creates msw handlers, for the service worker of a page or for a Node test. With them, requests and sockets to the
 * hosts of the exchange reach the simulated exchange in memory.
 *
 * msw takes over only sockets of the global class `WebSocket`. If the runtime lacks this class, as Node 20 does, this
 * is reported to `warn` at once. If a client opens a socket with `node:https`, as the package `ws` does, the socket is
 * refused with status 501 and reported, so that it never reaches the live exchange.
 */
export function handlers(exchange: Exchange, options: HandlersOptions = {}): (RequestHandler | WebSocketHandler)[] {
  const { environment, ip, sockets = true, warn = console.warn } = options;
  const addresses = environment ? addressesOf(environment) : anyHost;
  const fetch = createFetch(exchange, { ip });
  const warned = new Set<string>();
  const requests = http.all(addresses.requests, ({ request }) => {
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') {
      return fetch(request).catch(() => HttpResponse.error());
    }
    const { host } = new URL(request.url);
    if (!warned.has(host)) warn(upgradeWarning(host));
    warned.add(host);
    return new HttpResponse(upgradeWarning(host), { status: 501 });
  });
  if (!sockets) return [requests];
  if (typeof globalThis.WebSocket === 'undefined') warn(NO_WEB_SOCKET);
  return [requests, ...addresses.sockets.map((address) => socketHandler(exchange, address, ip))];
}

const NO_WEB_SOCKET =
  'handlers: expected a global WebSocket class, without which msw takes over no socket. Node has it from version 22. ' +
  'Before that, set `globalThis.WebSocket = exchange.environment.WebSocket` before the call of handlers, or pass ' +
  '`sockets: false` if only requests matter.';

const upgradeWarning = (host: string): string =>
  `handlers: a socket to ${host} was refused, because it was opened with node:https, as the package ws does, and msw ` +
  'takes over the global WebSocket class only. Give the client that class or exchange.environment.WebSocket (for ' +
  '@pkg/streams: `environment: { ...environments.live, WebSocket: exchange.environment.WebSocket }`), or use ' +
  '`serve` of @pkg/simulator/node.';

type Addresses = { readonly requests: RegExp; readonly sockets: readonly RegExp[] };

const ports = exchangePorts.join('|');
const hosts = Object.values(exchangeHosts).flat().map(escapePattern).join('|');

/**
 * The hosts of the exchange. As on the live exchange, the path decides between market streams and the WebSocket API.
 */
const anyHost: Addresses = {
  requests: new RegExp(`^https://(${hosts})(:(${ports}))?/`),
  sockets: [new RegExp(`^wss://(${hosts})(:(${ports}))?/(ws|stream|ws-api)(/[^?]*)?$`)],
};

function addressesOf({ rest, streams, wsApi }: Pick<Environment, 'rest' | 'streams' | 'wsApi'>): Addresses {
  const all = [rest, streams, wsApi].filter((address) => address !== '').map(toPattern);
  return {
    // Opening a socket begins with a request to the URL of the socket.
    requests: new RegExp(`^(${all.map((address) => address.replace(/^ws/, 'http')).join('|')})(/|$)`),
    sockets: [
      new RegExp(`^${toPattern(streams)}/(ws|stream)(/[^?]*)?$`),
      ...(wsApi === '' ? [] : [new RegExp(`^${toPattern(wsApi)}$`)]),
    ],
  };
}

function socketHandler(exchange: Exchange, address: RegExp, ip = '127.0.0.1'): WebSocketHandler {
  return ws.link(address).addEventListener('connection', ({ client }) => {
    const { pathname, search } = client.url;
    const url = `${pathname}${search}`;
    if (exchange.sockets.refuse(ip, url)) return client.close(1011, 'Refused');
    const socket: ClientSocket = {
      ip,
      url,
      // msw does not tell how many bytes the client has read, so the number of unread bytes is unknown.
      bufferedAmount: 0,
      send: (text) => client.send(text),
      // msw has no ping frames, so a pong is simulated, as a browser would send it.
      ping: (payload) => void Promise.resolve(payload).then((echo) => events.pong(echo)),
      close: (code, reason) => client.close(code, reason),
      terminate: () => client.close(1011, ''),
      lose: () => undefined,
    };
    const events = exchange.sockets.accept(socket);
    client.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') events.message(data);
    });
    client.addEventListener('close', () => events.closed());
  });
}

/** Converts a URL to a regular expression. Default ports are left out, as in the URLs of a browser. */
function toPattern(address: string): string {
  const { protocol, host, pathname } = new URL(address);
  return escapePattern(`${protocol}//${host}${pathname.replace(/\/$/, '')}`);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
