/** Data of a stream was lost: what was sent between these two times did not arrive. */
export type GapNotice = {
  readonly type: 'gap';
  readonly stream: string;
  /** Time of the last message before the loss, ms since the epoch; undefined when there was none. */
  readonly from: number | undefined;
  /** When the stream flowed again. */
  readonly to: number;
  readonly reason: string;
};

/** A slow consumer's queue was full; this many messages were dropped. */
export type LaggedNotice = {
  readonly type: 'lagged';
  readonly stream: string;
  readonly count: number;
};

/** What a consumer is told besides the events. */
export type StreamNotice = GapNotice | LaggedNotice;

/** The life of a connection as its users see it. */
export type StreamStatus = 'idle' | 'connecting' | 'open' | 'reconnecting' | 'closed' | 'failed';

/** Who receives a stream. Either `event`, given the parsed payload, or `frame`, given the whole frame as it came. */
export type Consumer<E = unknown> = {
  readonly event?: (event: E) => void;
  /** The whole frame, combined wrapper included, unparsed: for readers that scan bytes themselves. */
  readonly frame?: (frame: string | Uint8Array) => void;
  readonly notice?: ((notice: StreamNotice) => void) | undefined;
  readonly status?: (status: StreamStatus) => void;
  /**
   * `true`: the host slept, or was without a network, and what came before may be old. `false`: the exchange has answered
   * on the same connection, so that all it sent before has come. Where it does not answer, `status` tells.
   */
  readonly doubt?: (isDoubtful: boolean) => void;
};

/** Ends a subscription; resolves when the exchange has been told, or at once where nothing needs to be said. */
export type Stop = () => Promise<void>;
