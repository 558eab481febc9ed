/** What one process knows of how much of a limit is used in a window. */
export type KnownUse = {
  /** The limit, and how much of it calls of this kind may use. */
  readonly limit: number;
  readonly cap: number;
  readonly members: number;
  /** How much this process has used in this window and in the one before, and how much of it is in flight. */
  readonly taken: number;
  readonly takenBefore: number;
  readonly flight: number;
  /** The last count that the exchange reported. */
  readonly count: number;
  /** How much the other processes had leased or used without a report when Redis last answered. */
  readonly heldByOthers: number;
  /**
   * How long ago the window began, how long it still lasts, and for how long after its start no call is sent if the
   * window before was used up, in ms.
   */
  readonly into: number;
  readonly remaining: number;
  readonly guard: number;
  /** Whether the share of this process limits the call. If not, only the counts that the exchange reports limit it. */
  readonly isBoundByShare: boolean;
  /**
   * Whether Redis may have given the share of this process to others by now. If so, only one call at a time is sent
   * until the exchange has reported how much is used.
   */
  readonly isForgotten: boolean;
};

/**
 * Returns how long a call must wait if this process may use only its own share of the limit, in ms: 0 if the call may
 * be sent now, Infinity if another call must end first.
 */
export function delayWithinShare(cost: number, use: KnownUse): number {
  const { limit, members, taken, flight, count, heldByOthers } = use;
  const share = use.cap / members;
  const isTooYoung = use.into < use.guard && use.takenBefore > share / 2;
  if (isTooYoung) return use.guard - use.into;
  // If the share is smaller than what one call needs, one call is sent in each window.
  if (taken > 0 && taken + cost > share && use.isBoundByShare) return use.remaining;
  const left = limit - count - heldByOthers;
  // The other processes also send calls, so each may use only its part of the room that remains after the reported
  // count.
  const isKnown = count > 0 || !use.isForgotten;
  const hasRoom = flight + cost <= left / members && (isKnown || flight === 0);
  const isHeavy = cost > share && taken === 0 && (cost <= left || count + heldByOthers === 0);
  if (hasRoom || isHeavy) return 0;
  return flight > 0 ? Number.POSITIVE_INFINITY : use.remaining;
}
