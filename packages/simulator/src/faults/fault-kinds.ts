/** Where a fault applies: to REST requests, to the WebSocket API, or to market streams. */
export type FaultScope = 'rest' | 'wsApi' | 'stream';

/** When and where a fault applies. */
export type FaultWhen<Scope extends FaultScope = FaultScope> = {
  /** Where the fault applies. @default everywhere that the kind of fault is possible */
  readonly scope?: Scope | undefined;
  /**
   * A text that must occur in the route (such as `POST /api/v3/order`), in the WebSocket API method, or in the socket's
   * URL. @default any
   */
  readonly target?: string | undefined;
  /**
   * Largest number of requests, frames or handshakes to which the fault applies. For a `halfOpen` or `stall` fault, the
   * largest number of sockets. @default no limit
   */
  readonly times?: number | undefined;
  /** Probability that the fault applies, from 0 to 1. @default 1 */
  readonly probability?: number | undefined;
  /** How many ms pass before the fault comes into force. @default 0 */
  readonly after?: number | undefined;
  /** How many ms the fault stays in force. @default until it is stopped */
  readonly for?: number | undefined;
};

type Kinds = {
  /**
   * Delays requests or answers by `ms`. Without `direction`, the fault delays a request by one half of `ms`, and its
   * answer by the other half. A frame that does not answer a request is delayed by `ms`.
   */
  delay: {
    /** The delay, in ms. */
    readonly ms: number;
    /** Largest random delay that is added, in ms. @default 0 */
    readonly jitter?: number | undefined;
    /** Whether the request or the answer is delayed. @default both, each by half of `ms` */
    readonly direction?: 'request' | 'answer' | undefined;
  };
  /** The request is executed, but the connection breaks before its response is sent. */
  loseAnswer: {};
  /** The connection breaks before a request is executed, when an event should be sent, or during a handshake. */
  reset: {};
  /** The request gets no response. With `executed`, the exchange executes it anyway. */
  hang: {
    /** Whether the exchange executes the request. @default false */
    readonly executed?: boolean | undefined;
  };
  /**
   * A proxy in front of the exchange answers the request with an HTTP status such as 403, 418, 429 or 503. It also
   * refuses handshakes of sockets with this response.
   */
  status: {
    /** The HTTP status. */
    readonly status: number;
    /** Body of the response. @default an empty body */
    readonly body?: string | undefined;
    /** Headers of the response. @default none */
    readonly headers?: Readonly<Record<string, string>> | undefined;
    /** Whether the exchange also executes the request. @default false */
    readonly executed?: boolean | undefined;
  };
  /** Only the start of a response or frame is sent. */
  truncate: {
    /** Fraction of the text that is sent. @default 0.5 */
    readonly at?: number | undefined;
  };
  /** A response or frame is padded with spaces. */
  oversize: {
    /** Size of the padded text, in bytes. @default 1048576 */
    readonly bytes?: number | undefined;
  };
  /** The frame is sent twice. */
  duplicate: {};
  /** The frame is not sent. */
  drop: {};
  /** The exchange closes the socket. */
  disconnect: {
    /** Code of the closing handshake. @default 1001 */
    readonly code?: number | undefined;
    /** Reason of the closing handshake. @default an empty text */
    readonly reason?: string | undefined;
  };
  /** The socket stays open, but frames and pings no longer pass. */
  halfOpen: {
    /** The direction in which nothing passes. @default 'both' */
    readonly direction?: 'both' | 'toClient' | 'toExchange' | undefined;
  };
  /** The socket stays open and sends pings, but no more data. */
  stall: {};
  /** Depth snapshots are out of date by up to `ms`. */
  staleSnapshot: {
    /** The greatest age of a snapshot, in ms. */
    readonly ms: number;
  };
  /** Order queries do not find an order before it is `ms` old. */
  queryLag: {
    /** The age at which an order begins to be found, in ms. */
    readonly ms: number;
  };
  /**
   * The exchange refuses a request with an error code instead of executing it. Without a `target`, it refuses only
   * requests that change something, such as new orders and cancellations.
   */
  reject: {
    /** The error code, such as -2010. */
    readonly code: number;
    /** Text of the error. @default a documented text of the code */
    readonly msg?: string | undefined;
    /** The HTTP status. @default the documented status of the code */
    readonly status?: number | undefined;
  };
  /**
   * The response to a request that changes something is sent `ms` after the user data events that the request has
   * caused.
   */
  eventFirst: {
    /** The delay of the response, in ms. @default 50 */
    readonly ms?: number | undefined;
  };
};

/** The kinds of faults. */
export type FaultKind = keyof Kinds;

type Everywhere = FaultScope;
type Requests = 'rest' | 'wsApi';
type SocketScope = 'wsApi' | 'stream';

type Scopes = {
  delay: Everywhere;
  loseAnswer: Requests;
  reset: Everywhere;
  hang: Requests;
  status: Everywhere;
  truncate: Everywhere;
  oversize: Everywhere;
  duplicate: SocketScope;
  drop: SocketScope;
  disconnect: SocketScope;
  halfOpen: SocketScope;
  stall: SocketScope;
  staleSnapshot: Requests;
  queryLag: Requests;
  reject: Requests;
  eventFirst: Requests;
};

/** Where each kind of fault is possible. For example, a stream has no requests to execute, and REST has no frames. */
export const scopesOf: { readonly [K in FaultKind]: readonly Scopes[K][] } = {
  delay: ['rest', 'wsApi', 'stream'],
  loseAnswer: ['rest', 'wsApi'],
  reset: ['rest', 'wsApi', 'stream'],
  hang: ['rest', 'wsApi'],
  status: ['rest', 'wsApi', 'stream'],
  truncate: ['rest', 'wsApi', 'stream'],
  oversize: ['rest', 'wsApi', 'stream'],
  duplicate: ['wsApi', 'stream'],
  drop: ['wsApi', 'stream'],
  disconnect: ['wsApi', 'stream'],
  halfOpen: ['wsApi', 'stream'],
  stall: ['wsApi', 'stream'],
  staleSnapshot: ['rest', 'wsApi'],
  queryLag: ['rest', 'wsApi'],
  reject: ['rest', 'wsApi'],
  eventFirst: ['rest', 'wsApi'],
};

/** A fault of one kind. */
export type FaultOf<K extends FaultKind> = {
  [P in K]: {
    /** The kind of the fault, such as `delay`. */
    readonly kind: P;
  } & Kinds[P] &
    FaultWhen<Scopes[P]>;
}[K];

/** A fault of any kind. */
export type Fault = FaultOf<FaultKind>;
