/**
 * What a process reports of one window to Redis, and what it wants to lease. The numbers are totals, so it does no harm
 * if a report is lost.
 */
export type WindowReport = {
  /** The number of the window since the epoch, and the length of the window in ms. */
  readonly index: number;
  readonly length: number;
  readonly limit: number;
  /** The most that may be used in the window if the waiting call is to be sent, and if a read is to be sent. */
  readonly cap: number;
  readonly readCap: number;
  /** How much the waiting call uses of the limit; 0 if no call waits. */
  readonly need: number;
  /** The class of the waiting call: 0 for cancels, 1 for other writes, 2 for all other calls. */
  readonly rank: number;
  /**
   * Whether a call of this process has recently found no room. If so, Redis reserves the fair share of this process for
   * it.
   */
  readonly busy: boolean;
  /** How much may be leased in addition to `need`; 0 for nothing. */
  readonly block: number;
  /** What this process holds: the rest of its lease, and the use of its calls that no header has reported yet. */
  readonly held: number;
  /** The use of the calls of this process that no header has reported yet. */
  readonly flight: number;
  /** How much this process has used of the limit in this window. */
  readonly taken: number;
  /**
   * The last count that the exchange reported, when the call with this reply was sent, and when the reply arrived; 0
   * for none.
   */
  readonly count: number;
  readonly sent: number;
  readonly reported: number;
  /**
   * The highest count that the exchange reported for a call of this window but counted in the window before; 0 for
   * none.
   */
  readonly early: number;
  /**
   * How long ago the window began, in ms. While this is below `guard`, calls must also fit into the window before,
   * because they may arrive in it. While it is below `opening`, the same is true until the exchange has reported a
   * count of this window.
   */
  readonly into: number;
  readonly guard: number;
  readonly opening: number;
  /**
   * Whether the window belongs to the IP address. After a suspension of the address, one call at a time is sent until
   * one succeeds.
   */
  readonly probe: boolean;
};

/** What Redis answers to the report of a window. */
export type WindowAnswer = {
  /** How much was leased. */
  readonly grant: number;
  readonly verdict: Verdict;
  /** How much all processes have used and hold in the window; undefined if the report asked for nothing. */
  readonly total?: number | undefined;
  /**
   * The last count of the window before, if the exchange may still be counting in that window. If the exchange reports
   * a count that is not lower, it is still counting there.
   */
  readonly last?: number | undefined;
};

/**
 * `granted`: there is room for the waiting call. `soft`: other processes hold the room and may give it back. `full`:
 * the limit is used up in this window. `guard`: the window has just begun, and calls must wait.
 */
export type Verdict = 'granted' | 'soft' | 'full' | 'guard';
