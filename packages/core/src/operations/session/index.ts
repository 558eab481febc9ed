import type { Empty, NoParams } from '../general/connectivity.js';
import type { Method, WsOperation } from '../operation.js';

/** A WebSocket API connection and who is logged on to it. */
export type Session = {
  /** Null when nobody is. */
  apiKey: string | null;
  /** Since when, ms since the epoch; null when nobody is. */
  authorizedSince: number | null;
  connectedSince: number;
  /** Whether answers carry the state of the limits. */
  returnRateLimits: boolean;
  serverTime: number;
  /** Whether there is a user data subscription; null where the server offers none. */
  userDataStream: boolean | null;
};

/** A user data subscription of this connection; its events carry the id. */
export type UserDataSubscription = { subscriptionId: number };

/** Which subscription to end. */
export type UnsubscribeUserDataParams = {
  /** All subscriptions of the connection when left out. */
  subscriptionId?: number | undefined;
};

/**
 * Logs the connection on with the client's key: later calls need no signature of their own. A second log-on replaces
 * the first. Ed25519 keys only.
 *
 * Weight 2. WebSocket API only.
 *
 * @throws {BinanceApiError} -2015 when the key is refused, -1099 when it may not log on.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/authentication-requests#log-in-with-api-key-signed
 */
export const logOn: WsOperation<Method<NoParams, Session>> = {
  ws: 'session.logon',
  security: 'SIGNED',
  weight: 2,
};

/**
 * Forgets the key logged on; the connection stays open. Ends the subscription of {@link subscribeUserData}, not those
 * of {@link subscribeUserDataBySignature}.
 *
 * Weight 2. WebSocket API only.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/authentication-requests#log-out-of-the-session
 */
export const logOut: WsOperation<Method<NoParams, Session>> = {
  ws: 'session.logout',
  security: 'NONE',
  weight: 2,
};

/**
 * Who is logged on to this connection.
 *
 * Weight 2. WebSocket API only.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/authentication-requests#query-session-status
 */
export const getSessionStatus: WsOperation<Method<NoParams, Session>> = {
  ws: 'session.status',
  security: 'NONE',
  weight: 2,
};

/**
 * The user data subscriptions of this connection, by id; which account each is of is for the caller to remember.
 *
 * Weight 2. WebSocket API only.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/user-data-stream-requests#listing-all-subscriptions
 */
export const getSessionSubscriptions: WsOperation<Method<NoParams, UserDataSubscription[]>> = {
  ws: 'session.subscriptions',
  security: 'NONE',
  weight: 2,
};

/**
 * Sends the events of the account that is logged on to this connection.
 *
 * Weight 2. WebSocket API only, after {@link logOn}.
 *
 * @throws {BinanceApiError} -2035 when the account is subscribed already.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/user-data-stream-requests#subscribe-to-user-data-stream-user_stream
 */
export const subscribeUserData: WsOperation<Method<NoParams, UserDataSubscription>> = {
  ws: 'userDataStream.subscribe',
  security: 'USER_STREAM',
  signed: false,
  weight: 2,
};

/**
 * Sends the events of the client's account to this connection, with a key of any kind and without a log-on.
 *
 * Weight 2. WebSocket API only.
 *
 * @throws {BinanceApiError} -2035 when the account is subscribed already.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/user-data-stream-requests#subscribe-to-user-data-stream-through-signature-subscription-user_stream
 */
export const subscribeUserDataBySignature: WsOperation<Method<NoParams, UserDataSubscription>> = {
  ws: 'userDataStream.subscribe.signature',
  security: 'USER_STREAM',
  weight: 2,
};

/**
 * Ends one user data subscription of this connection, or all.
 *
 * Weight 2. WebSocket API only.
 *
 * @throws {BinanceApiError} -2036 when there is no such subscription.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/user-data-stream-requests#unsubscribe-from-user-data-stream
 */
export const unsubscribeUserData: WsOperation<Method<UnsubscribeUserDataParams, Empty>> = {
  ws: 'userDataStream.unsubscribe',
  security: 'NONE',
  weight: 2,
};
