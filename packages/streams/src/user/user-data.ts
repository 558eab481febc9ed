import type { ClientContext } from '@pkg/core';
import type { BinanceError } from '@pkg/core/errors';
import { abortable } from '@pkg/core/internal';
import { assertConfig } from '@pkg/core/internal/platform';
import { sharedSignal } from '#shared-signal';
import type { ApiConnection } from '../api/api-connection.js';
import { checkListener, checkSignal } from '../arguments.js';
import { handled } from '../events/call-listener.js';
import type { Consumer, GapNotice, Stop, StreamStatus } from '../events/consumer.js';
import { ConsumerList, type Report } from '../events/consumer-list.js';
import type { UserDataEvent } from '../events/user.js';
import type { SubscribeOptions } from '../market/market-streams.js';
import { readStreams, type StreamOptions, type StreamsSource } from '../market/read-streams.js';
import { symbolOf } from '../symbol-of.js';
import { AccountSync, type UserDataStatus } from './account-sync.js';
import type { AssetBalance, OpenOrder } from './balance-cache.js';
import { userDataClosed } from './user-data-errors.js';

/** The balances and open orders of an account, from its last read and the events after this read. */
export type AccountState = {
  /** The status of the account. Balances and orders are up to date only while it is `live`. */
  readonly status: UserDataStatus;
  /** Balances by asset. */
  readonly balances: ReadonlyMap<string, AssetBalance>;
  /** Open orders. Each key is the symbol and the order id, separated by a space. */
  readonly openOrders: ReadonlyMap<string, OpenOrder>;
};

const STREAM = 'user';

/**
 * The events of one account, and its balances and open orders.
 *
 * After each loss of the connection, the client requests the missed changes and delivers each of them once, marked
 * `recovered`. Events that arrive during these requests are delivered after the missed changes. Each trade is delivered
 * exactly once. The report that an order has ended is the last report of the order. An older event never overrides a
 * newer balance.
 *
 * Some changes cannot be recovered, because no query returns them:
 *
 * - Deposits, withdrawals and external locks have no recovered events. They show only in the recovered
 *   `outboundAccountPosition`, which lists every balance that changed.
 * - Reports of those rejected orders that no query returns, refusals of order lists, and the event of a list whose
 *   pending order has become active are lost.
 * - In a recovered report, `I` is -1, except for an amendment. `r` is `UNKNOWN` if the order was rejected. `pl` and
 *   `pY` are missing. The client order id in `c` and `C` is empty if the order was both placed and canceled during the
 *   loss, unless the event of its list had arrived before.
 * - No query tells whether a list is an OPO, whose pending orders have no quantity until its working order is filled.
 *   If the list was placed and its working order filled during the loss, the recovered report of a pending order's
 *   placement already has a quantity in `q`.
 */
export class UserData {
  readonly #consumers: ConsumerList = new ConsumerList();
  /** Reports an error of the account or of a listener. */
  readonly #report: (error: unknown) => void;
  readonly #sync: AccountSync;
  /** Aborted when the account is closed. This ends the iterators of {@link stream}. */
  readonly #closed: AbortController = new AbortController();

  constructor(
    connection: ApiConnection,
    context: ClientContext,
    options: {
      /** Receives the errors that listeners throw, or with which their promises reject. */
      readonly report: Report;
      /** Receives notices of missed events. */
      readonly gap: (notice: GapNotice) => void;
      /** Symbols whose orders and trades the client requests after a loss of the connection. */
      readonly symbols: readonly string[];
    },
  ) {
    this.#report = (error) => options.report(error, STREAM);
    this.#sync = new AccountSync(connection, context, options.symbols, {
      event: (event) => this.#consumers.notify((consumer) => consumer.event?.(event)),
      gap: (from, reason) => {
        const gap: GapNotice = { type: 'gap', stream: STREAM, from, to: context.clock.now(), reason };
        this.#consumers.notify((consumer) => consumer.notice?.(gap));
        options.gap(gap);
      },
      statusChanged: () => this.#statusChanged(),
      report: this.#report,
    });
    connection.attach(this.#sync);
  }

  /** The status of the account. Its balances and orders are up to date while it is `live`. */
  get status(): UserDataStatus {
    return this.#sync.status;
  }

  /** Why the status is `failed` or `closed`. */
  get error(): BinanceError | undefined {
    return this.#sync.error;
  }

  /** Returns balances and open orders from memory. Both are up to date only while `status` is `live`. */
  accountState(): AccountState {
    const { status, balances, openOrders } = this.#sync;
    return { status, balances, openOrders };
  }

  /**
   * Resolves when the account is subscribed and has been read. Rejects when the exchange refuses the key, one of the
   * `symbols` or the connection for good, and after {@link close}.
   *
   * @throws {BinanceStreamError} if the exchange refuses the subscription or the connection: `code` is its error code or
   * the HTTP status. Also after {@link close}.
   * @throws {BinanceApiError} if the exchange refuses a query. The code is -1121 if it does not list one of the `symbols`,
   * and -1100 if one of them has illegal characters.
   */
  ready(): Promise<void> {
    return handled(this.#waitUntilLive()[0]);
  }

  /** Returns a promise that settles as that of {@link ready} does, and a function that stops waiting. */
  #waitUntilLive(): readonly [live: Promise<void>, stop: Stop] {
    let stop: Stop = async () => undefined;
    const live = new Promise<void>((resolve, reject) => {
      const status = (): void => {
        if (this.status === 'live') resolve();
        else if (this.#sync.isOver) reject(this.error);
        else return;
        void stop();
      };
      stop = this.listen({ status });
      status();
    });
    return [live, stop];
  }

  /**
   * Calls `listener` with each event. When the account is live, resolves with a function that ends the subscription.
   */
  subscribe(listener: (event: UserDataEvent) => unknown, options: SubscribeOptions = {}): Promise<Stop> {
    return handled(this.#subscribe(listener, options));
  }

  async #subscribe(listener: (event: UserDataEvent) => unknown, options: SubscribeOptions): Promise<Stop> {
    const { signal, notice } = options ?? {};
    checkListener(listener);
    checkSignal(signal);
    signal?.throwIfAborted();
    const own = new AbortController();
    const stop = (): Promise<void> => {
      sharedSignal(signal)?.removeEventListener('abort', abort);
      return remove();
    };
    const abort = (): void => {
      own.abort(signal?.reason);
      void stop();
    };
    const status = (): unknown => this.#sync.isOver && stop();
    const remove = this.listen({ event: listener, notice, status });
    sharedSignal(signal)?.addEventListener('abort', abort);
    const [live, stopWaiting] = this.#waitUntilLive();
    try {
      await abortable(live, own.signal);
    } catch (error) {
      await stop();
      throw error;
    } finally {
      void stopWaiting();
    }
    return stop;
  }

  /** Adds a consumer at once, without waiting until the account is live. Its functions `frame` and `stale` are not called. */
  listen(consumer: Consumer<UserDataEvent>): Stop {
    assertConfig(Object(consumer) === consumer, 'consumer', 'an object', consumer);
    const reader = { consumer: consumer as Consumer, report: this.#report };
    this.#consumers.add(reader);
    return async () => this.#consumers.remove(reader);
  }

  /**
   * Returns the events for `for await`. At most `limit` events are queued while the reader is busy. When the queue is
   * full, the oldest events are dropped, and a `lagged` notice reports how many.
   */
  stream(options: StreamOptions = {}): AsyncIterableIterator<UserDataEvent> {
    const source: StreamsSource = {
      consume: (_, consumer, { signal }) => this.#read(consumer, signal),
      report: this.#report,
      closed: this.#closed.signal,
    };
    return readStreams<UserDataEvent>(STREAM, { ...options, conflate: false }, source);
  }

  /** Ends the subscription. Resolves when the exchange has confirmed the end. */
  close(): Promise<void> {
    return this.#sync.close(userDataClosed());
  }

  /**
   * Adds symbols whose orders and trades the client requests after a loss of the connection. A symbol that the exchange
   * does not list is ignored, and the exchange's error is reported like an error of a listener.
   *
   * @throws {BinanceConfigError} if `symbols` is no list of symbols.
   */
  addSymbols(symbols: readonly string[]): void {
    this.#sync.addSymbols(symbolsOf(symbols, 'addSymbols: symbols'));
  }

  /**
   * Adds the consumer of an iterator, and removes it when `signal` is aborted. The returned promise never resolves. It
   * rejects when the account fails.
   */
  #read(consumer: Consumer, signal: AbortSignal | undefined): Promise<never> {
    return new Promise((_, reject) => {
      const status = (): void => {
        if (this.status === 'failed') reject(this.error);
      };
      signal?.addEventListener('abort', this.listen({ ...consumer, status }));
      status();
    });
  }

  #statusChanged(): void {
    const { status } = this;
    // A consumer may close the account. All consumers are then notified of that change at once, so the rest of them are
    // no longer notified of this one.
    this.#consumers.notify((consumer) => status === this.status && consumer.status?.(statusOfStream(status)));
    // The error is also reported, because a listener of events alone does not receive it.
    if (status === 'failed') this.#report(this.error);
    // When the account is closed, the iterators of its events end without an error.
    if (status === 'closed') this.#closed.abort();
  }
}

/**
 * Returns symbols in capitals, as the exchange writes them.
 *
 * @throws {BinanceConfigError} if `symbols` is no list, or contains a value that cannot be a symbol.
 */
export function symbolsOf(symbols: unknown, what: string): string[] {
  assertConfig(Array.isArray(symbols), what, 'a list of symbols', symbols);
  return (symbols as unknown[]).map((symbol) => symbolOf(symbol, what));
}

function statusOfStream(status: UserDataStatus): StreamStatus {
  if (status === 'live') return 'open';
  return status === 'closed' || status === 'failed' ? status : 'reconnecting';
}
