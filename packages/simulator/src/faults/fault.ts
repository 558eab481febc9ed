/** Where a fault applies: REST calls, the WebSocket API, or market streams. */
export type FaultScope = 'rest' | 'wsApi' | 'stream';

/** When and where a fault applies. */
export type FaultWhen<Scope extends FaultScope = FaultScope> = {
  /** @default everywhere that the kind of fault is possible */
  readonly scope?: Scope | undefined;
  /** Text that the route (`POST /api/v3/order`), the WebSocket API method or the socket's URL must contain. @default any */
  readonly target?: string | undefined;
  /** How many requests, frames or handshakes the fault applies to; `halfOpen` and `stall`: sockets. @default no limit */
  readonly times?: number | undefined;
  /** Probability that the fault applies, 0 to 1. @default 1 */
  readonly probability?: number | undefined;
  /** Ms until the fault is in force. @default 0 */
  readonly after?: number | undefined;
  /** Ms that the fault stays in force. @default until it is stopped */
  readonly for?: number | undefined;
};

type Kinds = {
  /**
   * Delays requests, answers, or both by half of `ms` each. A frame that answers no request is delayed by `ms`.
   */
  delay: {
    readonly ms: number;
    /** Maximum of a random additional delay, ms. */
    readonly jitter?: number | undefined;
    readonly direction?: 'request' | 'answer' | undefined;
  };
  /** The request is executed, but the connection breaks before its response. */
  loseAnswer: {};
  /** The connection breaks before the request is executed, or in place of a frame that answers no request. */
  reset: {};
  /** The request gets no response. With `executed` it has been executed. */
  hang: { readonly executed?: boolean | undefined };
  /** A response of the infrastructure in front of the exchange: 403, 418, 429, 5xx. Also refuses handshakes of sockets. */
  status: {
    readonly status: number;
    /** Sent unchanged. @default an empty body */
    readonly body?: string | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    /** The request has been executed. */
    readonly executed?: boolean | undefined;
  };
  /** A response or frame is cut off. */
  truncate: {
    /** Fraction of its length that is sent. @default 0.5 */
    readonly at?: number | undefined;
  };
  /** A response or frame is padded with spaces. */
  oversize: {
    /** Its size in bytes. @default 1048576 */
    readonly bytes?: number | undefined;
  };
  /** The frame is sent twice. */
  duplicate: {};
  /** The frame is not sent. */
  drop: {};
  /** The exchange closes the socket. */
  disconnect: { readonly code?: number | undefined; readonly reason?: string | undefined };
  /** The socket stays open, but no frame arrives any more, and no ping. */
  halfOpen: { readonly direction?: 'both' | 'toClient' | 'toExchange' | undefined };
  /** No data arrives any more, but pings do. */
  stall: {};
  /** Depth snapshots are up to `ms` old. */
  staleSnapshot: { readonly ms: number };
  /** Order queries do not find orders younger than `ms`. */
  queryLag: { readonly ms: number };
  /**
   * The exchange refuses a request with an error code instead of executing it. Without a `target` it refuses writes, such
   * as new orders and cancels.
   */
  reject: {
    /** For example -2010. */
    readonly code: number;
    /** @default a documented text of the code */
    readonly msg?: string | undefined;
    /** The HTTP status. @default the documented status of the code */
    readonly status?: number | undefined;
  };
  /** The response to a write is sent `ms` after the user data events that it caused. @default 50 */
  eventFirst: { readonly ms?: number | undefined };
};

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

/** Where each kind of fault is possible. A stream has no requests that an exchange executes, and REST has no frames. */
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
  [P in K]: { readonly kind: P } & Kinds[P] & FaultWhen<Scopes[P]>;
}[K];

/** A fault, with when and where it applies. */
export type Fault = FaultOf<FaultKind>;
