import type { BinanceError, ErrorRequest } from '../errors/index.js';
import type { FleetEvent } from '../limits/store.js';
import type { ClockEvent } from './clock-event.js';
import type { ConnectionEvents } from './connection-events.js';

/** The fields of every event of a call. */
export type CallEvent = ErrorRequest & {
  /** The number of the call within its client. All events of one call have the same number. */
  readonly call: number;
};

/** The fields of every event of one attempt to send a request for a call. */
export type AttemptEvent = CallEvent & {
  /** The number of the attempt, from 1. */
  readonly attempt: number;
  /**
   * The name of the transport that sends the request: `rest` or `wsApi`. A transport that `split` combined from two
   * transports has both names, such as `rest+wsApi`.
   */
  readonly transport: string;
};

/** The client passes a request to the transport, which sends it. */
export type RequestEvent = AttemptEvent & {
  /** The parameters of the call, without timestamp and signature. */
  readonly params: unknown;
  /** How long the call has waited for the rate limits so far, in ms. */
  readonly waited: number;
};

/** A request has ended, with an answer or with an error. */
export type ResponseEvent = AttemptEvent & {
  /** How long the request took, in ms. */
  readonly duration: number;
  /** HTTP status of the reply; undefined if no reply arrived. Replies of the WebSocket API also have an HTTP status. */
  readonly status: number | undefined;
  /** The error of the request; undefined if the exchange gave an answer. A call that is retried may still succeed. */
  readonly error: BinanceError | undefined;
};

/** A request failed, and the client will send it again. */
export type RetryEvent = AttemptEvent & {
  /**
   * How long the call waits before the next attempt, in ms. After a 429 this is the time that the exchange requested.
   */
  readonly delay: number;
  /** The error of the failed attempt. */
  readonly error: BinanceError;
};

/** A call waits for the rate limits. */
export type WaitEvent = CallEvent & {
  /** Why the call waits. */
  readonly reason: string;
  /** How long the call is expected to wait, in ms; undefined if other calls must end first. */
  readonly delay: number | undefined;
};

/** The exchange banned this IP address. */
export type BannedEvent = CallEvent & {
  /** When the ban ends, in ms since the epoch. */
  readonly until: number;
  /** The remaining time of the ban, in ms. */
  readonly delay: number;
};

/**
 * The names of the events of a client, each with the type of its event. The events are the same over REST and the
 * WebSocket API, and contain no secret.
 */
export type ClientEvents = ConnectionEvents & {
  /** The client passes a request to the transport, which sends it. */
  request: RequestEvent;
  /** A request has ended, with an answer or with an error. */
  response: ResponseEvent;
  /** A request failed, and the client will send it again. */
  retry: RetryEvent;
  /** A call waits for the rate limits. */
  wait: WaitEvent;
  /** The exchange banned this IP address. */
  banned: BannedEvent;
  /** The client measured the exchange's time. */
  clock: ClockEvent;
  /**
   * The process began to share its rate limits with other processes, or lost the shared store and continues alone: see
   * `limits.store`.
   */
  fleet: FleetEvent;
};
