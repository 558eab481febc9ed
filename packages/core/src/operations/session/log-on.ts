import type { NoParams } from '../general/connectivity.js';
import type { Method, WsOperation } from '../operation.js';

/** State of the session on a WebSocket API connection. */
export type Session = {
  /** The API key that is logged on, or null if none is. */
  apiKey: string | null;
  /** Time at which the key was logged on, in ms since the epoch, or null if no key is logged on. */
  authorizedSince: number | null;
  /** Time at which the connection was opened, in ms since the epoch. */
  connectedSince: number;
  /** Whether replies show how much of the rate limits is used. */
  returnRateLimits: boolean;
  /** Time of the reply, in ms since the epoch. */
  serverTime: number;
  /** Whether a user data subscription is active. Null if the server has no user data stream. */
  userDataStream: boolean | null;
};

/**
 * Logs the client's API key on to the connection. Later calls on the connection need no signature. A second log-on
 * replaces the first. Works with Ed25519 keys only.
 *
 * Weight 2. Needs an API key. Exists on the WebSocket API only.
 *
 * @throws {BinanceApiError} -2015 if the exchange rejects the API key, -1020 if it is not an Ed25519 key.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/authentication-requests#log-in-with-api-key-signed
 */
export const logOn: WsOperation<Method<NoParams, Session>> = {
  ws: 'session.logon',
  security: 'SIGNED',
  signed: 'always',
  weight: 2,
  effect: 'read',
  shape: {},
  session: 'starts',
};

/**
 * Logs the API key off. The connection stays open. A subscription made by `subscribeUserData` ends. Subscriptions made
 * by `subscribeUserDataBySignature` continue.
 *
 * Weight 2. Needs no API key. Exists on the WebSocket API only.
 *
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/authentication-requests#log-out-of-the-session
 */
export const logOut: WsOperation<Method<NoParams, Session>> = {
  ws: 'session.logout',
  security: 'NONE',
  weight: 2,
  effect: 'read',
  shape: {},
  session: 'ends',
};

/**
 * Returns the state of the connection, and the API key that is logged on to it.
 *
 * Weight 2. Needs no API key. Exists on the WebSocket API only.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/authentication-requests#query-session-status
 */
export const getSessionStatus: WsOperation<Method<NoParams, Session>> = {
  ws: 'session.status',
  security: 'NONE',
  weight: 2,
  effect: 'read',
  shape: {},
};
