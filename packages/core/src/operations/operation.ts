import type { ClientContext } from '../client/context.js';
import type { Cancellation } from '../request/deadline.js';

/** What a caller may say about how one call is sent; `params` is what the exchange sees. */
export type CallOptions = {
  /** Ends the call; a write whose bytes may have left ends as an unknown outcome. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline of the whole call in ms, waiting and repeats included. @default 10000 */
  readonly timeout?: number | undefined;
  /** How long after its timestamp the exchange may still accept the request, in ms, up to 60000. */
  readonly recvWindow?: number | undefined;
  /** `false` sends an order without the check against the trading rules. @default true */
  readonly validate?: boolean | undefined;
};

/** `NONE` is public; the others are signed, save where an operation says `signed: false`. */
export type Security = 'NONE' | 'TRADE' | 'USER_DATA' | 'USER_STREAM' | 'SIGNED';

/** HTTP method of a route. */
export type Verb = 'GET' | 'POST' | 'PUT' | 'DELETE';

// biome-ignore lint/suspicious/noExplicitAny: the parameters of a method are contravariant, so only `any` accepts them all
export type AnyMethod = (params: any, options?: CallOptions) => Promise<unknown>;

/** The client method of an operation. Parameters may be left out when none is mandatory. */
export type Method<P, R> = {} extends P
  ? (params?: P, options?: CallOptions) => Promise<R>
  : (params: P, options?: CallOptions) => Promise<R>;

/** Weight of a call: a number, or worked out from its parameters as the client method takes them. */
export type Weight<P = Readonly<Record<string, unknown>>> = number | ((params: NonNullable<P>) => number);

type Common<F extends AnyMethod> = {
  readonly security: Security;
  /** False where the session is what authorises the call: it then carries neither key, time nor signature. */
  readonly signed?: false;
  /** Request weight against the IP's REQUEST_WEIGHT limit. */
  readonly weight: Weight<Parameters<F>[0]>;
  /** Weight when the exchange accepted the call, where that differs. */
  readonly weightOnSuccess?: Weight<Parameters<F>[0]>;
  /** How many unfilled orders a success adds to the ORDERS limits. */
  readonly orders?: number;
  /** Carries the method's signature; never present at run time. */
  readonly method?: F;
};

/** One operation of the exchange, declared once: REST route, WebSocket API method and limits. */
export type Operation<F extends AnyMethod> = Common<F> & {
  readonly rest: `${Verb} /${string}`;
  readonly ws: string;
};

/** An operation that exists on the WebSocket API only. */
export type WsOperation<F extends AnyMethod> = Common<F> & {
  readonly rest?: never;
  readonly ws: string;
};

/** An operation, whatever its parameters and answer. */
export type AnyOperation = Operation<AnyMethod> | WsOperation<AnyMethod>;
/** Operations by the name of their client method. */
export type Operations = Readonly<Record<string, AnyOperation>>;

/** The client methods of a set of operations. */
export type Methods<T> = { readonly [K in keyof T]: T[K] extends Common<infer F> ? F : never };

/** The methods of a set that a REST client has: all but those of the socket only. */
export type RestMethods<T> = {
  readonly [K in keyof T as T[K] extends { readonly rest: string } ? K : never]: T[K] extends Common<infer F>
    ? F
    : never;
};

/** Whether calls of an operation carry key, time and signature. */
export function isSigned(operation: AnyOperation): boolean {
  return operation.security !== 'NONE' && operation.signed !== false;
}

/** One call on its way to a transport. */
export type Call = {
  /** The client method's name, as errors give it. */
  readonly name: string;
  readonly operation: AnyOperation;
  readonly params: Readonly<Record<string, unknown>>;
  /** The signal among them ends with the deadline too. */
  readonly options: CallOptions;
  /** As that signal, for transports that need no real one. */
  readonly cancel?: Cancellation | undefined;
};

/** How much of one limit has been used, as the exchange's last answer said. */
export type RateLimitUse = {
  readonly rateLimitType: 'REQUEST_WEIGHT' | 'ORDERS' | 'RAW_REQUESTS' | (string & {});
  readonly interval: 'SECOND' | 'MINUTE' | 'HOUR' | 'DAY' | (string & {});
  readonly intervalNum: number;
  readonly count: number;
  readonly limit?: number | undefined;
};

/** What the exchange answered, be it a result or a refusal. */
export type Reply = {
  /** The parsed body. Over the WebSocket API: `result`, or `error` of a refusal. Text where a refusal was not JSON. */
  readonly data: unknown;
  /** HTTP status; the WebSocket API's `status` means the same. 400 and above is a refusal. */
  readonly status: number;
  readonly rateLimits: readonly RateLimitUse[];
  /** How long to wait before the next request, in ms, where the exchange said so. */
  readonly retryAfter?: number | undefined;
};

/**
 * Carries calls to the exchange: encodes, stamps, signs, sends and decodes, all of it at each `send`, so that a repeat
 * is stamped and signed anew. A refusal is an answer like any other: the client turns it into an error, keeps to the
 * limits, repeats reads and marks outcomes as unknown, the same for every transport. `send` rejects only where no usable
 * answer came, with a `BinanceTransportError` that says whether anything may have been `sent`.
 */
export interface Transport {
  readonly kind: string;
  send(call: Call): Promise<Reply>;
  close(): void | Promise<void>;
}

/** Makes a transport for a client; `rest()` and `wsApi()` return one. */
export type TransportFactory = ((context: ClientContext) => Transport) & {
  /** The operations that exist on the socket only, where it goes over one. */
  readonly socket?: Operations | undefined;
};

/** A transport over the WebSocket API, whose clients have the socket-only methods too. */
export type SocketTransportFactory = TransportFactory & { readonly socket: Operations };
