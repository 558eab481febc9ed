/** The process for which a window leases. */
export type LeaseHolder = {
  /** The share of each limit that the reads of all processes may use. */
  readonly ceiling: number;
  /** After how many ms without an answer of Redis the leases of this process end. */
  readonly memberTimeout: number;
  /** How many processes share the limit. */
  readonly members: number;
  /** A number from 0 to 1 that differs between the processes, so that they do not all ask Redis at the same moment. */
  readonly spread: number;
  /** Whether this process keeps to its own share, because Redis cannot be reached. */
  readonly isAlone: boolean;
  /** The exchange's time in ms. */
  now(): number;
  /** The time of the store's monotonic clock in ms. */
  monotonic(): number;
  /** How long ago Redis has last leased to this process or could have done so, in ms; Infinity if it never has. */
  silence(): number;
  /** Whether the exchange accepts no calls of this kind now. */
  isSuspended(): boolean;
  /** Sends the reports of all windows to Redis in a moment: because a call waits, to lease the next block, or for news. */
  ask(need: 'call' | 'block' | 'report'): void;
  /** Must be called with the time when a call was sent whose reply has arrived. */
  answered(sentAt: number): void;
};
