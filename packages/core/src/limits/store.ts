import type { Clock } from '../platform/clock.js';
import type { LimitScope } from './limit-scope.js';
import type { RateLimitDefinition } from './rate-limit.js';

/**
 * Keeps how much of each rate limit is used, and until when the exchange accepts no requests. The default store keeps
 * this state in the memory of this process. `redisLimits` of `@pkg/redis` creates a store that shares the state with
 * the processes and machines behind the same IP address.
 */
export type LimitStore = {
  /**
   * Returns the state of a new limiter. All clients of one exchange in this process that have the same store share one
   * limiter.
   *
   * @param exchange The REST origin of the exchange.
   * @param clock The clock of the limiter.
   */
  open(limiter: LimiterHandle, exchange: string, clock: Clock): StoredLimits;
};

/** The parts of a limiter that a store may use. */
export type LimiterHandle = {
  /**
   * The server time that this process has measured. Until it is measured, `offset` is undefined, and {@link now} uses
   * the offset that the store has, or the wall clock of this machine if the store has none.
   */
  readonly time:
    | {
        /** The exchange's time minus the monotonic clock, in ms; undefined until it is measured. */
        readonly offset: number | undefined;
        /** How far the offset may be off, in ms; undefined until it is measured. */
        readonly error: number | undefined;
      }
    | undefined;
  /** The exchange's time in ms since the epoch. */
  now(): number;
  /**
   * Checks again whether waiting calls may be sent. A store calls this after it has changed how much of the limits this
   * process may use.
   */
  wake(): void;
  /**
   * Allows only one call at a time until one succeeds. A store calls this when another process reports that the
   * exchange has suspended requests.
   */
  probe(): void;
  /**
   * Forgets the suspensions and counts of this process. A store calls this when another process has reset the limits.
   */
  forget(): void;
};

/** The state of one limiter in a store. */
export type StoredLimits = {
  /** Returns the limits of the account with this API key, or those of the IP address if there is no key. */
  scope(apiKey?: string): LimitScope;
  /** Forgets, in all processes, how much of the limits is used and until when the exchange accepts no requests. */
  reset?(): void;
  /** The processes that share the limits; undefined if the store does not share them. */
  readonly fleet?: Fleet | undefined;
  /**
   * The exchange's time minus the monotonic clock, in ms, as measured by another process; undefined if no process has
   * measured it. The limiter uses this offset until this process has measured the exchange's time.
   */
  readonly offset?: number | undefined;
  /**
   * The client calls this function before a call asks for a permit. If there may be unread messages of other processes,
   * the function returns a promise that resolves when these messages have been read. The call waits for the promise.
   */
  read?(): Promise<void> | undefined;
  /** Calls `listener` when {@link fleet} changes its status. Returns a function that removes the listener. */
  watch?(listener: (event: FleetEvent) => void): () => void;
};

/** The processes that share the rate limits of one IP address. */
export type Fleet = {
  /**
   * `shared`: the store counts the requests of all processes. `alone`: this process cannot reach the store, and uses
   * only its own share of the limits.
   */
  readonly status: 'shared' | 'alone';
  /**
   * How many processes share the limits, including this one. While the store cannot be reached, this is the last known
   * number.
   */
  readonly members: number;
  /**
   * The unused parts of the limits that this process may use in the current window without asking the store.
   */
  readonly leases: readonly Lease[];
};

/** The part of a rate limit that one process may use without asking the store. */
export type Lease = Pick<RateLimitDefinition, 'rateLimitType' | 'interval' | 'intervalNum'> & {
  /** How much of this part is not used yet. */
  readonly count: number;
};

/** Reports that a fleet of processes has changed its status. */
export type FleetEvent = Pick<Fleet, 'status' | 'members'> & {
  /** Why this process uses only its own share of the limits; undefined if the limits are shared. */
  readonly reason: string | undefined;
};
