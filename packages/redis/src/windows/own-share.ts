/** What one process knows about the use of a limit in one window. */
export type KnownUse = {
  /**
   * How much of the limit may be used in total once the call is sent. This maximum may be lower for reads than for
   * writes.
   */
  readonly cap: number;
  readonly members: number;
  /** How much of the limit this process has used in this window. */
  readonly taken: number;
  /** How much of the limit this process used in the previous window. */
  readonly takenBefore: number;
  /** How much of the limit this process's calls in flight use. */
  readonly flight: number;
  /** The last count that the exchange reported. */
  readonly count: number;
  /**
   * How much the other processes held when Redis last answered: the unused parts of their leases, plus their use that
   * was not yet part of a reported count.
   */
  readonly heldByOthers: number;
  /** How long ago the window began, in ms. */
  readonly into: number;
  /** How long the window still lasts, in ms. */
  readonly remaining: number;
  /** If the previous window was used up, no call is sent in this many ms after the start of the window. */
  readonly guard: number;
  /**
   * How much this process may use in this window in any case: what Redis has leased to it and reserves for it. The
   * other processes do not use this part of the limit.
   */
  readonly entitled: number;
  /**
   * Whether the call is limited by the share of this process. If not, it is limited only by the counts that the
   * exchange reports.
   */
  readonly isBoundByShare: boolean;
  /**
   * Whether the exchange has reported a count since Redis last answered. If not, calls are sent one at a time.
   */
  readonly isKnown: boolean;
};

/**
 * Returns how long a call must wait in ms if this process may use only its own share of the limit. The result is 0 if
 * the call may be sent now, and Infinity if another call must end first.
 */
export function delayWithinShare(cost: number, use: KnownUse): number {
  const { cap, members, taken, flight, count, heldByOthers } = use;
  const share = cap / members;
  const isTooYoung = use.into < use.guard && use.takenBefore > share / 2;
  if (isTooYoung) return use.guard - use.into;
  // If the share is smaller than the cost of one call, one call is sent in each window.
  if (taken > 0 && taken + cost > share && use.isBoundByShare) return use.remaining;
  if (taken + cost <= use.entitled && count + flight + cost <= cap) return 0;
  const left = cap - count - heldByOthers;
  // The other processes also send calls. So each process may use only its part of the room that is left after the
  // reported count.
  const hasRoom = flight + cost <= left / members && (use.isKnown || flight === 0);
  const isHeavy = cost > share && taken === 0 && (cost <= left || count + heldByOthers === 0);
  if (hasRoom || isHeavy) return 0;
  return flight > 0 ? Number.POSITIVE_INFINITY : use.remaining;
}
