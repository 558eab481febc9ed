import type { ClientContext } from '@pkg/core';
import { BinanceConfigError } from '@pkg/core/errors';
import { ApiConnection } from '../api/api-connection.js';
import type { Checks } from '../arguments.js';
import type { ReconnectingSocket } from '../connection/reconnecting-socket.js';
import type { StatusBoard } from '../connection/status-board.js';
import type { WakeSource } from '../connection/wake-source.js';
import type { Report } from '../events/consumer-list.js';
import type { ContextOwner, StreamsOptions } from '../market/market-streams.js';
import { symbolOf } from '../symbol.js';
import { UserData } from './user-data.js';

/** Whose events, and what to read after a loss. */
export type UserDataOptions = {
  /** Whose account. @default the client that the manager was made with */
  readonly client?: ContextOwner | undefined;
  /** Symbols whose trades are read after a loss, besides those seen in orders and events. */
  readonly symbols?: readonly string[] | undefined;
};

export type UserAccountsOptions = {
  readonly ReconnectingSocket: typeof ReconnectingSocket;
  readonly checks: Checks;
  readonly pageWake: WakeSource;
  /** The manager's own client or options. */
  readonly owner: ContextOwner | StreamsOptions;
  readonly board: StatusBoard;
  readonly report: Report;
};

/** The name of the connection that user data comes by. */
const CONNECTION = 'user';

/** The accounts of a manager, all over one connection: made with the first, closed with the last. */
export class UserAccounts {
  readonly #options: UserAccountsOptions;
  readonly #accounts: Map<ClientContext, UserData> = new Map();
  #connection: ApiConnection | undefined;

  constructor(options: UserAccountsOptions) {
    this.#options = options;
  }

  /**
   * The one of a client; a new one where there is none or it has ended.
   *
   * @throws {BinanceConfigError} when there is no client with a key.
   */
  open(options: UserDataOptions): UserData {
    const { client, symbols = [] } = options ?? {};
    if (!Array.isArray(symbols)) throw new BinanceConfigError(`user data: symbols ${String(symbols)} are no list`);
    const named = symbols.map((symbol) => symbolOf(symbol, 'user data'));
    if (client !== undefined && !client?.context) {
      throw new BinanceConfigError(`user data: ${String(client)} is not a client`);
    }
    const context = client?.context ?? this.#ownContext;
    if (!context) throw new BinanceConfigError('user data: make the manager with a client, or name one');
    const { credentials } = context;
    if (!credentials) throw new BinanceConfigError('user data: needs a client with a key');
    let account = this.#accounts.get(context);
    if (!account || account.status === 'closed' || account.status === 'failed') {
      const connection = this.#connect(context);
      account = new UserData(connection, context, credentials, { ...this.#options, symbols: named });
      this.#accounts.set(context, account);
      connection.start();
      connection.attach(account);
    }
    return account;
  }

  /** Ends the one of the manager's own client. */
  async end(): Promise<void> {
    const context = this.#ownContext;
    const account = context && this.#accounts.get(context);
    if (!account) return;
    this.#accounts.delete(context);
    await account.close();
    if (this.#connection?.isUsed === false) this.#disconnect();
  }

  async close(): Promise<void> {
    const accounts = [...this.#accounts.values()];
    this.#accounts.clear();
    // The connection goes at once and its subscriptions with it, so nobody waits for them to be ended one by one.
    this.#disconnect();
    await Promise.all(accounts.map((account) => account.close()));
  }

  get #ownContext(): ClientContext | undefined {
    const { owner } = this.#options;
    return 'context' in owner ? owner.context : undefined;
  }

  #connect(context: ClientContext): ApiConnection {
    if (this.#connection) return this.#connection;
    const { ReconnectingSocket, pageWake, board, report, owner } = this.#options;
    const { renewal, wake = pageWake }: StreamsOptions = 'context' in owner ? {} : owner;
    const connection: ApiConnection = new ApiConnection(context, {
      ReconnectingSocket,
      renewal,
      wake,
      changed: () => board.changed(connection.link),
      report: (error) => report(error, CONNECTION),
    });
    board.add(connection.link, CONNECTION);
    this.#connection = connection;
    return connection;
  }

  #disconnect(): void {
    const connection = this.#connection;
    if (!connection) return;
    this.#connection = undefined;
    connection.close();
    this.#options.board.remove(connection.link);
  }
}
