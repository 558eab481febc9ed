/** Messages of a stream were lost: those that the exchange sent between the two times. */
export type GapNotice = {
  readonly type: 'gap';
  readonly stream: string;
  /** Time of the last message before the loss, ms since the epoch; undefined if there was none. */
  readonly from: number | undefined;
  /** When the stream was back. */
  readonly to: number;
  readonly reason: string;
};

/** The queue of a slow consumer was full, so messages were dropped. */
export type LaggedNotice = {
  readonly type: 'lagged';
  readonly stream: string;
  /** How many were dropped. */
  readonly count: number;
};

/** A notice that a consumer receives in order with its events. */
export type StreamNotice = GapNotice | LaggedNotice;

/** The status of a connection. */
export type StreamStatus = 'idle' | 'connecting' | 'open' | 'reconnecting' | 'closed' | 'failed';

/** Receives a stream: the parsed payloads by `event`, or whole frames by `frame`. `frame` wins if both are given. */
export type Consumer<E = unknown> = {
  readonly event?: (event: E) => void;
  /** Receives whole frames, unparsed and with the wrapper that names the stream. For consumers that scan bytes themselves. */
  readonly frame?: (frame: string | Uint8Array) => void;
  readonly notice?: ((notice: StreamNotice) => void) | undefined;
  readonly status?: (status: StreamStatus) => void;
  /**
   * `true`: the machine slept or had no network, so what has arrived may be out of date. `false`: the exchange has
   * answered on the same connection, so everything it sent before has arrived. If it does not answer, `status` is called.
   */
  readonly stale?: (isStale: boolean) => void;
};

/** Ends a subscription. Resolves when the exchange has confirmed it, at once if there is nothing to send. */
export type Stop = () => Promise<void>;
