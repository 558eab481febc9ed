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
};

/**
 * Returns how long a call must wait that may use only the share of this process, in ms: 0 if it may be sent now, Infinity
 * if another call must end first.
 */
export function delayWithinShare(cost: number, use: KnownUse): number {
  const share = use.cap / use.members;
  const isTooYoung = use.into < use.guard && use.takenBefore > share / 2;
  if (isTooYoung) return use.guard - use.into;
  // If the share is smaller than the call, one call is sent nevertheless.
  const isOver = use.taken > 0 && use.taken + cost > share;
  if (isOver && use.isBoundByShare) return use.remaining;
  // The other processes send too, so each may use only its part of the room that the exchange reports.
  const room = (use.limit - use.count - use.heldByOthers) / use.members;
  if (use.taken + use.count === 0 || use.flight + cost <= room) return 0;
  return use.flight > 0 ? Number.POSITIVE_INFINITY : use.remaining;
}
