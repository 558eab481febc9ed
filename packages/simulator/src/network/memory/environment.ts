import type { Environment } from '@pkg/core';
import type { RestExchange } from '../faulty-rest.js';
import type { Sockets } from '../sockets.js';
import { createFetch } from './fetch.js';
import { createWebSocket, type DomWebSocketConstructor } from './web-socket.js';

/** The environment of an exchange in memory. Its `WebSocket` has all members of a WebSocket of a browser. */
export interface MemoryEnvironment extends Environment {
  /** The constructor of the sockets to this exchange. */
  readonly WebSocket: DomWebSocketConstructor;
}

/**
 * Returns an environment whose `fetch` and `WebSocket` reach an exchange in memory, so that its host names are never
 * looked up.
 */
export function memoryEnvironment(exchange: RestExchange & { readonly sockets: Sockets }): MemoryEnvironment {
  return {
    maxClockOffset: Number.POSITIVE_INFINITY,
    name: 'simulated',
    rest: 'https://exchange.simulated',
    streams: 'wss://exchange.simulated',
    wsApi: 'wss://exchange.simulated/ws-api/v3',
    fetch: createFetch(exchange),
    WebSocket: createWebSocket(exchange.sockets),
  };
}
