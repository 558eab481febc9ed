/** The client measured the time of the exchange. */
export type ClockEvent = {
  /** Time of the exchange minus the clock of this machine, in ms. It is positive if this machine is behind. */
  readonly offset: number;
};
