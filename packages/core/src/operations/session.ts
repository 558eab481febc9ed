import type { Method, WsOperation } from '../operation.js';
import type { NoParams } from './general/connectivity.js';

/** Who is logged on to this connection. */
export type Session = {
  /** Null when nobody is. */
  apiKey: string | null;
  /** When the log-on happened, ms since the epoch. */
  authorizedSince: number | null;
  connectedSince: number;
  returnRateLimits: boolean;
  serverTime: number;
  /** Whether user data events reach this connection for the key logged on. */
  userDataStream: boolean;
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
