import type { Environment } from '@pkg/core';
import { HttpResponse, http, type RequestHandler, type WebSocketHandler, ws } from 'msw';
import type { Exchange } from './exchange/exchange.js';
import type { ClientSocket } from './network/client-socket.js';
import { type ClientAddress, createFetch } from './network/memory/fetch.js';

export type HandlersOptions = ClientAddress & {
  /**
   * The addresses of an environment. Requests and sockets to them reach the simulated exchange. @default those of the
   * live exchange
   */
  readonly environment?: Pick<Environment, 'rest' | 'streams' | 'wsApi'> | undefined;
};

const live = {
  rest: 'https://api.binance.com',
  streams: 'wss://stream.binance.com:9443',
  wsApi: 'wss://ws-api.binance.com:443/ws-api/v3',
};

/**
 * Creates msw handlers, for the service worker of a page or for a Node test. Requests and sockets to the addresses of
 * an environment then reach the simulated exchange in memory.
 */
export function handlers(exchange: Exchange, options: HandlersOptions = {}): (RequestHandler | WebSocketHandler)[] {
  const { environment = live, ip } = options;
  const fetch = createFetch(exchange, { ip });
  const rest = http.all(`${environment.rest}/*`, ({ request }) => fetch(request).catch(() => HttpResponse.error()));
  const streams = new RegExp(`^${toPattern(environment.streams)}/(ws|stream)(/[^?]*)?$`);
  const wsApi = new RegExp(`^${toPattern(environment.wsApi)}$`);
  return [
    rest,
    socketHandler(exchange, streams, ip),
    ...(environment.wsApi ? [socketHandler(exchange, wsApi, ip)] : []),
  ];
}

function socketHandler(exchange: Exchange, address: RegExp, ip = '127.0.0.1'): WebSocketHandler {
  return ws.link(address).addEventListener('connection', ({ client }) => {
    const { pathname, search } = client.url;
    const url = `${pathname}${search}`;
    if (exchange.sockets.refuse(ip, url)) return client.close(1011, 'Refused');
    const socket: ClientSocket = {
      ip,
      url,
      // msw does not report how many bytes the client has read.
      bufferedAmount: 0,
      send: (text) => client.send(text),
      // msw has no ping frames, so the pong with which a browser would answer is simulated.
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

/** Converts an address to a regular expression. Default ports are omitted, as in the URLs of a browser. */
function toPattern(address: string): string {
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname.replace(/\/$/, '')}`.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
