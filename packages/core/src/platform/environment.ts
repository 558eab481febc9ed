import { assertConfig } from '../errors/assert-config.js';

/** The part of the DOM's `WebSocket` constructor that is used here. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocket;

/** Where an exchange is: its addresses and, for one without a network, its own `fetch` and `WebSocket`. */
export type Environment = {
  readonly name: string;
  /** REST origin, without `/api`: `https://api.binance.com`. */
  readonly rest: string;
  /** Market stream origin, without `/ws` or `/stream`: `wss://stream.binance.com:9443`. */
  readonly streams: string;
  /** The WebSocket API's whole address: `wss://ws-api.binance.com:443/ws-api/v3`. */
  readonly wsApi: string;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly WebSocket?: WebSocketConstructor | undefined;
};

/** The exchange's own market streams; apart, since a page may need nothing else. */
export const liveStreams: string = 'wss://stream.binance.com:9443';

/** The exchange itself. Apart from the others, so that who needs no other does not load their addresses. */
export const liveEnvironment: Environment = {
  name: 'live',
  rest: 'https://api.binance.com',
  streams: liveStreams,
  wsApi: 'wss://ws-api.binance.com:443/ws-api/v3',
};

/**
 * The exchange's public environments.
 *
 * `marketData` serves public data only and has no WebSocket API.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-api-information
 */
export const environments: Readonly<Record<'live' | 'testnet' | 'demo' | 'marketData', Environment>> = {
  live: liveEnvironment,
  testnet: {
    name: 'testnet',
    rest: 'https://testnet.binance.vision',
    streams: 'wss://stream.testnet.binance.vision',
    wsApi: 'wss://ws-api.testnet.binance.vision/ws-api/v3',
  },
  demo: {
    name: 'demo',
    rest: 'https://demo-api.binance.com',
    streams: 'wss://demo-stream.binance.com',
    wsApi: 'wss://demo-ws-api.binance.com/ws-api/v3',
  },
  marketData: {
    name: 'marketData',
    rest: 'https://data-api.binance.vision',
    streams: 'wss://data-stream.binance.vision',
    wsApi: '',
  },
};

/**
 * The environment with its addresses in plain form.
 *
 * @throws {BinanceConfigError} for what is no environment, for an address that is not https or wss, unless it is of this
 * machine, and for one with a user, a password or a query, or that already holds what comes after an origin: `/api/v3`.
 */
export function checkEnvironment(environment: Environment): Environment {
  const { rest, streams, wsApi } = environment;
  assertConfig(typeof rest === 'string', 'environment: not one; environments.testnet, say, is');
  return {
    ...environment,
    rest: checkAddress('rest', rest, 'http'),
    streams: checkAddress('streams', streams, 'ws'),
    wsApi: checkAddress('wsApi', wsApi, 'ws'),
  };
}

function checkAddress(name: string, address: string, scheme: string): string {
  if (!address) return '';
  let url: Partial<URL> = {};
  try {
    url = new URL(address);
  } catch {
    // Refused below.
  }
  const { protocol, hostname = '' } = url;
  const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  const secure = protocol === `${scheme}s:` || (loopback && protocol === `${scheme}:`);
  const isOrigin = secure && !/[@?#]|[^/]\/(api|ws|stream)(\/v3)?\/*$/.test(address);
  assertConfig(
    isOrigin,
    `environment.${name}: must be an address of ${scheme}s, or of this machine; no user, query, /api`,
  );
  return address.replace(/\/+$/, '');
}
