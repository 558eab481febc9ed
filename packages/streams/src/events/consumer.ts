/** Messages of a stream were lost: those that the exchange sent between `from` and `to`. */
export type GapNotice = {
  /** Kind of the notice. */
  readonly type: 'gap';
  /** Name of the stream. */
  readonly stream: string;
  /** Time of the last message before the loss, ms since the epoch; undefined if there was none. */
  readonly from: number | undefined;
  /** When the stream was back, ms since the epoch. */
  readonly to: number;
  /** Why messages were lost. */
  readonly reason: string;
};

/** The queue of a slow consumer was full, so messages were dropped. */
export type LaggedNotice = {
  /** Kind of the notice. */
  readonly type: 'lagged';
  /** Name of the stream. */
  readonly stream: string;
  /** How many messages were dropped. */
  readonly count: number;
};

/** A notice that a consumer receives in order with its events. */
export type StreamNotice = GapNotice | LaggedNotice;

/** The status of a connection. */
export type StreamStatus = 'idle' | 'connecting' | 'open' | 'reconnecting' | 'closed' | 'failed';

/** Receives a stream: the parsed payloads by `event`, or whole frames by `frame`. `frame` wins if both are given. */
export type Consumer<E = unknown> = {
  /** Receives the parsed payloads. */
  readonly event?: (event: E) => void;
  /**
   * Receives whole frames, unparsed and with the wrapper that names the stream, for consumers with a parser of their
   * own.
   */
  readonly frame?: (frame: string | Uint8Array) => void;
  /** Receives notices of gaps and drops, in order with the events. */
  readonly notice?: ((notice: StreamNotice) => void) | undefined;
  /** Receives the status of the connection that carries the stream. */
  readonly status?: (status: StreamStatus) => void;
  /**
   * `true`: the machine slept or had no network, so the data that has arrived may be out of date. `false`: the exchange
   * has answered on the same connection, so everything that it sent before has arrived. If the exchange does not
   * answer, the connection is lost and `status` is called instead.
   */
  readonly stale?: (isStale: boolean) => void;
};

/** Ends a subscription. Resolves when the exchange has confirmed it, at once if there is nothing to send. */
export type Stop = () => Promise<void>;
