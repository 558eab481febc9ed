import type { Clock, ConnectionEvents, Emit } from '@pkg/core';
import type { BinanceStreamError } from '@pkg/core/internal/platform';
import type { StreamStatus } from '../events/consumer.js';
import type { ConnectionState } from './reconnecting-socket.js';

/** A change of a connection. */
export type StatusChange = {
  /** The worst of the statuses of all connections. */
  readonly status: StreamStatus;
  /**
   * The name of the connection that changed, such as `market-1` or `user`. The last change of a connection is to
   * `closed`.
   */
  readonly connection: string;
  /** The status of that connection. */
  readonly connectionStatus: StreamStatus;
  /** Why the status changed, as text for people. */
  readonly reason: string;
  /**
   * The number of the current connection attempt; 0 while the connection is open. The count restarts at the loss of a
   * connection that had worked for at least 10 s.
   */
  readonly attempt: number;
  /** How long the connection was not open, in ms. Set only in the change in which the connection opens again. */
  readonly gap: number | undefined;
  /** The error that ended the connection, if one did. */
  readonly error: BinanceStreamError | undefined;
};

/** Called at each change of a connection. */
export type StatusListener = (change: StatusChange) => unknown;

/** The events that a connection emits, by the name of the event. */
export type BoardEvents = ConnectionEvents & {
  /** A connection changed its status or started another attempt. */
  status: StatusChange;
};

/** The fields of a connection that a {@link StatusBoard} reads. */
export type WatchedConnection = {
  readonly state: ConnectionState;
  readonly attempt: number;
  readonly reason: string;
  readonly error: BinanceStreamError | undefined;
  /**
   * The session of the socket in use. If it changes while the status stays open, another socket has replaced the old
   * one without a gap.
   */
  readonly session: unknown;
};

/** The fields of a connection that listeners are notified of. */
type Details = Pick<WatchedConnection, 'attempt' | 'reason' | 'error'> & { readonly session?: unknown };

/** Notifies listeners of a change of a connection. */
export type Notify = () => void;

type Entry = {
  readonly name: string;
  status: StreamStatus;
  /**
   * When listeners were notified of the loss of the connection, in ms since the epoch. Infinity while the connection is
   * open for the listeners; NaN before they were first notified that it is open.
   */
  lostAt: number;
  /** The session that was in use when the connection was last open. */
  session?: unknown;
  /** The status, attempt and reason of the last notification, as one text. */
  notified?: string;
};

const WORST_FIRST: readonly StreamStatus[] = ['failed', 'reconnecting', 'connecting', 'open', 'idle'];

/** Keeps the status of each of several connections, and the worst of these statuses. */
export class StatusBoard {
  readonly #clock: Clock;
  readonly #emit: Emit<BoardEvents>;
  readonly #entries: Map<WatchedConnection, Entry> = new Map();

  constructor(clock: Clock, emit: Emit<BoardEvents>) {
    this.#clock = clock;
    this.#emit = emit;
  }

  /** The worst of the statuses of all connections; undefined if there are no connections. */
  get status(): StreamStatus | undefined {
    const statuses = [...this.#entries.values()].map((entry) => entry.status);
    return WORST_FIRST.find((status) => statuses.includes(status));
  }

  /** All connections. */
  get connections(): readonly WatchedConnection[] {
    return [...this.#entries.keys()];
  }

  add(connection: WatchedConnection, name: string): void {
    this.#entries.set(connection, { name, status: 'idle', lostAt: NaN });
  }

  /**
   * Removes a connection that is closed or no longer used. Returns a function that notifies listeners that it is
   * closed; undefined if it was removed before.
   */
  remove(connection: WatchedConnection, reason: string = connection.reason): Notify | undefined {
    const entry = this.#entries.get(connection);
    this.#entries.delete(connection);
    return entry && this.#enter(entry, 'closed', { reason, attempt: 0, error: connection.error });
  }

  /**
   * Updates the status of a connection that changed. If the status is another one than before, calls `apply` with it.
   * Returns a function that notifies listeners of the change; undefined if there is nothing to report.
   */
  update(connection: WatchedConnection, apply?: (status: StreamStatus) => void): Notify | undefined {
    const entry = this.#entries.get(connection);
    const { state, attempt } = connection;
    // The state `idle` is not reported: the connection is about to be removed from the board, or to become `failed`.
    if (!entry || state === 'idle') return undefined;
    const attempting = entry.lostAt >= 0 || attempt > 1 ? 'reconnecting' : 'connecting';
    return this.#enter(entry, state === 'open' || state === 'failed' ? state : attempting, connection, apply);
  }

  #enter(entry: Entry, status: StreamStatus, details: Details, apply?: (status: StreamStatus) => void): Notify {
    const before = entry.status;
    entry.status = status;
    if (status !== before) apply?.(status);
    return () => {
      const { name: connection, lostAt } = entry;
      // A consumer or listener that was notified meanwhile may have closed the connection.
      if (entry.status !== status) return;
      const { attempt, reason, error, session } = details;
      const isOpen = status === 'open';
      let gap: number | undefined;
      if (isOpen) {
        if (lostAt < Infinity) gap = this.#clock.now() - lostAt;
        entry.lostAt = Infinity;
        if (lostAt !== Infinity) this.#emit('connect', () => ({ connection, downtime: gap }));
        else if (session !== entry.session) this.#emit('renew', () => ({ connection, reason }));
        entry.session = session;
      } else if (lostAt === Infinity) {
        entry.lostAt = this.#clock.now();
        this.#emit('disconnect', () => ({ connection, reason }));
      }
      const change = status + attempt + reason;
      // A listener of the event that was just emitted may have closed the connection.
      if (entry.status === status && change !== entry.notified) {
        this.#emit('status', () => ({
          connection,
          reason,
          status: this.status ?? 'idle',
          connectionStatus: status,
          attempt: isOpen ? 0 : attempt,
          gap,
          error,
        }));
      }
      entry.notified = change;
    };
  }
}
