/** Which calls are sent first when calls wait for the rate limits, highest first. */
export type CallPriority = 'urgent' | 'high' | 'normal' | 'low';

/** Options of one call. They say how the client sends it. The exchange does not see them, except for `recvWindow`. */
export type CallOptions = {
  /**
   * Aborts the call. The reason of the signal becomes the `cause` of the error. A write that may have been sent ends as an
   * unknown outcome.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long the call may take, in ms, retries included. While the call waits for a permit of the rate limits, the time
   * stands still: see `maxWait`. @default 10000
   */
  readonly timeout?: number | undefined;
  /**
   * How long the call may wait for permits of the rate limits in `'queue'` mode, in ms, up to Infinity. A call that would
   * wait longer is not sent and fails at once. @default 60000 for writes, 300000 for other calls
   */
  readonly maxWait?: number | undefined;
  /**
   * Which calls are sent first when several wait for the rate limits. Calls with `urgent` and `high` priority may use all
   * that the exchange allows, the others at most the client's `limits.ceiling` of it.
   *
   * @default 'urgent' for cancels, 'high' for other writes, 'normal' for all other calls
   */
  readonly priority?: CallPriority | undefined;
  /** How long after its timestamp the exchange may still accept the request, in ms, up to 60000. */
  readonly recvWindow?: number | undefined;
  /** `false` sends an order without checking it against the order rules. @default true */
  readonly validate?: boolean | undefined;
};

/** `NONE` needs no key. Operations of every other kind are signed, unless their record says `signed: false`. */
export type Security = 'NONE' | 'TRADE' | 'USER_DATA' | 'USER_STREAM' | 'SIGNED';

/** HTTP method of a REST route. */
export type Verb = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A client method with any parameters and any answer. */
// biome-ignore lint/suspicious/noExplicitAny: the parameters of a method are contravariant, so only `any` accepts them all
export type AnyMethod = (params: any, options?: CallOptions) => Promise<unknown>;

/** The client method of an operation. Its parameters are optional when none is mandatory. */
export type Method<P, R> = {} extends P
  ? (params?: P, options?: CallOptions) => Promise<R>
  : (params: P, options?: CallOptions) => Promise<R>;

/** Weight of a call: a number, or a function of the parameters that the client method takes. */
export type Weight<P = Readonly<Record<string, unknown>>> = number | ((params: NonNullable<P>) => number);

/** How the parameters of an operation describe its orders. The order rules have one form for each of these names. */
export type OrderFormName =
  | 'order'
  | 'sor'
  | 'cancelReplace'
  | 'amendment'
  | 'oco'
  | 'legacyOco'
  | 'oto'
  | 'otoco'
  | 'opo'
  | 'opoco';

/** The operations by which the client finds out whether the exchange executed a write with an unknown outcome. */
export type ConfirmingQueries = Readonly<
  Record<
    | 'getOrder'
    | 'getAllOrders'
    | 'getOpenOrders'
    | 'getMyTrades'
    | 'getOrderAmendments'
    | 'getOrderList'
    | 'getAllOrderLists',
    AnyOperation
  >
>;

/** What shows whether the exchange executed a write with an unknown outcome. */
export type Confirmation =
  /** The order with the client order id that was sent. */
  | 'newOrder'
  /** The order list with the client order id that was sent. */
  | 'newOrderList'
  /** The quantity of the order that was to be amended. */
  | 'amendment'
  /** The new order, and if there is none, the order that it was to replace. */
  | 'replacement'
  /** The status of the order that was to be cancelled. */
  | 'cancellation'
  /** The status of the orders of the list that was to be cancelled. */
  | 'listCancellation'
  /** The open orders of the symbol. */
  | 'noOpenOrders';

/** Data that a client keeps, and updates from the answers of some operations. */
export type ClientData = 'serverTime' | 'rateLimits' | 'symbolRules' | 'assetFilters';

/** What a field of an answer must be. An `id` is a whole number, or the digits of one that a number cannot hold. */
export type FieldKind = 'number' | 'text' | 'id' | 'list' | 'object';

/**
 * What an answer must have to be of any use, written like the answer itself: `{ symbols: 'list' }` is an object with at
 * least this field, and `[{ orderId: 'id' }]` is a list in which every element is such an object.
 */
export type AnswerShape = FieldKind | readonly [AnswerShape] | { readonly [field: string]: AnswerShape };

/**
 * The traits of an operation: facts that the client, the transports and the simulator act on. No other module
 * recognises an operation by its route, its method or its name.
 */
export type Traits = {
  /**
   * What a call changes. A `write` changes orders, so it is never sent twice on a guess. A `test` is checked like a
   * write and changes nothing. A `read` changes no order and may be sent again.
   */
  readonly effect: 'read' | 'write' | 'test';
  /** The parameters without which a call is not sent. Of names that are joined by `|`, it needs one. */
  readonly needs?: readonly string[];
  /**
   * What an answer must look like. A read with another answer fails, and a write with another answer has an unknown
   * outcome. Absent: any JSON is an answer.
   */
  readonly shape?: AnswerShape;
  /**
   * What is wrong with a refusal of a call that has several steps, or undefined. A write with such a refusal has an unknown
   * outcome. Absent: a refusal needs only `code` and `msg`.
   */
  readonly refusalProblem?: (code: number, data: unknown) => string | undefined;
  /** The parameter that holds the client order id. The client generates an id if the caller passes none. */
  readonly clientOrderId?: 'newClientOrderId' | 'listClientOrderId';
  /** The form in which the parameters describe orders. Calls of an operation without one are not checked by the order rules. */
  readonly orderForm?: OrderFormName;
  /** Whether a write cancels orders and places none. Such calls are sent before other writes. */
  readonly cancels?: true;
  /** How an unknown outcome of a write is confirmed. Without it, `resolve()` of the error returns `unknown`. */
  readonly confirmedBy?: {
    /** What shows that the write was executed. */
    readonly sign: Confirmation;
    /** The operations that look it up. */
    readonly queries: ConfirmingQueries;
  };
  /** The data of the client that an answer updates. */
  readonly updates?: readonly ClientData[];
  /** Set on two records that share a route: `one` returns an object for one symbol, `many` returns a list. */
  readonly answers?: 'one' | 'many';
  /** Whether an accepted call starts or ends the session of the connection that carried it. */
  readonly session?: 'starts' | 'ends';
};

type OperationRecord<F extends AnyMethod> = Traits & {
  /** Which kind of API key a call needs. */
  readonly security: Security;
  /**
   * `false`: calls carry neither key nor timestamp nor signature, because the session authorises them. `always`: calls
   * carry a signature on a logged-on connection too, where other signed calls leave it out.
   */
  readonly signed?: false | 'always';
  /** Request weight against the REQUEST_WEIGHT limit of the IP address. */
  readonly weight: Weight<Parameters<F>[0]>;
  /** Weight of an accepted call, where that differs. A function gets the answer. */
  readonly weightOnSuccess?: number | ((answer: unknown) => number);
  /** How many unfilled orders an accepted call adds to the ORDERS limits. */
  readonly orders?: number;
  /** Carries the type of the client method. Never present at run time. */
  readonly method?: F;
};

/** One operation of the exchange, declared once: its REST route, WebSocket API method, limits and traits. */
export type Operation<F extends AnyMethod> = OperationRecord<F> & {
  /** HTTP method and path of the REST route. */
  readonly rest: `${Verb} /${string}`;
  /** Method of the WebSocket API. */
  readonly ws: string;
};

/** An operation that exists on the WebSocket API only. */
export type WsOperation<F extends AnyMethod> = OperationRecord<F> & {
  /** Absent: the operation has no REST route. */
  readonly rest?: never;
  /** Method of the WebSocket API. */
  readonly ws: string;
};

/** An operation with any parameters and any answer. */
export type AnyOperation = Operation<AnyMethod> | WsOperation<AnyMethod>;
/** Operations by the name of their client method. */
export type Operations = Readonly<Record<string, AnyOperation>>;

/** The client methods of a set of operations. */
export type Methods<T> = { readonly [K in keyof T]: T[K] extends OperationRecord<infer F> ? F : never };

/** The client methods of those operations of a set that have a REST route. */
export type RestMethods<T> = {
  readonly [K in keyof T as T[K] extends { readonly rest: string } ? K : never]: T[K] extends OperationRecord<infer F>
    ? F
    : never;
};

/** Whether calls of an operation carry key, timestamp and signature. */
export function isSigned(operation: AnyOperation): boolean {
  return operation.security !== 'NONE' && operation.signed !== false;
}

/** Whether calls of an operation change orders. */
export function isWrite(operation: AnyOperation): boolean {
  return operation.effect === 'write';
}
