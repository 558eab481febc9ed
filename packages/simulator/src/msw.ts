import type { Environment } from '@pkg/core';
import { HttpResponse, http, type RequestHandler, type WebSocketHandler, ws } from 'msw';
import type { Exchange } from './exchange/exchange.js';
import type { Wire } from './network/client-socket.js';
import { createFetch, type FaceOptions } from './network/memory/fetch.js';

export type HandlersOptions = FaceOptions & {
  /** Which addresses the exchange takes over. @default the live exchange's */
  readonly environment?: Pick<Environment, 'rest' | 'streams' | 'wsApi'> | undefined;
};

const live = {
  rest: 'https://api.binance.com',
  streams: 'wss://stream.binance.com:9443',
  wsApi: 'wss://ws-api.binance.com:443/ws-api/v3',
};

/**
 * Handlers for msw, in a page's service worker or in a Node test: requests and sockets to the addresses of an
 * environment reach the simulated exchange in memory.
 */
export function handlers(exchange: Exchange, options: HandlersOptions = {}): (RequestHandler | WebSocketHandler)[] {
  const { environment = live, ip } = options;
  const fetch = createFetch(exchange, { ip });
  const rest = http.all(`${environment.rest}/*`, ({ request }) => fetch(request).catch(() => HttpResponse.error()));
  const streams = new RegExp(`^${literally(environment.streams)}/(ws|stream)(/[^?]*)?$`);
  const wsApi = new RegExp(`^${literally(environment.wsApi)}$`);
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
    const wire: Wire = {
      ip,
      url,
      // msw does not tell how much is under way.
      bufferedAmount: 0,
      send: (text) => client.send(text),
      // A page's sockets answer pings by themselves, below msw; here the answer is taken for granted.
      ping: (payload) => void Promise.resolve(payload).then((echo) => events.pong(echo)),
      close: (code, reason) => client.close(code, reason),
      terminate: () => client.close(1011, ''),
      lose: () => undefined,
    };
    const events = exchange.sockets.accept(wire);
    client.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') events.message(data);
    });
    client.addEventListener('close', () => events.closed());
  });
}

/** An address as a pattern, written as browsers write it: without a default port. */
function literally(address: string): string {
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname.replace(/\/$/, '')}`.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
