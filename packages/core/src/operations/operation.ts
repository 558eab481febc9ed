/** The priority of a call among the calls that wait for the rate limits, highest first. */
export type CallPriority = 'urgent' | 'high' | 'normal' | 'low';

/** Options of one call: how the client sends it. Of these, only `recvWindow` is sent to the exchange. */
export type CallOptions = {
  /**
   * Aborts the call. The reason of the signal becomes the `cause` of the error. An order, cancel or other write that
   * may have been sent ends with a `BinanceUnknownOutcomeError`. @default none
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long the call may take, in ms, including retries. The time during which the call waits for the rate limits does
   * not count: see `maxWait`. @default the `timeout` of the client, 10000 by default
   */
  readonly timeout?: number | undefined;
  /**
   * How long the call may wait for the rate limits in `'queue'` mode, in ms, up to Infinity. A call that would wait
   * longer is not sent and fails at once. @default `limits.maxWait` of the client, by default 60000 for orders,
   * cancels and other writes, and 300000 for other calls
   */
  readonly maxWait?: number | undefined;
  /**
   * The priority of the call when several calls wait for the rate limits. Calls with `urgent` and `high` priority may
   * use the whole limit. Other calls may use only a part of it, the option `limits.ceiling` of the client.
   *
   * @default 'urgent' for cancels, 'high' for other writes, 'normal' for all other calls
   */
  readonly priority?: CallPriority | undefined;
  /**
   * How long after its timestamp the exchange may still accept the request, in ms, up to 60000. @default the
   * `recvWindow` of the client
   */
  readonly recvWindow?: number | undefined;
  /**
   * `false` sends an order without checking it against the order rules. `true` has no effect with a client that checks
   * no orders. @default `validateOrders` of the client
   */
  readonly validate?: boolean | undefined;
  /**
   * `false` sends a read only once, so that its first error is thrown. Only after error -1021 every call is repeated
   * once, because the exchange has certainly not executed it. Orders, cancels and other writes are repeated in no other
   * case. @default true
   */
  readonly retry?: boolean | undefined;
};

/**
 * The kind of security of an operation. `NONE` needs no API key. Operations of every other kind are signed, unless
 * their record has `signed: false`.
 */
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

/** The weight of a call: a number, or a function of the parameters of the client method. */
export type Weight<P = Readonly<Record<string, unknown>>> = number | ((params: NonNullable<P>) => number);

/**
 * The name of an order form: a description of which parameters of an operation hold which field of which order.
 * `order-forms.ts` contains the descriptions.
 */
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

/**
 * The queries by which the client finds out whether the exchange executed an order or other write whose outcome is
 * unknown.
 */
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

/**
 * What the client looks up to find out whether the exchange executed an order or other write whose outcome is unknown.
 */
export type Confirmation =
  /** For a new order: the order with the client order id that was sent. */
  | 'newOrder'
  /** For a new order list: the list with the client order id that was sent. */
  | 'newOrderList'
  /** For an amendment: the quantity of the order that the call should amend. */
  | 'amendment'
  /** For a cancel-replace: the new order, and if there is none, the order that the call should cancel. */
  | 'replacement'
  /** For a cancel: the status of the order that the call should cancel. */
  | 'cancellation'
  /** For a cancel of an order list: the status of the orders of this list. */
  | 'listCancellation'
  /** For a cancel of all open orders of a symbol: whether the symbol still has open orders. */
  | 'noOpenOrders';

/** Data that a client stores. Answers to some operations update it. */
export type ClientData = 'serverTime' | 'rateLimits' | 'symbolRules' | 'assetFilters';

/**
 * The required type of a field of an answer. An `id` is a whole number, or text if a number cannot represent it
 * exactly.
 */
export type FieldKind = 'number' | 'text' | 'id' | 'list' | 'object';

/**
 * The required fields of an answer, written in the shape of the answer: `{ symbols: 'list' }` is an object with at
 * least this field, and `[{ orderId: 'id' }]` is a list in which every element is an object with at least that field.
 */
export type AnswerShape = FieldKind | readonly [AnswerShape] | { readonly [field: string]: AnswerShape };

/**
 * The traits of an operation. The client, the transports and the simulator read these properties instead of recognizing
 * an operation by its route or its name.
 */
export type Traits = {
  /**
   * What a call changes. A `write`, such as a new order, changes something at the exchange. It is sent again only if
   * the exchange has certainly not executed it. A `test` is checked like a write but changes nothing. A `read` changes
   * no order and may be sent again.
   */
  readonly effect: 'read' | 'write' | 'test';
  /**
   * The mandatory parameters, which the client checks before it sends a call. `a|b` means that one of the two is
   * mandatory.
   */
  readonly needs?: readonly string[];
  /**
   * The required fields of an answer. A read whose answer lacks them fails, and a write whose answer lacks them has an
   * unknown outcome. If absent, any JSON is an answer.
   */
  readonly shape?: AnswerShape;
  /**
   * For an operation with several steps: returns how a refusal contradicts Binance's documentation, or undefined if it
   * agrees with the documentation. After a contradiction, the outcome of a write is unknown. Without this function,
   * every refusal with `code` and `msg` is valid.
   */
  readonly refusalProblem?: (code: number, data: unknown) => string | undefined;
  /** The name of the parameter that holds the client order id. The client generates an id if the caller passes none. */
  readonly clientOrderId?: 'newClientOrderId' | 'listClientOrderId';
  /**
   * The name of the order form, which describes the parameters that hold orders. An operation without this field is not
   * checked by the order rules.
   */
  readonly orderForm?: OrderFormName;
  /** Whether the operation only cancels orders. The limiter sends such calls before other writes. */
  readonly cancels?: true;
  /**
   * How the client finds out whether a write with an unknown outcome was executed. Without it, `resolve()` of the
   * `BinanceUnknownOutcomeError` returns `unknown`.
   */
  readonly confirmedBy?: {
    /** What the client looks up. */
    readonly sign: Confirmation;
    /** The queries that the client may send to look it up. */
    readonly queries: ConfirmingQueries;
  };
  /** The kinds of data in the client that every answer to this operation brings up to date, such as the rate limits. */
  readonly updates?: readonly ClientData[];
  /**
   * Only for two operations with the same route. The operation with `one` returns an object for one symbol, and the
   * operation with `many` returns a list.
   */
  readonly answers?: 'one' | 'many';
  /**
   * `starts`: an accepted call logs the API key on to the connection. `ends`: it logs the key off. Absent for all other
   * operations.
   */
  readonly session?: 'starts' | 'ends';
};

type OperationRecord<F extends AnyMethod> = Traits & {
  /** Which kind of API key a call needs. */
  readonly security: Security;
  /**
   * `false`: calls have no API key, timestamp or signature, because they need a connection that is logged on. `always`:
   * calls are signed even on a connection that is logged on. Calls of other operations are not signed on such a
   * connection.
   */
  readonly signed?: false | 'always';
  /** The weight of a call, which counts towards the REQUEST_WEIGHT limit of the IP address. */
  readonly weight: Weight<Parameters<F>[0]>;
  /** The weight of an accepted call, if it differs from `weight`: a number, or a function of the answer. */
  readonly weightOnSuccess?: number | ((answer: unknown) => number);
  /** How many unfilled orders an accepted call adds to the count towards the ORDERS limits. */
  readonly orders?: number;
  /** Only carries the type of the client method. The field is never present at run time. */
  readonly method?: F;
};

/** The record of one operation of the exchange: its REST route, WebSocket API method, limits and traits. */
export type Operation<F extends AnyMethod> = OperationRecord<F> & {
  /** HTTP method and path of the REST route. */
  readonly rest: `${Verb} /${string}`;
  /** Method of the WebSocket API. */
  readonly ws: string;
};

/** The record of an operation that exists on the WebSocket API only. */
export type WsOperation<F extends AnyMethod> = OperationRecord<F> & {
  /** Always absent, because the operation has no REST route. */
  readonly rest?: never;
  /** Method of the WebSocket API. */
  readonly ws: string;
};

/** An operation with any parameters and any answer. */
export type AnyOperation = Operation<AnyMethod> | WsOperation<AnyMethod>;
/** Operations, each under the name of its client method. */
export type Operations = Readonly<Record<string, AnyOperation>>;

/** The client methods of the operations of a set. */
export type Methods<T> = { readonly [K in keyof T]: T[K] extends OperationRecord<infer F> ? F : never };

/** The client methods of the operations of a set that have a REST route. */
export type RestMethods<T> = {
  readonly [K in keyof T as T[K] extends { readonly rest: string } ? K : never]: T[K] extends OperationRecord<infer F>
    ? F
    : never;
};

/** Whether calls of an operation have an API key, a timestamp and a signature. */
export function isSigned(operation: AnyOperation): boolean {
  return operation.security !== 'NONE' && operation.signed !== false;
}

/** Whether calls of an operation change something at the exchange. */
export function isWrite(operation: AnyOperation): boolean {
  return operation.effect === 'write';
}
