import type { ClientContext, Emit, Environment } from '@pkg/core';
import { BinanceConfigError } from '@pkg/core/errors';
import { liveEnvironment } from '@pkg/core/internal';
import { assertConfig } from '@pkg/core/internal/platform';
import { ApiConnection } from '../api/api-connection.js';
import { missingWsApi } from '../api/api-errors.js';
import type { ReconnectingSocket } from '../connection/reconnecting-socket.js';
import type { Notify, StatusBoard } from '../connection/status-board.js';
import type { Report } from '../events/consumer-list.js';
import type { ContextOwner, StreamsOptions } from '../market/market-streams.js';
import type { StreamEvents } from '../market/stream-events.js';
import { managerClosed } from '../stream-errors.js';
import { symbolsOf, UserData } from './user-data.js';

/** Options of {@link BinanceSocketManager.userData}. */
export type UserDataOptions = {
  /**
   * The client whose account is read. Clients with the same API key share one account.
   *
   * @default the client that the manager was created with
   */
  readonly client?: ContextOwner | undefined;
  /**
   * Symbols whose trades are read after a loss of the connection, in addition to the symbols of earlier orders and
   * events. @default none
   */
  readonly symbols?: readonly string[] | undefined;
};

export type UserAccountsOptions = {
  /** The client or the options with which the manager was created. */
  readonly owner: ContextOwner | StreamsOptions;
  readonly board: StatusBoard;
  readonly emit: Emit<StreamEvents>;
  readonly report: Report;
  /** The class of the socket, see {@link ApiConnectionOptions}. */
  readonly Socket: typeof ReconnectingSocket;
};

/** The name of the connection that carries user data. */
const CONNECTION = 'user';

/**
 * The accounts of a manager, all on one connection. The connection opens with the first account. {@link close} closes
 * the connection. {@link end} ends one account, and closes the connection if no other account is left.
 */
export class UserAccounts {
  readonly #options: UserAccountsOptions;
  /**
   * The accounts by API key. Clients with the same key share one account, because on one connection the exchange allows
   * only one subscription of an account.
   */
  readonly #accounts: Map<string | undefined, UserData> = new Map();
  #connection: ApiConnection | undefined;
  #isClosed = false;

  constructor(options: UserAccountsOptions) {
    this.#options = options;
  }

  /**
   * Returns the user data of a client's account. Creates it if it does not exist, or if it was closed.
   *
   * @throws {BinanceConfigError} if there is no client with a key.
   * @throws {BinanceStreamError} if the manager is closed meanwhile.
   */
  open(options: UserDataOptions | undefined): UserData {
    const { client, symbols = [] } = options ?? {};
    const legalSymbols = symbolsOf(symbols, 'userData: symbols');
    assertConfig(client === undefined || !!client?.context, 'userData: client', 'a client of @pkg/core', client);
    const context = client?.context ?? this.#ownContext;
    const key = context?.credentials?.apiKey;
    if (!context || !key) {
      const got = context ? 'one without' : 'none';
      throw new BinanceConfigError(`userData: client: expected a client with a key, got ${got}`);
    }
    this.#checkExchange(context);
    if (!context.environment.wsApi) throw missingWsApi(context.environment.name);
    let account = this.#accounts.get(key);
    // An account with an error is closed or has failed, so it is replaced by a new one.
    if (!account || account.error) {
      if (this.#isClosed) throw managerClosed();
      const connection = this.#connect(context);
      connection.start();
      // A listener that was notified of the new connection may have closed the manager.
      if (this.#isClosed) throw managerClosed();
      const { report, emit } = this.#options;
      account = new UserData(connection, context, {
        report,
        gap: (notice) => emit('gap', () => notice),
        symbols: legalSymbols,
      });
      this.#accounts.set(key, account);
    } else {
      account.addSymbols(legalSymbols);
    }
    return account;
  }

  /**
   * Ends the user data of the client with which the manager was created. If no other user data is open, also closes the
   * connection.
   */
  async end(): Promise<void> {
    const key = this.#ownContext?.credentials?.apiKey;
    const account = this.#accounts.get(key);
    if (!account) return;
    this.#accounts.delete(key);
    await account.close();
    if (this.#connection?.isUsed === false) this.#disconnect()?.();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const accounts = [...this.#accounts.values()];
    this.#accounts.clear();
    // The accounts need not end their subscriptions: the exchange ends all of them when the connection closes.
    const notify = this.#disconnect();
    const closed = accounts.map((account) => account.close());
    // Listeners are notified last, so that they see no account `live`.
    notify?.();
    await Promise.all(closed);
  }

  get #ownContext(): ClientContext | undefined {
    const { owner } = this.#options;
    return 'context' in owner ? owner.context : undefined;
  }

  /**
   * Refuses a client of another exchange or with another time unit, because all accounts share one connection. The
   * client's key would be sent to the wrong exchange, or the times in its events and in its answers would have
   * different units.
   */
  #checkExchange({ environment, timeUnit }: ClientContext): void {
    const { owner } = this.#options;
    const own = ('context' in owner ? owner.context.environment : owner.environment) ?? liveEnvironment;
    const isSame = (['rest', 'wsApi'] as const).every((url) => trimmed(own[url]) === trimmed(environment[url]));
    const unit = this.#connection?.timeUnit ?? timeUnit;
    if (isSame && own.WebSocket === environment.WebSocket && unit === timeUnit) return;
    const name = ({ rest, wsApi }: Environment, unit: string): string => `${wsApi || rest} in ${unit}s`;
    throw new BinanceConfigError(
      `userData: client: expected one of the exchange ${name(own, unit)}, got one of ${name(environment, timeUnit)}`,
    );
  }

  #connect(context: ClientContext): ApiConnection {
    if (this.#connection) return this.#connection;
    const { board, report, owner, Socket } = this.#options;
    const { renewal, maxFrameBytes, wake }: StreamsOptions = 'context' in owner ? {} : owner;
    const connection: ApiConnection = new ApiConnection(context, {
      renewal,
      maxFrameBytes,
      wake,
      Socket,
      changed: () => board.update(connection.socket)?.(),
      report: (error) => report(error, CONNECTION),
    });
    board.add(connection.socket, CONNECTION);
    this.#connection = connection;
    return connection;
  }

  /** Closes the connection. Returns a function that notifies listeners of it; undefined if there is no connection. */
  #disconnect(): Notify | undefined {
    const connection = this.#connection;
    if (!connection) return undefined;
    this.#connection = undefined;
    connection.close();
    return this.#options.board.remove(connection.socket);
  }
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '');
}
