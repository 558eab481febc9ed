import { assertConfig } from '../errors/assert-config.js';

/** The part of the `WebSocket` constructor that the library uses. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocket;

/** The URLs of an exchange. An exchange without a network brings its own `fetch` and `WebSocket`. */
export type Environment = {
  /** Name of the exchange in messages, such as `live`. */
  readonly name: string;
  /** REST origin, without `/api`: `https://api.binance.com`. */
  readonly rest: string;
  /** Market stream origin, without `/ws` or `/stream`: `wss://stream.binance.com:9443`. */
  readonly streams: string;
  /** Full URL of the WebSocket API: `wss://ws-api.binance.com:443/ws-api/v3`. Empty if there is none. */
  readonly wsApi: string;
  /**
   * The greatest difference between the time of the exchange and the clock of this machine that a client believes, in ms.
   * A simulated exchange in a time of its own sets Infinity.
   *
   * @default 86400000, a day
   */
  readonly maxClockOffset?: number | undefined;
  /** Sends the requests to this exchange. @default `globalThis.fetch` */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Opens the sockets to this exchange. @default `globalThis.WebSocket`, and `ws` in Node */
  readonly WebSocket?: WebSocketConstructor | undefined;
};

/** Market stream origin of the live exchange. A page with market streams alone bundles only this. */
export const liveStreams: string = 'wss://stream.binance.com:9443';

/**
 * Checks an environment, and removes trailing slashes from its URLs.
 *
 * @throws {BinanceConfigError} when a URL is not `https` or `wss`; plain `http` and `ws` are legal for this machine only.
 * Also when a URL has a user, a password, a query or a hash, or ends in a path that the client adds, such as `/api/v3`; and
 * when it is not written out plainly, because URL parsers skip line breaks and read backslashes as slashes.
 */
export function checkEnvironment(environment: Environment): Environment {
  // A caller without TypeScript may pass anything, such as the name of an environment.
  const { rest, streams, wsApi } = Object(environment) as Environment;
  assertConfig(typeof rest === 'string', 'environment', 'an environment such as environments.testnet', environment);
  return {
    ...environment,
    rest: checkUrl('rest', rest, 'http'),
    streams: checkUrl('streams', streams, 'ws'),
    wsApi: checkUrl('wsApi', wsApi, 'ws'),
  };
}

/**
 * A scheme, a host, perhaps a port and the path of a proxy, but not a path that the client adds. Characters that a URL parser
 * would change or skip are not legal.
 */
const PLAIN_URL =
  /^(\w+):\/\/([a-z\d.-]+|\[[\da-f:]+\])(:\d{1,5})?(?!.*\/(api|ws|stream)(\/v3)?\/*$)(\/[\w~-][\w.~-]*)*\/*$/i;

function checkUrl(name: string, text: string, scheme: string): string {
  if (!text) return '';
  const [, protocol, host = ''] = PLAIN_URL.exec(text) ?? [];
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1])$/.test(host);
  assertConfig(
    protocol === `${scheme}s` || (isLoopback && protocol === scheme),
    `environment.${name}`,
    `a URL with ${scheme}s (${scheme} on localhost) without user, query, hash, /api, /ws or /stream`,
  );
  return text.replace(/\/+$/, '');
}
