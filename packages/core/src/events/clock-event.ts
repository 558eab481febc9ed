/** The client measured the exchange's time. */
export type ClockEvent = {
  /** How far the exchange's time is ahead of the clock of this machine, in ms. Negative if this machine is ahead. */
  readonly offset: number;
};
