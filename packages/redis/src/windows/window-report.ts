/**
 * What a process reports to Redis about one rate limit in its current window, and what it wants to lease. The numbers
 * are totals, so if a report is lost, the next one contains its numbers too.
 */
export type WindowReport = {
  /** The number of the window, counted from the epoch. `length` is the duration of each window in ms. */
  readonly index: number;
  readonly length: number;
  readonly limit: number;
  /**
   * How much of the limit all processes may use in total after a call is sent: `cap` for the waiting call, `readCap`
   * for a read.
   */
  readonly cap: number;
  readonly readCap: number;
  /** How much of the limit the waiting call uses; 0 if no call waits. */
  readonly need: number;
  /**
   * The class of the waiting call, from its option `priority`. By default 0 for a cancel, 1 for another write, and 2
   * for any other call. A request for the server time has class 0.
   */
  readonly rank: number;
  /**
   * Whether a call of this process has found no room in this window or in the previous one. If so, Redis reserves the
   * fair share of this process.
   */
  readonly busy: boolean;
  /** How much of the limit may be leased in addition to `need`, for later calls; 0 for no additional lease. */
  readonly block: number;
  /** What this process holds: the unused part of its lease, plus the use in `flight`. */
  readonly held: number;
  /** The part of the use by this process that no reported count includes yet. */
  readonly flight: number;
  /** How much this process has used of the limit in this window. */
  readonly taken: number;
  /**
   * The last count that the exchange reported in the reply to a call. `sent` is when the call was sent, and `reported`
   * is when the reply arrived, both in ms of the exchange's time. All are 0 if no count was reported.
   */
  readonly count: number;
  readonly sent: number;
  readonly reported: number;
  /**
   * The exchange may begin a window a little later than this process. This is the highest count of the previous window
   * that the exchange has reported since this process began the new window; 0 if it has reported none.
   */
  readonly early: number;
  /**
   * `into` is how long ago the window began. `guard` and `opening` are how long two phases at its start last. All are
   * in ms. During `guard`, the exchange may still count a call in the previous window, so the call must fit into both
   * windows. During the rest of `opening`, the same is true until the exchange has reported a count of the new window.
   */
  readonly into: number;
  readonly guard: number;
  readonly opening: number;
  /**
   * Whether the limit is one of the IP address, not of an account. After a suspension of the address, calls are sent
   * one at a time until one succeeds.
   */
  readonly probe: boolean;
};

/** What Redis answers to a {@link WindowReport}. */
export type WindowAnswer = {
  /** How much was leased to the process. */
  readonly grant: number;
  readonly verdict: Verdict;
  /**
   * The use of all processes in the window, plus the unused parts of their leases; undefined if the report asked for no
   * lease.
   */
  readonly total?: number | undefined;
  /**
   * The part of the limit that Redis reserves for the process but has not leased to it. If Redis does not answer any
   * more, the process may use this part too. Undefined if the report asked for no lease.
   */
  readonly owed?: number | undefined;
  /**
   * The last count of the previous window, if the exchange may still be counting in that window. If the exchange
   * reports a count that is at least as high, it is still counting in the previous window.
   */
  readonly last?: number | undefined;
};

/**
 * `granted`: there is room for the waiting call. `soft`: other processes hold the room, and may give it back. `full`:
 * the limit is used up in this window. `guard`: the window has just begun, and the call must wait for a moment.
 */
export type Verdict = 'granted' | 'soft' | 'full' | 'guard';
