import type { Empty, NoParams } from '../general/connectivity.js';
import type { Method, WsOperation } from '../operation.js';

/** A user data subscription of a WebSocket API connection. */
export type UserDataSubscription = {
  /** Id of the subscription. The events of the subscription contain this id. */
  subscriptionId: number;
};

/** Selects the subscription to end. */
export type UnsubscribeUserDataParams = {
  /** Id of the subscription. @default all subscriptions of the connection */
  subscriptionId?: number | undefined;
};

/**
 * Returns the user data subscriptions of the connection. The answer does not show to which account a subscription
 * belongs.
 *
 * Weight 2. Needs no API key. Exists on the WebSocket API only.
 *
 * @see
 * https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/user-data-stream-requests#listing-all-subscriptions
 */
export const getSessionSubscriptions: WsOperation<Method<NoParams, UserDataSubscription[]>> = {
  ws: 'session.subscriptions',
  security: 'NONE',
  weight: 2,
  effect: 'read',
  shape: [{ subscriptionId: 'number' }],
};

/**
 * Subscribes the connection to the events of the account that is logged on.
 *
 * Weight 2. Needs a connection that is logged on. Exists on the WebSocket API only.
 *
 * @throws {BinanceApiError} -2035 if the connection is already subscribed to the account.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/user-data-stream-requests#subscribe-to-user-data-stream-user_stream
 */
export const subscribeUserData: WsOperation<Method<NoParams, UserDataSubscription>> = {
  ws: 'userDataStream.subscribe',
  security: 'USER_STREAM',
  signed: false,
  weight: 2,
  effect: 'read',
  shape: { subscriptionId: 'number' },
};

/**
 * Subscribes the connection to the events of the client's account. Needs no log-on, and works with keys of any kind.
 *
 * Weight 2. Needs an API key. Exists on the WebSocket API only.
 *
 * @throws {BinanceApiError} -2035 if the connection is already subscribed to the account.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/user-data-stream-requests#subscribe-to-user-data-stream-through-signature-subscription-user_stream
 */
export const subscribeUserDataBySignature: WsOperation<Method<NoParams, UserDataSubscription>> = {
  ws: 'userDataStream.subscribe.signature',
  security: 'USER_STREAM',
  signed: 'always',
  weight: 2,
  effect: 'read',
  shape: { subscriptionId: 'number' },
};

/**
 * Ends one user data subscription of the connection, or all of them.
 *
 * Weight 2. Needs no API key. Exists on the WebSocket API only.
 *
 * @throws {BinanceApiError} -2036 if there is no such subscription.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/websocket-api/user-data-stream-requests#unsubscribe-from-user-data-stream
 */
export const unsubscribeUserData: WsOperation<Method<UnsubscribeUserDataParams, Empty>> = {
  ws: 'userDataStream.unsubscribe',
  security: 'NONE',
  weight: 2,
  effect: 'read',
  shape: {},
};
