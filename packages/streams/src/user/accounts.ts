import type { ClientContext } from '@pkg/core';
import { BinanceConfigError, BinanceStreamError } from '@pkg/core/errors';
import { ApiConnection } from '../api/api-connection.js';
import type { Report } from '../audience.js';
import type { WakeSource } from '../link/wake.js';
import type { RenewalOptions } from '../market/market-streams.js';
import type { StatusBoard } from '../status.js';
import { UserData } from './user-data.js';

export type AccountsOptions = {
  readonly board: StatusBoard;
  readonly report: Report;
  readonly renewal?: RenewalOptions | undefined;
  readonly wake?: WakeSource | undefined;
};

/** The name of the connection that user data comes by. */
const CONNECTION = 'user';

/** The accounts of a manager, all over one connection: made with the first, closed with the last. */
export class Accounts {
  readonly #options: AccountsOptions;
  readonly #accounts: Map<ClientContext, UserData> = new Map();
  #connection: ApiConnection | undefined;

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** The one of a client; a new one where there is none or it has ended. */
  open(context: ClientContext, symbols: readonly string[]): UserData {
    const { credentials } = context;
    if (!credentials?.canSign) throw new BinanceConfigError('user data: needs a client with a key');
    let account = this.#accounts.get(context);
    if (!account || account.status === 'closed' || account.status === 'failed') {
      const connection = this.#connect(context);
      account = new UserData(connection, context, credentials, { report: this.#options.report, symbols });
      this.#accounts.set(context, account);
      connection.start();
      connection.attach(account);
    }
    return account;
  }

  /** Ends the one of a client. */
  async end(context: ClientContext): Promise<void> {
    const account = this.#accounts.get(context);
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

  #connect(context: ClientContext): ApiConnection {
    if (this.#connection) return this.#connection;
    const { board, report, renewal, wake } = this.#options;
    const connection: ApiConnection = new ApiConnection(context, {
      renewal,
      beforeRenewal: renewal?.before,
      wake,
      changed: () => board.changed(connection.link),
      strange: (reason) => report(new BinanceStreamError(reason), CONNECTION),
    });
    board.add(connection.link, CONNECTION);
    this.#connection = connection;
    return connection;
  }

  #disconnect(): void {
    const connection = this.#connection;
    if (!connection) return;
    this.#connection = undefined;
    this.#options.board.remove(connection.link);
    connection.close();
  }
}
