import type { BinanceStreamError } from '@pkg/core/errors';
import type { UserEvent } from '../events/user.js';
import type { ApiSession } from './api-session.js';

/** The user data of one account. The connection subscribes to it again on each new session. */
export interface SessionUser {
  /**
   * Called when a session is open and logged on. Resolves when the session has subscribed to the account's user data.
   */
  opened(session: ApiSession): Promise<void>;
  event(session: ApiSession, subscriptionId: number, event: UserEvent): void;
  /**
   * Called for an event that could not be read. If `subscriptionId` is undefined, the event may belong to any
   * subscription.
   */
  missed(session: ApiSession, subscriptionId: number | undefined): void;
  lost(session: ApiSession, reason: string): void;
  /** Called when the exchange has ended the log-on of an API key. */
  revoked(apiKey: string | undefined, error: BinanceStreamError): void;
  /** Called when the connection has failed, because no further attempt to connect could succeed. */
  failed(error: BinanceStreamError): void;
}
