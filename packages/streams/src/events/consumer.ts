import type { BinanceStreamError } from '@pkg/core/errors';

/** Reports that messages of a stream were lost: those that the exchange sent between `from` and `to`. */
export type GapNotice = {
  /** Kind of the notice. */
  readonly type: 'gap';
  /** Name of the stream. */
  readonly stream: string;
  /** Time of the last message before the loss, ms since the epoch; undefined if there was none. */
  readonly from: number | undefined;
  /** When the stream was restored, ms since the epoch. */
  readonly to: number;
  /** Why messages were lost. */
  readonly reason: string;
};

/** Reports that messages were dropped because the queue of a slow consumer was full. */
export type LaggedNotice = {
  /** Kind of the notice. */
  readonly type: 'lagged';
  /** Name of the stream. */
  readonly stream: string;
  /** How many messages were dropped. */
  readonly count: number;
};

/** A notice of missing events. A consumer receives it before the events that follow the missing ones. */
export type StreamNotice = GapNotice | LaggedNotice;

/** The status of a connection that carries streams. */
export type StreamStatus = 'idle' | 'connecting' | 'open' | 'reconnecting' | 'closed' | 'failed';

/**
 * A consumer of a stream. `event` receives the parsed payloads, and `frame` receives whole frames. If both are given,
 * only `frame` is called.
 */
export type Consumer<E = unknown> = {
  /** Receives the parsed payloads. */
  readonly event?: (event: E) => void;
  /**
   * Receives whole frames, unparsed and with the wrapper that names the stream, for consumers with a parser of their
   * own.
   */
  readonly frame?: (frame: string | Uint8Array) => void;
  /** Receives notices of lost and dropped events, before the events that follow them. */
  readonly notice?: ((notice: StreamNotice) => void) | undefined;
  /**
   * Receives the status of the connection that carries the stream. The status is also `failed` if the exchange refuses
   * the stream. `error` is set if the status of a market stream is `failed` or `closed`.
   */
  readonly status?: (status: StreamStatus, error?: BinanceStreamError) => void;
  /**
   * Called with `true` when the machine has slept or had no network, so that the data received may be out of date. Also
   * called with `true` if the new socket of a renewal does not carry the stream yet, although the old socket is lost or
   * the stream has fallen silent. Called with `false` when the exchange has answered on a connection that carries the
   * stream: everything that it sent before the answer has then arrived. If the exchange does not answer, the connection
   * counts as lost, and `status` is called instead.
   */
  readonly stale?: (isStale: boolean) => void;
};

/** Ends a subscription. Resolves when the exchange has confirmed the end, or at once if nothing has to be sent. */
export type Stop = () => Promise<void>;
