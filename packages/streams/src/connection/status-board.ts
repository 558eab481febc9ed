import type { Clock } from '@pkg/core';
import type { BinanceStreamError } from '@pkg/core/internal/platform';
import type { StreamStatus } from '../events/consumer.js';
import type { ConnectionState } from './reconnecting-socket.js';

/** A change in a connection's life. */
export type StatusChange = {
  /** Of all connections together: that of the worst. */
  readonly status: StreamStatus;
  /** Which connection changed: `market-1`, `user`. Its last change is to `closed`. */
  readonly connection: string;
  /** What that connection is doing now. */
  readonly connectionStatus: StreamStatus;
  readonly reason: string;
  /** Which attempt since the last healthy time is under way; 0 while it is open. */
  readonly attempt: number;
  /** How long the connection had been away, in ms, when it is open again. */
  readonly gap: number | undefined;
  readonly error: BinanceStreamError | undefined;
};

/** Told of each change of a connection. */
export type StatusListener = (change: StatusChange) => void;

/** What a {@link StatusBoard} reads of a connection. */
export type WatchedConnection = {
  readonly state: ConnectionState;
  readonly attempt: number;
  readonly reason: string;
  readonly error: BinanceStreamError | undefined;
};

type Entry = {
  readonly name: string;
  status: StreamStatus;
  lostAt: number | undefined;
  /** What was told of it last. */
  told?: string;
};

const WORST_FIRST: readonly StreamStatus[] = ['failed', 'reconnecting', 'connecting', 'open', 'idle'];

/** The states of several connections, each by itself and all together. */
export class StatusBoard {
  readonly #clock: Clock;
  readonly #report: (error: unknown) => void;
  readonly #entries: Map<WatchedConnection, Entry> = new Map();
  readonly #listeners: Set<StatusListener> = new Set();

  constructor(clock: Clock, report: (error: unknown) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  /** Of all connections together; undefined without any. */
  get status(): StreamStatus | undefined {
    const statuses = [...this.#entries.values()].map((entry) => entry.status);
    return WORST_FIRST.find((status) => statuses.includes(status));
  }

  on(listener: StatusListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  add(link: WatchedConnection, name: string): void {
    this.#entries.set(link, { name, status: 'idle', lostAt: undefined });
  }

  /** A connection was given up: told as its last change. */
  remove(link: WatchedConnection): void {
    const entry = this.#entries.get(link);
    if (!entry) return;
    this.#entries.delete(link);
    entry.status = 'closed';
    this.#tell(entry, link, undefined);
  }

  /** Every connection there is now. */
  get links(): readonly WatchedConnection[] {
    return [...this.#entries.keys()];
  }

  /** Tells the listeners what a connection is doing now, where that is new; gives its status where that is another than before. */
  changed(link: WatchedConnection): StreamStatus | undefined {
    const entry = this.#entries.get(link);
    const { state, attempt, reason } = link;
    // One that is idle again is about to be removed, or has failed.
    if (!entry || state === 'idle') return undefined;
    const now = this.#clock.now();
    const before = entry.status;
    const isOpen = state === 'open';
    if (before === 'open' && !isOpen) entry.lostAt = now;
    const { lostAt } = entry;
    entry.status = statusOf(state, attempt, lostAt !== undefined);
    if (isOpen) entry.lostAt = undefined;
    const told = entry.status + attempt + reason;
    if (told !== entry.told) this.#tell(entry, link, isOpen && lostAt !== undefined ? now - lostAt : undefined);
    entry.told = told;
    return entry.status === before ? undefined : entry.status;
  }

  #tell({ name, status }: Entry, { reason, attempt, error }: WatchedConnection, gap: number | undefined): void {
    const change: StatusChange = {
      status: this.status ?? 'idle',
      connection: name,
      connectionStatus: status,
      reason,
      attempt: status === 'open' ? 0 : attempt,
      gap,
      error,
    };
    for (const listener of [...this.#listeners]) {
      try {
        listener(change);
      } catch (thrown) {
        this.#report(thrown);
      }
    }
  }
}

function statusOf(state: ConnectionState, attempt: number, wasOpen: boolean): StreamStatus {
  if (state === 'waiting' || state === 'connecting') return wasOpen || attempt > 1 ? 'reconnecting' : 'connecting';
  return state;
}
