import { assertConfig } from '../errors/assert-config.js';

/**
 * The members of a WebSocket that the library uses. The WebSocket of browsers and that of the package `ws` have them.
 * The listeners have the parameter type `never`, so that their types may differ between the two.
 */
export type WebSocketLike = {
  /** The state of the connection: 1 while it is open. */
  readonly readyState: number;
  /** Called when the connection is open. */
  onopen: ((event: never) => unknown) | null;
  /** Called with each message. */
  onmessage: ((event: never) => unknown) | null;
  /** Called when the connection has failed. */
  onerror: ((event: never) => unknown) | null;
  /** Called when the connection is closed. */
  onclose: ((event: never) => unknown) | null;
  /** Sends a text message. */
  send(text: string): void;
  /** Closes the connection. */
  close(code?: number): void;
};

/** The type of the `WebSocket` constructor that the library uses. The class of the package `ws` matches it too. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocketLike;

/** The URLs of an exchange. An exchange that is simulated in memory also has its own `fetch` and `WebSocket`. */
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
   * The largest difference between the exchange's time and the clock of this machine that a client accepts, in ms. It
   * is Infinity for a simulated exchange whose clock does not follow the real time.
   *
   * @default 86400000, a day
   */
  readonly maxClockOffset?: number | undefined;
  /** The function that sends REST requests to this exchange. @default `globalThis.fetch` */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** The constructor of the sockets to this exchange. @default `globalThis.WebSocket`, and `ws` in Node */
  readonly WebSocket?: WebSocketConstructor | undefined;
};

/**
 * The origin of the market streams of the live exchange. It is a constant of its own, so that a page that only uses
 * market streams bundles no other URL.
 */
export const liveStreams: string = 'wss://stream.binance.com:9443';

/**
 * Checks an environment, and removes trailing slashes from its URLs.
 *
 * @throws {BinanceConfigError} if a URL is illegal. It must begin with `https` or `wss`, or for a loopback address with
 * `http` or `ws`. It must have no user, password, query or hash, and no characters that URL parsers change, such as
 * line breaks or backslashes. It must not end with a path that the client adds, such as `/api/v3`.
 */
export function checkEnvironment(environment: Environment): Environment {
  // A caller without TypeScript may pass another value, such as the name of an environment.
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
 * Matches a scheme, a host, an optional port and an optional path, such as the path of a proxy. Two kinds of URLs do
 * not match: those that end with a path that the client adds, such as `/api/v3`, and those with characters that a URL
 * parser would change or skip.
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
