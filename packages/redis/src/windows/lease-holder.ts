/** The part of a process that a `LeasedWindow` uses to lease parts of a rate limit from Redis. */
export type LeaseHolder = {
  /** The share of each limit that the reads of all processes may use together. */
  readonly ceiling: number;
  /** If Redis has not answered for this many ms, the leases of this process end. */
  readonly memberTimeout: number;
  /** How many processes share the limit. */
  readonly members: number;
  /** A number from 0 to 1 that differs between the processes. It keeps them from asking Redis at the same moment. */
  readonly spread: number;
  /** Whether this process uses only its own share of the limits, because Redis cannot be reached. */
  readonly isAlone: boolean;
  /** Returns the exchange's time, in ms. */
  now(): number;
  /** Returns the time of this process's monotonic clock, in ms. */
  monotonic(): number;
  /**
   * Returns how long ago this process sent the last request to which Redis has replied with leases, in ms; Infinity if
   * there was no such request.
   */
  silence(): number;
  /** Whether the exchange accepts no calls from this IP address or account now. */
  isSuspended(): boolean;
  /**
   * Sends a report on all rate limits to Redis soon. `need` is the reason. `call`: a call waits for a part of a limit.
   * `block`: a part of a limit has to be leased for later calls. `report`: other processes should know what has
   * changed.
   */
  ask(need: 'call' | 'block' | 'report'): void;
  /**
   * Whether this process has read the messages that have arrived from other processes, so that calls may be sent now.
   * If it has not, the function starts to read them, and wakes the limiter afterwards.
   */
  hasReadMessages(): boolean;
  /** The window must call this function when a call uses a limit of the IP address. */
  used(): void;
  /**
   * The window must call this function when the reply to a call has arrived. `sentAt` is the time at which the call was
   * sent.
   */
  answered(sentAt: number): void;
};
