import type { Call, ClientContext } from '@pkg/core';
import { BinanceApiError, BinanceRateLimitError } from '@pkg/core/errors';
import type { ApiResponse } from './api-response.js';
import type { ApiSession } from './api-session.js';

/** Codes with which the exchange refuses a key for good: the key or its signature is wrong, or a permission is missing. */
export const KEY_REFUSED: readonly number[] = [-1022, -1099, -2008, -2014, -2015];

/** The parts of the connection that a {@link LogOn} uses. */
export type LogOnConnection = {
  /** Calls `session.logon` over a session. */
  logOn(session: ApiSession, context: ClientContext): Promise<unknown>;
  /** Closes the session and connects again. */
  reconnect(session: ApiSession, reason: string): void;
  /** Called when the exchange refuses the key. */
  refused(error: BinanceApiError): void;
};

/** Remembers which API key is logged on to a connection, and logs the key on again over each new session. */
export class LogOn {
  readonly #connection: LogOnConnection;
  /** The client whose key is logged on; undefined if no key is. */
  #client: ClientContext | undefined;

  constructor(connection: LogOnConnection) {
    this.#connection = connection;
  }

  /** If the call is a successful log-on or log-out, stores which key is now logged on. */
  answered(call: Call, context: ClientContext, session: ApiSession, response: ApiResponse): void {
    // The pipeline rejects an array as the result of a log-on, so an array must not count as a log-on here.
    if (call !== session.lastLogOn || response.status >= 400 || Array.isArray(response.result)) return;
    this.#client = call.operation.session === 'starts' ? context : undefined;
    session.loggedOnKey = this.#client?.credentials?.apiKey;
  }

  /**
   * Logs on over a new session if a key was logged on before. After a rate limit or a server error, the connection
   * reconnects. If the exchange refuses the log-on for another reason, the session continues without a log-on. If the
   * exchange refuses the key for good, later sessions also continue without a log-on.
   */
  async repeat(session: ApiSession): Promise<void> {
    if (!this.#client) return;
    try {
      await this.#connection.logOn(session, this.#client);
    } catch (error) {
      // An error other than `BinanceApiError` means that the session has ended or that the server time is unknown. The
      // session then has no log-on, so each of its calls is signed. The same applies to a refusal of this one request,
      // for example because of its timestamp.
      if (!(error instanceof BinanceApiError)) return;
      if (error instanceof BinanceRateLimitError || (error.statusCode ?? 0) >= 500) {
        this.#connection.reconnect(session, 'the log-on failed');
      } else if (KEY_REFUSED.includes(error.code ?? 0)) this.#connection.refused(error);
    }
  }

  /** Forgets the key, because the exchange has ended its log-on. Returns the key; undefined if none was logged on. */
  end(): string | undefined {
    const key = this.#client?.credentials?.apiKey;
    this.#client = undefined;
    return key;
  }
}
