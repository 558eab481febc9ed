/** The use of one window as far as one process knows it. */
export type KnownUse = {
  /** The limit, and the most that calls of this kind may use of it. */
  readonly limit: number;
  readonly cap: number;
  readonly members: number;
  /** What this process has used in this window and in the one before, and what of it is in flight. */
  readonly taken: number;
  readonly takenBefore: number;
  readonly flight: number;
  /** The last count that the exchange reported. */
  readonly count: number;
  /** What the other processes held when Redis last answered. */
  readonly heldByOthers: number;
  /** The age of the window, its remaining time, and how long it is too young for calls after a full one, in ms. */
  readonly into: number;
  readonly remaining: number;
  readonly guard: number;
  /** Whether the share of this process bounds the call, and not only what the exchange reports. */
  readonly isBoundByShare: boolean;
  /**
   * Whether Redis may have given the share of this process to others by now. If so, calls go one at a time until the
   * exchange has reported what is used.
   */
  readonly isForgotten: boolean;
};

/**
 * Returns how long a call must wait that may use only the share of this process, in ms: 0 if it may be sent now, Infinity
 * if another call must end first.
 */
export function delayWithinShare(cost: number, use: KnownUse): number {
  const { limit, members, taken, flight, count, heldByOthers } = use;
  const share = use.cap / members;
  const isTooYoung = use.into < use.guard && use.takenBefore > share / 2;
  if (isTooYoung) return use.guard - use.into;
  // If the share is smaller than the call, one call is sent nevertheless.
  if (taken > 0 && taken + cost > share && use.isBoundByShare) return use.remaining;
  const left = limit - count - heldByOthers;
  // The other processes send too, so each may use only its part of the room that the exchange reports.
  const isKnown = count > 0 || !use.isForgotten;
  const hasRoom = flight + cost <= left / members && (isKnown || flight === 0);
  const isHeavy = cost > share && taken === 0 && (cost <= left || count + heldByOthers === 0);
  if (hasRoom || isHeavy) return 0;
  return flight > 0 ? Number.POSITIVE_INFINITY : use.remaining;
}
