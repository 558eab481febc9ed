/** What a process reports of one window, and what it wants to lease. The numbers are absolute, so a report may be lost. */
export type WindowReport = {
  /** The number of the window since the epoch, and its length in ms. */
  readonly index: number;
  readonly length: number;
  readonly limit: number;
  /** The most that may be used in the window by the waiting call, and by reads. */
  readonly cap: number;
  readonly readCap: number;
  /** What the waiting call needs; 0 if none waits. */
  readonly need: number;
  /** The class of the waiting call: 0 for cancels, 1 for other writes, 2 for all other calls. */
  readonly rank: number;
  /** Whether this process has lacked room lately. If so, its fair share is reserved for it. */
  readonly busy: boolean;
  /** The most to lease in addition to `need`; 0 for nothing. */
  readonly block: number;
  /** What this process holds: the rest of its lease, and the use that no header has reported yet. */
  readonly held: number;
  /** The use that no header has reported yet. */
  readonly flight: number;
  /** What this process has used in the window. */
  readonly taken: number;
  /** The last count that the exchange reported, when its call was sent, and when it arrived; 0 for none. */
  readonly count: number;
  readonly sent: number;
  readonly reported: number;
  /** The highest count of the window before that the exchange has reported for a call of this window; 0 for none. */
  readonly early: number;
  /**
   * The age of the window in ms. While it is below `guard`, calls must also fit into the window before, because they may
   * arrive there. While it is below `opening`, they must do so until the exchange has reported a count of this window.
   */
  readonly into: number;
  readonly guard: number;
  readonly opening: number;
  /** Whether the window belongs to the IP address, whose suspensions end with one call at a time. */
  readonly probe: boolean;
};

/** What Redis answers to the report of a window. */
export type WindowAnswer = {
  /** How much was leased. */
  readonly grant: number;
  readonly verdict: Verdict;
  /** The use of the window by all processes, including what they hold; undefined if nothing was asked for. */
  readonly total?: number | undefined;
  /**
   * The last count of the window before, if the exchange may still be counting in that window. A count that is not lower
   * belongs to that window too.
   */
  readonly last?: number | undefined;
};

/**
 * `granted`: the waiting call has room. `soft`: other processes hold the room and may give it back. `full`: the window is
 * used up. `guard`: the window has just begun.
 */
export type Verdict = 'granted' | 'soft' | 'full' | 'guard';
