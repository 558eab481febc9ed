/** The client measured the exchange's time. */
export type ClockEvent = {
  /** The exchange's time minus the clock of this machine, in ms. It is positive if this machine is behind. */
  readonly offset: number;
};
