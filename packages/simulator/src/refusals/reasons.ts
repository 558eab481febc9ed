/**
 * The kind of the refused command. The same reason has a different code for a new order, a cancellation and an
 * amendment.
 */
export type RefusedCommand = 'NEW_ORDER' | 'CANCEL' | 'AMEND';

/** Reasons without details, for which the matching engine refuses a command. */
type PlainEngineReason =
  // Refusals because something that a request names does not exist:
  | 'UNKNOWN_SYMBOL'
  | 'ORDER_DOES_NOT_EXIST'
  | 'ORDER_ARCHIVED'
  | 'CLIENT_ORDER_ID_MISMATCH'
  // Refusals because the account or the symbol does not allow the command:
  | 'ACTION_DISABLED'
  | 'SYMBOL_NOT_PERMITTED'
  | 'STP_MODE_NOT_ALLOWED'
  | 'QUOTE_ORDER_QTY_NOT_SUPPORTED'
  | 'ICEBERG_NOT_SUPPORTED'
  | 'TRAILING_STOP_NOT_SUPPORTED'
  | 'PEGGED_ORDERS_NOT_SUPPORTED'
  | 'SOR_NOT_SUPPORTED'
  | 'OCO_NOT_SUPPORTED'
  | 'OTO_NOT_SUPPORTED'
  | 'OPO_NOT_SUPPORTED'
  | 'CANCEL_REPLACE_NOT_SUPPORTED'
  | 'AMEND_NOT_SUPPORTED'
  // Refusals because the parameters of an order are invalid:
  | 'INVALID_ORDER_TYPE'
  | 'INVALID_COMBINATION'
  | 'INVALID_QUANTITY'
  | 'INVALID_PRICE'
  | 'STRATEGY_TYPE_TOO_LOW'
  | 'MARKET_ORDER_WITH_PEG'
  | 'PEG_NOT_FOR_ORDER_TYPE'
  // Refusals because the parameters of an order list are invalid:
  | 'ORDER_TYPE_NOT_FOR_OCO'
  | 'OCO_WITHOUT_CONTINGENT_ORDER'
  | 'BUY_OCO_LIMIT_MUST_BE_BELOW'
  | 'SELL_OCO_LIMIT_MUST_BE_ABOVE'
  | 'BUY_OCO_STOP_LOSS_MUST_BE_ABOVE'
  | 'SELL_OCO_STOP_LOSS_MUST_BE_BELOW'
  | 'BUY_OCO_TAKE_PROFIT_MUST_BE_BELOW'
  | 'SELL_OCO_TAKE_PROFIT_MUST_BE_ABOVE'
  | 'OPO_WORKING_ORDER_MUST_BUY'
  | 'OPO_PENDING_ORDERS_MUST_SELL'
  // Refusals because the state of the market or the account does not allow the order:
  | 'INSUFFICIENT_BALANCE'
  | 'ZERO_NOTIONAL'
  | 'ICEBERG_EXCEEDS_QUANTITY'
  | 'WOULD_TRIGGER_IMMEDIATELY'
  | 'WOULD_MATCH_IMMEDIATELY'
  | 'OCO_BAD_PRICES'
  | 'NO_LIQUIDITY'
  | 'LIQUIDITY_BELOW_LOT_SIZE'
  | 'LIQUIDITY_BELOW_MARKET_LOT_SIZE'
  | 'NO_LEVEL_FOR_PEG'
  // Refusals because a cancellation or an amendment is not possible:
  | 'CANCEL_RESTRICTED'
  | 'AMEND_PENDING_OPO'
  | 'AMEND_INCREASE'
  | 'AMEND_NO_CHANGE'
  | 'TOO_MANY_AMENDMENTS';

/** Reasons for which the matching engine refuses a command, with the details of each reason. */
type DetailedEngineReasons = {
  MISSING_PARAMETER: { name: string };
  MISSING_BOTH_PARAMETERS: { one: string; other: string };
  UNEXPECTED_PARAMETER: { name: string };
  INVALID_PARAMETER: { name: string };
  PARAMETER_ABOVE_MAXIMUM: { name: string; maximum: number };
  PEG_OFFSET_INCOMPLETE: { pegOffsetType: string; pegOffsetValue: string };
  ICEBERG_NEEDS_GTC: { icebergQty: string; timeInForce: string };
  ORDER_TYPE_NOT_SUPPORTED: { type: string };
  FILTER_FAILURE: { filter: string };
  TOO_MANY_NEW_ORDERS: { limit: number; interval: string; intervalNum: number };
  ACCOUNT_MAY_NOT_TRADE: { command: RefusedCommand };
  MARKET_CLOSED: { command: RefusedCommand };
  UNKNOWN_ORDER: { command: RefusedCommand };
  DUPLICATE_CLIENT_ORDER_ID: { command: RefusedCommand };
  UNSUPPORTED_COMBINATION: { command: RefusedCommand };
  /** `result` contains the results of the cancellation and of the new order. */
  CANCEL_REPLACE_FAILED: { isLimitExceeded: boolean; result: unknown };
  CANCEL_REPLACE_PARTIALLY_FAILED: { isLimitExceeded: boolean; result: unknown };
};

/** Reasons without details, for which a request is refused outside the matching engine. */
type PlainRequestReason =
  | 'INTERNAL_ERROR'
  // Refusals because the route or a header is invalid:
  | 'NOT_FOUND'
  | 'OPERATION_NOT_SUPPORTED'
  | 'INVALID_TIME_UNIT'
  | 'INVALID_SBE_HEADER'
  | 'UNKNOWN_SBE_SCHEMA'
  | 'INVALID_SBE_SCHEMA'
  | 'SBE_NOT_ENABLED'
  // Refusals because the API key, the signature or the timestamp is not accepted:
  | 'NOT_LOGGED_ON'
  | 'INVALID_API_KEY'
  | 'API_KEY_FORMAT'
  | 'INVALID_SIGNATURE'
  | 'TIMESTAMP_AHEAD'
  | 'TIMESTAMP_OUTSIDE_WINDOW'
  | 'RECV_WINDOW_TOO_LONG'
  // Refusals because the parameters of a request are invalid:
  | 'INVALID_REQUEST_JSON'
  | 'DUPLICATE_PARAMETER'
  | 'UNKNOWN_PARAMETER'
  | 'EMPTY_NEW_CLIENT_ORDER_ID'
  | 'EMPTY_ORIG_CLIENT_ORDER_ID'
  | 'REPEATED_SYMBOL'
  | 'STOP_LIMIT_INCOMPLETE'
  | 'INVALID_SIDE'
  | 'INVALID_TIME_IN_FORCE'
  | 'INVALID_CANCEL_RESTRICTIONS'
  | 'INVALID_PEG_PRICE_TYPE'
  | 'INVALID_PEG_OFFSET_TYPE'
  | 'INVALID_WORKING_TYPE'
  | 'INVALID_INTERVAL'
  | 'INVALID_TICKER_TYPE'
  | 'INVALID_SYMBOL_STATUS'
  | 'SYMBOL_STATUS_MISMATCH'
  | 'OPO_WITHOUT_WORKING_QUANTITY'
  | 'OPO_WITH_PENDING_QUANTITY'
  // Refusals because the symbol does not have the requested data:
  | 'NO_TRADING_WINDOW'
  | 'NO_REFERENCE_PRICE'
  // Refusals because a user data subscription is not possible:
  | 'ALREADY_SUBSCRIBED'
  | 'NOT_SUBSCRIBED'
  | 'SUBSCRIPTION_IDS_USED_UP'
  // Refusals because a limit of requests is reached:
  | 'TOO_MANY_QUEUED_REQUESTS';

/** Reasons for which a request is refused outside the matching engine, with the details of each reason. */
type DetailedRequestReasons = {
  TOO_MUCH_WEIGHT: { limit: number; per: string };
  /** The ban ends at `until`, in ms since the epoch. */
  IP_BANNED: { until: number };
  TOO_MANY_SUBSCRIPTIONS: { limit: number };
  ILLEGAL_CHARACTERS: { name: string; range: string };
  TOO_MANY_PARAMETERS: { expected: number; received: number };
  TOO_MANY_VALUES: { name: string; maximum: number };
  UNREAD_PARAMETERS: { read: number; sent: number };
  EMPTY_PARAMETER: { name: string };
  PARAMETER_OVERFLOW: { name: string };
  TOO_MUCH_PRECISION: { name: string };
  TIME_RANGE_TOO_LONG: { hours: number };
  /** The route belongs to the wallet or to a product other than Spot. */
  NOT_SIMULATED: { route: string };
  INVALID_JSON_PARAMETER: { name: string };
};

type DetailedReasons = DetailedEngineReasons & DetailedRequestReasons;

/** The reason why the exchange refuses a command or a request. */
export type RefusalReason = PlainEngineReason | PlainRequestReason | keyof DetailedReasons;

/** The details of a reason, such as the name of a parameter. */
export type RefusalDetails<R extends RefusalReason> = R extends keyof DetailedReasons ? DetailedReasons[R] : undefined;
