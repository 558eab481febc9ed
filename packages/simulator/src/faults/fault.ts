/** Where a fault strikes: REST calls, the WebSocket API, or market streams. */
export type FaultScope = 'rest' | 'wsApi' | 'stream';

/** When and where a fault strikes; all optional. */
export type FaultWhen = {
  /** @default everywhere the kind makes sense */
  readonly scope?: FaultScope | undefined;
  /** Part of the route (`POST /api/v3/order`), of the WebSocket API method or of the socket's address that it strikes. */
  readonly target?: string | undefined;
  /** How many times it strikes. @default always */
  readonly times?: number | undefined;
  /** Chance of striking each time, 0 to 1. @default 1 */
  readonly probability?: number | undefined;
  /** Ms from now until it is in force. @default 0 */
  readonly after?: number | undefined;
  /** Ms that it stays in force. @default until it is stopped */
  readonly for?: number | undefined;
};

type Kinds = {
  /** Everything on its way waits: towards the exchange, back, or both halves of the delay each. */
  delay: {
    readonly ms: number;
    /** Up to this many ms more, evenly drawn. */
    readonly jitter?: number | undefined;
    readonly direction?: 'request' | 'answer' | undefined;
  };
  /** The request is executed; the connection breaks before its answer. */
  loseAnswer: {};
  /** The connection breaks before the request is read. */
  reset: {};
  /** Accepted, and nothing ever comes back. `executed` requests have been carried out. */
  hang: { readonly executed?: boolean | undefined };
  /** An answer from in front of the exchange: 403, 418, 429, 5xx. Also refuses sockets at their upgrade. */
  status: {
    readonly status: number;
    /** Sent as it is; none by default. */
    readonly body?: string | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    /** The request was carried out all the same. */
    readonly executed?: boolean | undefined;
  };
  /** The answer or frame ends early, at this fraction of its length. @default 0.5 */
  truncate: { readonly at?: number | undefined };
  /** A frame swells to at least this many bytes. @default 1048576 */
  oversize: { readonly bytes?: number | undefined };
  /** The frame comes twice. */
  duplicate: {};
  /** The frame is never sent: what conflation or a server's mistake looks like. */
  drop: {};
  /** The socket is closed by the exchange. */
  disconnect: { readonly code?: number | undefined; readonly reason?: string | undefined };
  /** The socket looks open, and nothing passes any more; pings neither. */
  halfOpen: { readonly direction?: 'both' | 'toClient' | 'toExchange' | undefined };
  /** Data stops; pings go on. */
  stall: {};
  /** `GET /api/v3/depth` answers from a cache that is up to `ms` old. */
  staleSnapshot: { readonly ms: number };
  /** Order queries do not know orders younger than `ms`. */
  queryLag: { readonly ms: number };
  /** The answer to an order comes `ms` after the user data events about it. @default 50 */
  eventFirst: { readonly ms?: number | undefined };
};

export type FaultKind = keyof Kinds;

/** A fault of one kind. */
export type FaultOf<K extends FaultKind> = { [P in K]: { readonly kind: P } & Kinds[P] & FaultWhen }[K];

/** One thing that goes wrong, with when and where. */
export type Fault = FaultOf<FaultKind>;
